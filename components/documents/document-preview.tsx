import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";

import type { DocumentPreview as Preview } from "#lib/domain/document-view.ts";
import { displayName } from "#lib/domain/file-names.ts";
import { documentKinds } from "#lib/domain/document-kinds.ts";

import { cn } from "../ui/cn.ts";
import { DocumentThumbnail } from "./document-thumbnail.tsx";

/** The document itself, as far as it can be shown in place. */
export function DocumentPreview({ document }: { document: Preview }) {
  const { group } = documentKinds[document.kind];
  if (document.excerpt) return <TextPreview document={document} />;
  if (group === "photo" && document.fileUrl) return <PhotoPreview document={document} />;
  if (group === "audio" && document.fileUrl) return <AudioPreview document={document} />;
  if (document.kind === "pdf") return <PdfPreview document={document} />;
  return <NoPreview document={document} />;
}

const stage = "bg-sunk border-line grid place-items-center rounded-md border";

function PhotoPreview({ document }: { document: Preview }) {
  return (
    <div className={cn(stage, "overflow-hidden")}>
      <img
        src={document.fileUrl ?? undefined}
        alt={document.description || displayName(document.name)}
        width={document.width ?? undefined}
        height={document.height ?? undefined}
        className="h-auto max-h-[60dvh] w-auto max-w-full object-contain"
      />
    </div>
  );
}

function AudioPreview({ document }: { document: Preview }) {
  return (
    <div className={cn(stage, "p-6")}>
      <audio
        controls
        preload="metadata"
        src={document.fileUrl ?? undefined}
        aria-label={displayName(document.name)}
        className="w-full"
      />
    </div>
  );
}

function PdfPreview({ document }: { document: Preview }) {
  const { pageCount, thumbnailUrl, fileUrl } = document;
  return (
    <div className={cn(stage, "gap-4 p-5")}>
      {thumbnailUrl && (
        <img
          src={thumbnailUrl}
          alt="Its first page"
          className="border-line max-h-[52dvh] w-auto max-w-full border"
        />
      )}
      {fileUrl && (
        <OpenLink href={fileUrl}>
          {pageCount === 1 ? "Open the page" : `Open all ${pageCount ?? ""} pages`}
        </OpenLink>
      )}
    </div>
  );
}

function TextPreview({ document }: { document: Preview }) {
  const { excerpt, fileUrl, kind } = document;
  return (
    <div className="grid gap-3">
      <div
        tabIndex={0}
        role="region"
        aria-label={`The text of ${displayName(document.name)}`}
        className="bg-sunk border-line max-h-[52dvh] overflow-auto rounded-md border p-5"
      >
        <p
          className={cn(
            "whitespace-pre-wrap",
            kind === "csv" ? "font-mono text-sm whitespace-pre" : "reading",
          )}
        >
          {excerpt?.text}
        </p>
      </div>
      {excerpt?.isWhole === false && fileUrl && (
        <p className="text-soft text-sm">
          This is the beginning. <OpenLink href={fileUrl}>Open the whole text</OpenLink>
        </p>
      )}
    </div>
  );
}

function NoPreview({ document }: { document: Preview }) {
  return (
    <div className={cn(stage, "gap-3 p-8 text-center")}>
      <DocumentThumbnail document={document} />
      <p className="text-soft max-w-sm">
        Browsers do not show {documentKinds[document.kind].label} documents. Download it to read it.
      </p>
    </div>
  );
}

function OpenLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="link inline-flex items-center gap-1.5">
      {children}
      <ExternalLink aria-hidden="true" className="size-4" />
    </a>
  );
}
