import type { ReactNode } from "react";

type QuestionProps = {
  /** Where in a longer row of questions this one stands. */
  place?: string;
  /** What is asked, as a person would. */
  title: ReactNode;
  /** Why, and who will see the answer. */
  lead?: ReactNode;
  children: ReactNode;
};

/** One question, large, and room to answer it. */
export function Question({ place, title, lead, children }: QuestionProps) {
  return (
    <section className="grid gap-8">
      <header className="grid gap-3">
        {place && <p className="text-soft text-sm tabular-nums">{place}</p>}
        <h1 className="text-2xl">{title}</h1>
        {lead && <p className="text-soft max-w-read text-lg">{lead}</p>}
      </header>
      {children}
    </section>
  );
}
