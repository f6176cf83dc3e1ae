import type { ReactNode } from "react";

import { cn } from "./cn.ts";
import { FieldError } from "./field.tsx";

type RadioOption = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type RadioGroupProps = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  options: readonly RadioOption[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  required?: boolean;
  className?: string;
};

/** Native radios under one legend: arrow keys move, and a plain form post carries the choice. */
export function RadioGroup({
  name,
  label,
  hint,
  error,
  options,
  value,
  defaultValue,
  onValueChange,
  required,
  className,
}: RadioGroupProps) {
  const hintId = hint ? `${name}-hint` : undefined;
  const errorId = error ? `${name}-error` : undefined;

  return (
    <fieldset
      className={cn("grid min-w-0 gap-1", className)}
      aria-describedby={[errorId, hintId].filter(Boolean).join(" ") || undefined}
    >
      <legend className="mb-1 font-[600]">{label}</legend>
      {hint && (
        <p id={hintId} className="text-soft text-sm">
          {hint}
        </p>
      )}
      {options.map((option) => (
        <label key={option.value} className="flex cursor-pointer items-start gap-3 py-2">
          <input
            key={String(defaultValue === option.value)}
            type="radio"
            name={name}
            value={option.value}
            disabled={option.disabled}
            required={required}
            className="radio mt-0.5"
            {...(value === undefined
              ? { defaultChecked: defaultValue === option.value }
              : { checked: value === option.value })}
            onChange={onValueChange && (() => onValueChange(option.value))}
          />
          <span className="grid gap-0.5">
            <span className="font-[550]">{option.label}</span>
            {option.hint && <span className="text-soft text-sm">{option.hint}</span>}
          </span>
        </label>
      ))}
      {errorId && <FieldError id={errorId}>{error}</FieldError>}
    </fieldset>
  );
}
