import type { ReactNode } from "react";

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="border-line bg-sunk text-soft rounded-sm border border-b-2 px-1.5 py-0.5 font-sans text-xs">
      {children}
    </kbd>
  );
}
