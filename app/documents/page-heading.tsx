import { PageHeader } from "#components/layout/page-header.tsx";

export function DocumentsHeading() {
  return (
    <PageHeader
      title="Documents"
      lead="What you keep here. Each one is seen by the circle you choose for it, and by nobody else."
    />
  );
}
