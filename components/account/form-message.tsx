import { Callout } from "../ui/callout.tsx";

/** What is wrong with a form as a whole. It takes the focus, so that nobody has to look for it. */
export function FormMessage({ children }: { children: string | null }) {
  if (children === null) return null;
  return (
    <div role="alert" tabIndex={-1} className="rounded-md outline-none">
      <Callout tone="danger">{children}</Callout>
    </div>
  );
}
