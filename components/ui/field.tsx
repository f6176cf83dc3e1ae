import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "./cn.ts";
import { Label } from "./label.tsx";

/** What a control needs so that its label, hint and error belong to it. Spread it onto the control. */
export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

export type FieldProps = {
  /** Unique on the page; usually the field's name. */
  id: string;
  label: ReactNode;
  /** Said before, not after: what is expected, and who will see it. */
  hint?: ReactNode;
  /** What to do about it, in one sentence. */
  error?: string | undefined;
  /** Adds "optional" to the label; required fields are the rule and carry no mark. */
  optional?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/** Label, hint, control and error, wired together. Keeps working without JavaScript. */
export function Field({ id, label, hint, error, optional = false, className, children }: FieldProps) {
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;

  return (
    <div className={cn("grid gap-1.5", className)}>
      <Label htmlFor={id}>
        {label}
        {optional && <span className="text-soft ml-2 text-sm font-normal">optional</span>}
      </Label>
      {hint && (
        <p id={hintId} className="text-soft text-sm">
          {hint}
        </p>
      )}
      {children({ id, "aria-describedby": describedBy, "aria-invalid": error ? true : undefined })}
      {errorId && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}

/** The sentence at a field that was refused: an icon and words, never colour alone. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="text-danger flex items-start gap-1.5 text-sm font-[550]">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4.5" />
      <span>{children}</span>
    </p>
  );
}
