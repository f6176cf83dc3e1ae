"use client";

import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import type { ReactNode } from "react";

import { cn } from "./cn.ts";

type DialogProps = {
  /** The element that opens it; leave out when `open` is held elsewhere. */
  trigger?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** `wide` for previews and crops; on a phone both fill the width from below. */
  size?: "normal" | "wide";
  /** Buttons, the main one last. Wrap one in DialogClose to close. */
  footer?: ReactNode;
  children?: ReactNode;
};

export const overlayClass = "fixed inset-0 z-40 bg-veil animate-appear";

export const panelClass =
  "fixed z-50 flex max-h-[min(90dvh,60rem)] flex-col bg-raised text-ink shadow-float outline-none animate-rise inset-x-0 bottom-0 rounded-t-md sm:inset-x-4 sm:bottom-auto sm:top-1/2 sm:mx-auto sm:-translate-y-1/2 sm:rounded-md border border-line";

export function Dialog({
  trigger,
  title,
  description,
  open,
  onOpenChange,
  size = "normal",
  footer,
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content
          className={cn(panelClass, size === "wide" ? "sm:max-w-4xl" : "sm:max-w-lg")}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start gap-4 px-5 pt-5 sm:px-6">
            <div className="min-w-0 grow">
              <Radix.Title className="text-lg">{title}</Radix.Title>
              {description && <Radix.Description className="text-soft mt-1">{description}</Radix.Description>}
            </div>
            <Radix.Close
              className="text-soft hover:bg-action-soft hover:text-ink -mt-1 -mr-2 grid size-10 shrink-0 place-items-center rounded-md"
              aria-label="Close"
            >
              <X aria-hidden="true" className="size-5" />
            </Radix.Close>
          </header>
          <div className="min-h-0 grow overflow-y-auto px-5 py-5 sm:px-6">{children}</div>
          {footer && (
            <footer className="border-line flex flex-wrap justify-end gap-3 border-t px-5 py-4 sm:px-6">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
