import type { ReactNode } from "react";

type QuestionProps = {
  /** What is asked, as a person would. */
  title: ReactNode;
  /** Why, and who will see the answer. */
  lead?: ReactNode;
  children: ReactNode;
};

/** One question, large, and room to answer it. */
export function Question({ title, lead, children }: QuestionProps) {
  return (
    <section className="grid gap-8">
      <header className="grid gap-3">
        <h1 className="text-2xl">{title}</h1>
        {lead && <p className="text-soft max-w-read text-lg">{lead}</p>}
      </header>
      {children}
    </section>
  );
}
