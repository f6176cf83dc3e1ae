"use client";

import * as Radix from "radix-ui/dropdown-menu";
import type { ComponentPropsWithoutRef, ReactNode } from "react";

import { cn } from "./cn.ts";
import { getPortalHome } from "./portal-home.ts";

type DropdownMenuProps = {
  /** A Button; name it with aria-label when it only shows an icon. */
  trigger: ReactNode;
  align?: "start" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
};

export function DropdownMenu({ trigger, align = "end", open, onOpenChange, children }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={getPortalHome()}>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className="border-line bg-raised text-ink shadow-float animate-appear z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-md border p-1.5"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemClass =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-sm px-3 py-1.5 text-base outline-none select-none data-disabled:cursor-not-allowed data-disabled:text-soft data-highlighted:bg-action-soft [&_svg]:size-5 [&_svg]:text-soft";

type MenuItemProps = ComponentPropsWithoutRef<typeof Radix.Item> & { tone?: "plain" | "danger" };

/** `asChild` with a link inside for places; `onSelect` for deeds. */
export function MenuItem({ tone = "plain", className, ...rest }: MenuItemProps) {
  return (
    <Radix.Item
      {...rest}
      className={cn(
        itemClass,
        tone === "danger" && "text-danger data-highlighted:bg-danger-soft [&_svg]:text-danger",
        className,
      )}
    />
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="bg-line -mx-1.5 my-1.5 h-px" />;
}
