import type { DocumentView } from "#lib/domain/document-view.ts";

import { bytesInWords, dayInWords, kindInWords } from "./facts-in-words.ts";

/** What is known of it, in a few short lines. */
export function DocumentFacts({ document }: { document: DocumentView }) {
  const { size, takenAt, createdAt } = document;
  const facts: [string, string][] = [
    ["Kind", kindInWords(document)],
    ["Size", bytesInWords(size)],
    ...(takenAt === null ? [] : [["Taken", dayInWords(takenAt)] satisfies [string, string]]),
    ["Added", dayInWords(createdAt)],
  ];
  return (
    <dl className="text-soft grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 text-sm tabular-nums">
      {facts.map(([word, fact]) => (
        <div key={word} className="contents">
          <dt>{word}</dt>
          <dd className="text-ink">{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
