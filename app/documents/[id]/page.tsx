import { ArrowLeft, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";

import { DocumentDetailsForm } from "#components/documents/document-details-form.tsx";
import { DocumentFacts } from "#components/documents/document-facts.tsx";
import { DocumentPreview } from "#components/documents/document-preview.tsx";
import { RemoveForm } from "#components/documents/remove-form.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { displayName } from "#lib/domain/file-names.ts";
import { findDocument } from "#lib/server/documents.ts";

import { removeByFormAction, saveAction } from "../actions.ts";

type DocumentPageProps = { params: Promise<{ id: string }> };

/** No name in the title: tabs, histories and screens are seen by others. */
export const metadata: Metadata = { title: "Document" };

export default async function DocumentPage({ params }: DocumentPageProps) {
  const { id } = await params;
  const found = await findDocument(id);
  if (!found) notFound();
  const { document, categories, listAddress } = found;
  return (
    <>
      <Link href={listAddress} className="link mb-5 inline-flex items-center gap-2">
        <ArrowLeft aria-hidden="true" className="size-5" />
        All documents
      </Link>
      <PageHeader
        title={<bdi className="break-words">{displayName(document.name)}</bdi>}
        actions={
          <Button asChild variant="outline">
            <a href={document.downloadUrl} download>
              <Download aria-hidden="true" />
              Download
            </a>
          </Button>
        }
      />
      <div className="grid gap-10 md:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <div className="grid content-start gap-6">
          <DocumentPreview document={document} />
          <DocumentFacts document={document} />
        </div>
        <div className="grid content-start gap-4">
          <DocumentDetailsForm document={document} categories={categories} save={saveAction} />
          <RemoveForm id={document.id} remove={removeByFormAction} />
        </div>
      </div>
    </>
  );
}
