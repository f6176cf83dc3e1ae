"use client";

import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";

import { Rings } from "../brand/rings.tsx";
import { cn } from "../ui/cn.ts";
import { placeCategories, type PlacedCategory, type ReachCategory } from "./reach-category.ts";
import { ReachDial } from "./reach-dial.tsx";

type ReachPickerProps = {
  /** Posted with the id of the chosen category. */
  name: string;
  categories: readonly ReachCategory[];
  /** The question: "Who may see new things?" Also read out where it is not shown (compact). */
  label: string;
  value?: string;
  defaultValue?: string;
  onValueChange?: (id: string) => void;
  /** `full` is rings and a list; `compact` is one line, for a row of a table. */
  variant?: "full" | "compact";
  disabled?: boolean;
  className?: string;
};

/**
 * Who may see it. Radios from the inside out, so that arrow keys move outwards and in, and rings that follow and can
 * be dragged. Without JavaScript the radios alone carry the choice.
 */
export function ReachPicker({
  value,
  defaultValue,
  onValueChange,
  variant = "full",
  ...rest
}: ReachPickerProps) {
  const [held, setHeld] = useState(defaultValue);
  const placed = placeCategories(rest.categories);
  const chosen = value ?? held;

  const choose = (id: string) => {
    if (id === chosen) return;
    setHeld(id);
    onValueChange?.(id);
  };

  const View = variant === "full" ? FullPicker : CompactPicker;
  return (
    <View
      {...rest}
      placed={placed}
      chosen={placed.find((category) => category.id === chosen)}
      onChoose={choose}
    />
  );
}

type ViewProps = Pick<ReachPickerProps, "name" | "label" | "disabled" | "className"> & {
  placed: readonly PlacedCategory[];
  chosen: PlacedCategory | undefined;
  onChoose: (id: string) => void;
};

function FullPicker({ name, label, disabled, className, placed, chosen, onChoose }: ViewProps) {
  const base = useId();
  return (
    <fieldset disabled={disabled} className={cn("min-w-0", className)}>
      <legend className="mb-4 text-lg font-[650]">{label}</legend>
      <div className="grid items-start gap-6 sm:grid-cols-[14rem_minmax(0,1fr)] sm:gap-10">
        <div className="sm:sticky sm:top-6">
          <ReachDial placed={placed} chosen={chosen} onChoose={onChoose} disabled={disabled} />
        </div>
        <div className="grid">
          {placed.map((category) => (
            <label
              key={category.id}
              className="border-line has-checked:bg-action-soft has-focus-visible:outline-action flex min-h-14 cursor-pointer items-center gap-3.5 border-b px-3 py-2.5 transition-colors last:border-0 has-checked:rounded-sm has-checked:border-transparent has-focus-visible:outline-2"
            >
              <input
                type="radio"
                name={name}
                value={category.id}
                checked={category.id === chosen?.id}
                onChange={() => onChoose(category.id)}
                className="radio"
                aria-labelledby={`${base}-${category.id}-name`}
                aria-describedby={`${base}-${category.id}-description`}
              />
              <Rings kind={category.kind} mark={category.mark} size="sm" />
              <span className="grid min-w-0">
                <span id={`${base}-${category.id}-name`} className="font-[600]">
                  {category.name}
                </span>
                <span id={`${base}-${category.id}-description`} className="text-soft text-sm">
                  {category.description}
                </span>
              </span>
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  );
}

function CompactPicker({ name, label, disabled, className, placed, chosen, onChoose }: ViewProps) {
  return (
    <span className={cn("relative inline-flex max-w-full items-center", className)}>
      <Rings
        kind={chosen?.kind ?? null}
        mark={chosen?.mark}
        size="xs"
        className="pointer-events-none absolute left-2.5"
      />
      <select
        name={name}
        aria-label={label}
        disabled={disabled}
        value={chosen?.id}
        onChange={(event) => onChoose(event.target.value)}
        className="hover:border-edge hover:bg-raised min-h-11 w-full max-w-52 appearance-none truncate rounded-md border border-transparent bg-transparent py-1 pr-8 pl-9 text-base sm:min-h-9 sm:text-sm"
      >
        {placed.map((category) => (
          <option key={category.id} value={category.id} className="bg-raised text-ink">
            {category.name}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" className="text-soft pointer-events-none absolute right-2.5 size-4" />
    </span>
  );
}
