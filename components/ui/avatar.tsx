import { cva, type VariantProps } from "class-variance-authority";

import { cn } from "./cn.ts";

const avatarClass = cva(
  "bg-action-soft text-action ring-line inline-grid shrink-0 place-items-center overflow-hidden rounded-full font-[650] ring-1 select-none",
  {
    variants: {
      size: {
        sm: "size-8 text-xs",
        md: "size-11 text-base",
        lg: "size-20 text-xl",
        xl: "size-32 text-2xl sm:size-40",
      },
    },
    defaultVariants: { size: "md" },
  },
);

type AvatarProps = VariantProps<typeof avatarClass> & {
  name: string;
  src?: string | null;
  /** True when the name stands beside it, so that it is not read twice. */
  decorative?: boolean;
  className?: string;
};

const pixels = { sm: 32, md: 44, lg: 80, xl: 160 };

/** First letters of the first and the last word, whole characters of any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("") || "?";
}

export function Avatar({ name, src, size, decorative = false, className }: AvatarProps) {
  const classes = cn(avatarClass({ size }), className);
  if (src) {
    const edge = pixels[size ?? "md"];
    return (
      <img
        src={src}
        alt={decorative ? "" : name}
        width={edge}
        height={edge}
        className={cn(classes, "object-cover")}
      />
    );
  }
  const initials = initialsOf(name);
  // As decoration they are no text: a button is not called "AB" by who speaks to it.
  if (decorative)
    return (
      <span
        aria-hidden="true"
        data-initials={initials}
        className={cn(classes, "before:content-[attr(data-initials)]")}
      />
    );
  return (
    <span className={classes} role="img" aria-label={name}>
      {initials}
    </span>
  );
}
