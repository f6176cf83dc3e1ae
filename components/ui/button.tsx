import { cva, type VariantProps } from "class-variance-authority";
import { cloneElement, type ComponentPropsWithRef, type ReactElement } from "react";

import { cn } from "./cn.ts";
import { Spinner } from "./spinner.tsx";

export const buttonClass = cva(
  "inline-flex items-center justify-center gap-2 rounded-md text-center font-[550] transition-colors select-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-[1.15em]",
  {
    variants: {
      variant: {
        primary:
          "bg-action text-on-action hover:bg-action-strong active:bg-action-strong disabled:hover:bg-action aria-disabled:hover:bg-action",
        quiet: "text-ink hover:bg-action-soft active:bg-action-soft",
        outline: "border-edge bg-raised text-ink hover:border-action hover:bg-action-soft border",
        danger: "bg-danger text-on-action hover:bg-danger-strong",
        link: "link min-h-0 rounded-xs px-0 font-[500]",
      },
      size: {
        sm: "min-h-9 px-3 py-1 text-sm",
        md: "min-h-11 px-4 py-2 text-base",
        lg: "min-h-14 px-6 py-3 text-lg",
        icon: "size-11 p-0",
        "icon-sm": "size-9 p-0 text-sm",
      },
    },
    compoundVariants: [{ variant: "link", size: ["sm", "md", "lg"], class: "min-h-0 px-0 py-0" }],
    defaultVariants: { variant: "primary", size: "md" },
  },
);

type ButtonStyle = VariantProps<typeof buttonClass>;

export type ButtonProps = ComponentPropsWithRef<"button"> &
  ButtonStyle & {
    /** Dresses the one child (a link) as a button instead of rendering one. */
    asChild?: boolean;
    /** Busy: shows a spinner, keeps its width and focus, and ignores presses. */
    pending?: boolean;
  };

export function Button({
  variant,
  size,
  asChild = false,
  pending = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const classes = cn(buttonClass({ variant, size }), className);

  if (asChild) {
    const child = children as ReactElement<{ className?: string }>;
    return cloneElement(child, { ...rest, className: cn(classes, child.props.className) });
  }

  // aria-disabled rather than disabled: a disabled button loses the focus, and with it the person's place.
  return (
    <button
      {...rest}
      type={type}
      className={cn(classes, pending && "relative")}
      aria-disabled={pending || rest["aria-disabled"]}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
    >
      {pending ? (
        <>
          <span className="invisible inline-flex items-center gap-2">{children}</span>
          <span className="absolute inset-0 grid place-items-center">
            <Spinner label="Working" />
          </span>
        </>
      ) : (
        children
      )}
    </button>
  );
}
