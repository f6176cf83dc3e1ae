import { MailCheck } from "lucide-react";
import type { ReactNode } from "react";

/** A mail is on its way, and what to do when it does not come. */
export function MailSent({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="status" className="bg-action-soft grid gap-2 rounded-md px-5 py-5">
      <p className="flex items-center gap-3 text-lg font-[650]">
        <MailCheck aria-hidden="true" className="text-action size-6" />
        {title}
      </p>
      <p>{children}</p>
      <p className="text-soft text-sm">
        Nothing there after a few minutes? Look among the unwanted mail, too.
      </p>
    </div>
  );
}
