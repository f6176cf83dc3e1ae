import { acceptAttribute } from "#lib/domain/document-kinds.ts";

import { Button } from "../ui/button.tsx";

type PlainUploadFormProps = { page: "documents" | "onboarding"; categoryId: string; describedBy: string };

/** For browsers without JavaScript: works everywhere, but cannot go on where it was interrupted. */
export function PlainUploadForm({ page, categoryId, describedBy }: PlainUploadFormProps) {
  return (
    <form action="/api/uploads/form" method="post" encType="multipart/form-data" className="grid gap-3">
      <input type="hidden" name="page" value={page} />
      <input type="hidden" name="categoryId" value={categoryId} />
      <input
        type="file"
        name="files"
        multiple
        required
        accept={acceptAttribute}
        aria-label="Files to add"
        aria-describedby={describedBy}
        className="control h-auto"
      />
      <div>
        <Button type="submit">Add these files</Button>
      </div>
    </form>
  );
}
