import { Check, CloudOff, Hourglass } from "lucide-react";
import Link from "next/link";

import { Callout } from "../ui/callout.tsx";
import { Button } from "../ui/button.tsx";
import type { SaveStatus } from "./draft-saver.ts";

/** One quiet line about what happened to what was typed. */
export function SaveNote({ status, savedBefore }: { status: SaveStatus; savedBefore: boolean }) {
  const { Icon, words } = describe(status, savedBefore);
  return (
    <p role="status" className="text-soft flex min-h-6 items-start gap-2 text-sm">
      {Icon && <Icon aria-hidden="true" className="mt-0.5 size-4.5" />}
      <span>{words}</span>
    </p>
  );
}

function describe(status: SaveStatus, savedBefore: boolean) {
  switch (status.kind) {
    case "typing":
    case "saving":
      return { Icon: null, words: "" };
    case "saved":
      return { Icon: Check, words: "Saved." };
    case "offline":
      return {
        Icon: CloudOff,
        words: "No connection. What you type is kept in this browser and saved when you are back.",
      };
    case "refused":
      return { Icon: Hourglass, words: status.message };
    default:
      return { Icon: null, words: savedBefore ? "Everything here is saved." : "Saved as you type." };
  }
}

/** The onboarding went on without this tab. */
export function OverNotice() {
  return (
    <Callout
      tone="waiting"
      role="alert"
      title="This page is behind"
      actions={
        <Button asChild size="sm">
          <Link href="/onboarding" prefetch={false}>
            Go on from there
          </Link>
        </Button>
      }
    >
      Your onboarding was finished or started over in another place, or it has expired. What you typed here
      since then is not saved.
    </Callout>
  );
}
