import type { ReactNode } from "react";

type SettingsSectionProps = {
  /** Also its anchor in the address. */
  id: string;
  title: string;
  /** What it is for, in one or two sentences. */
  lead: ReactNode;
  children: ReactNode;
};

/** One subject of the settings: its words on the left, what can be done on the right, below each other on a phone. */
export function SettingsSection({ id, title, lead, children }: SettingsSectionProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="border-line grid gap-x-16 gap-y-5 border-t py-9 md:grid-cols-[minmax(0,18rem)_minmax(0,1fr)]"
    >
      <header className="grid content-start gap-1.5">
        <h2 id={`${id}-title`} className="text-lg">
          {title}
        </h2>
        <p className="text-soft text-sm">{lead}</p>
      </header>
      <div className="max-w-form grid content-start gap-5">{children}</div>
    </section>
  );
}
