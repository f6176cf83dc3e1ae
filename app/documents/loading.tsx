import { DocumentsSkeleton } from "#components/documents/documents-skeleton.tsx";

import { DocumentsHeading } from "./page-heading.tsx";

export default function Loading() {
  return (
    <>
      <DocumentsHeading />
      <DocumentsSkeleton />
    </>
  );
}
