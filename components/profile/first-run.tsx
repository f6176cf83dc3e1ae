"use client";

import { useEffect } from "react";

import { forgetUnsent, tellOtherTabs } from "../onboarding/browser-ports.ts";

/** The first look at a profile that was made a moment ago. */
export function FirstRun({ name }: { name: string }) {
  useEffect(() => {
    forgetUnsent();
    tellOtherTabs({ kind: "over" });
  }, []);

  return (
    <div role="status" className="border-action bg-action-soft animate-rise rounded-md border-l-4 px-5 py-4">
      <p className="text-lg font-[650]">This is yours now, {name.trim().split(/\s+/u)[0]}.</p>
      <p>Only you can see it. Nothing is shared until you say who it is for.</p>
    </div>
  );
}
