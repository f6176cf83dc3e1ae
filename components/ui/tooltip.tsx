"use client";

import * as Radix from "radix-ui/tooltip";
import type { ReactNode } from "react";

import { getPortalHome } from "./portal-home.ts";

type TooltipProps = {
  content: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  /** One element that can take the focus, usually a Button. */
  children: ReactNode;
};

/** A second line of explanation on hover and focus. Never the only place something is said. */
export function Tooltip({ content, side = "top", children }: TooltipProps) {
  return (
    <Radix.Provider delayDuration={350}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal container={getPortalHome()}>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={12}
            className="bg-ink text-paper shadow-float animate-appear z-50 max-w-72 rounded-sm px-3 py-1.5 text-sm text-pretty"
          >
            {content}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
