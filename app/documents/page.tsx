import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { DocumentsWorkspace } from "#components/documents/documents-workspace.tsx";
import { RemovedNotice } from "#components/documents/removed-notice.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { UploadReportNotice } from "#components/uploads/upload-report-notice.tsx";
import { openWorkspace, readDocumentQuery } from "#lib/server/documents.ts";
import { readUploadReport } from "#lib/server/uploads.ts";
import { requireMember } from "#lib/server/viewer.ts";

import { restoreByFormAction } from "./actions.ts";
import { documentActions } from "./document-actions.ts";

export const metadata: Metadata = { title: "Documents" };

type Search = Record<string, string | string[] | undefined>;

export default async function DocumentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const context = await requireMember("/documents");
  const search = await searchParams;
  const query = readDocumentQuery(search);
  const [workspace, report] = await Promise.all([openWorkspace(context, query), readUploadReport()]);
  if (!workspace) notFound();
  return (
    <>
      <PageHeader
        title="Documents"
        lead="What you keep here. Each one is seen by the circle you choose for it, and by nobody else."
      />
      <div className="grid gap-6">
        {typeof search.removed === "string" && (
          <RemovedNotice id={search.removed} restore={restoreByFormAction} />
        )}
        {report && <UploadReportNotice report={report} />}
        <DocumentsWorkspace {...workspace} mode="member" query={query} actions={documentActions} />
      </div>
    </>
  );
}
