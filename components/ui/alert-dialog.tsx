"use client";

import * as Radix from "radix-ui/alert-dialog";
import type { ReactNode } from "react";

import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { overlayClass, panelClass } from "./dialog.tsx";

type AlertDialogProps = {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The question, naming the thing: "Delete 3 documents?" */
  title: ReactNode;
  /** What happens, and whether it can be undone. */
  description: ReactNode;
  /** The deed, not "OK": "Delete them". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "plain";
  /** While true the dialog stays open and its button is busy. */
  pending?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
};

/** Asks before something that cannot be undone. The focus starts on the way out. */
export function AlertDialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel = "Keep it",
  tone = "danger",
  pending = false,
  onConfirm,
  children,
}: AlertDialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content className={cn(panelClass, "p-5 sm:max-w-md sm:p-6")}>
          <Radix.Title className="text-lg">{title}</Radix.Title>
          <Radix.Description className="text-soft mt-2">{description}</Radix.Description>
          {children && <div className="mt-4">{children}</div>}
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Radix.Cancel asChild>
              <Button variant="outline">{cancelLabel}</Button>
            </Radix.Cancel>
            <Radix.Action asChild>
              <Button
                variant={tone === "danger" ? "danger" : "primary"}
                pending={pending}
                onClick={onConfirm}
              >
                {confirmLabel}
              </Button>
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
