import type { ComponentPropsWithRef, ReactNode } from "react";

import { cn } from "./cn.ts";

type CheckboxProps = Omit<ComponentPropsWithRef<"input">, "type"> & {
  label: ReactNode;
  hint?: ReactNode;
};

/** A native checkbox and its label; the whole line can be pressed. */
export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  return (
    <label className={cn("flex cursor-pointer items-start gap-3 py-2", className)}>
      <span className="relative mt-0.5 grid size-5.5 shrink-0 place-items-center">
        <input
          key={String(rest.defaultChecked)}
          {...rest}
          type="checkbox"
          className="peer border-edge bg-raised checked:border-action checked:bg-action hover:border-action size-5.5 appearance-none rounded-sm border transition-colors forced-colors:appearance-auto"
        />
        <svg
          viewBox="0 0 16 16"
          aria-hidden="true"
          className="stroke-on-action pointer-events-none absolute size-4 fill-none opacity-0 transition-opacity peer-checked:opacity-100 forced-colors:hidden"
        >
          <path d="M3.5 8.5 6.5 11.5 12.5 4.5" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </span>
      <span className="grid gap-0.5">
        <span className="font-[550]">{label}</span>
        {hint && <span className="text-soft text-sm">{hint}</span>}
      </span>
    </label>
  );
}
