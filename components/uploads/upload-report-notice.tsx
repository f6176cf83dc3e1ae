import { displayName } from "#lib/domain/file-names.ts";
import type { UploadReport } from "#lib/domain/upload-report.ts";

import { Callout } from "../ui/callout.tsx";

const files = (count: number) => (count === 1 ? "1 file" : `${count} files`);

/** What became of the files of a plain form. */
export function UploadReportNotice({ report }: { report: UploadReport }) {
  const { accepted, refused, unnamed, problem } = report;
  const wentWrong = problem !== null || refused.length > 0;
  return (
    <Callout tone={wentWrong ? "danger" : "info"} role={wentWrong ? "alert" : "status"}>
      {problem !== null && <p>{problem}</p>}
      {accepted > 0 && <p>{files(accepted)} added.</p>}
      {refused.length > 0 && (
        <ul className="mt-2 grid gap-2">
          {refused.map(({ name, sentence }, index) => (
            <li key={index}>
              <span className="font-[600]">{displayName(name)}</span>: {sentence}
            </li>
          ))}
        </ul>
      )}
      {unnamed > 0 && <p className="mt-2">{files(unnamed)} more could not be taken.</p>}
    </Callout>
  );
}
