"use client";

import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { cn } from "./cn.ts";

type Tab = { id: string; label: ReactNode; content: ReactNode };

type TabsProps = {
  /** Names the row of tabs for screen readers. */
  label: string;
  tabs: readonly Tab[];
  defaultTab?: string;
  className?: string;
};

const moves: Record<string, (index: number, last: number) => number> = {
  ArrowRight: (index, last) => (index === last ? 0 : index + 1),
  ArrowLeft: (index, last) => (index === 0 ? last : index - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** Tabs after the ARIA pattern, all panels in the page. Our own, because the library's carry inline styles. */
export function Tabs({ label, tabs, defaultTab, className }: TabsProps) {
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(defaultTab ?? tabs[0]?.id);

  const move = (event: KeyboardEvent) => {
    const next = moves[event.key]?.(
      tabs.findIndex((tab) => tab.id === active),
      tabs.length - 1,
    );
    if (next === undefined) return;
    event.preventDefault();
    setActive(tabs[next]?.id);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };

  return (
    <div className={className}>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={move}
        className="border-line flex gap-6 overflow-x-auto border-b"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-tab-${tab.id}`}
            aria-controls={`${base}-panel-${tab.id}`}
            aria-selected={tab.id === active}
            tabIndex={tab.id === active ? 0 : -1}
            onClick={() => setActive(tab.id)}
            className={cn(
              "text-soft hover:text-ink -mb-px min-h-11 border-b-2 border-transparent font-[550] whitespace-nowrap transition-colors",
              tab.id === active && "border-action text-ink",
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          role="tabpanel"
          id={`${base}-panel-${tab.id}`}
          aria-labelledby={`${base}-tab-${tab.id}`}
          hidden={tab.id !== active}
          tabIndex={0}
          className="pt-6"
        >
          {tab.content}
        </div>
      ))}
    </div>
  );
}
