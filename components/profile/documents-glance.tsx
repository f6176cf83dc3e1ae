import { FileText } from "lucide-react";
import Link from "next/link";

import type { DocumentView } from "#lib/domain/document-view.ts";
import { displayName } from "#lib/domain/file-names.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import { placeCategories } from "../reach/reach-category.ts";
import { ReachBadge } from "../reach/reach-badge.tsx";
import { LocalTime } from "../ui/local-time.tsx";

type DocumentsGlanceProps = {
  newest: readonly DocumentView[];
  total: number;
  circles: readonly VisibilityCategory[];
};

/** The newest documents with how far each reaches, and the way to all of them. */
export function DocumentsGlance({ newest, total, circles }: DocumentsGlanceProps) {
  const placed = placeCategories(circles);
  return (
    <section aria-labelledby="documents" className="grid content-start gap-3">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="documents" className="text-lg">
          Lately added
        </h2>
        <Link href="/documents" className="link text-sm">
          {total === 1 ? "Your document" : `All ${total.toLocaleString("en")} documents`}
        </Link>
      </div>
      <ul className="border-line border-t">
        {newest.map((document) => {
          const circle = placed.find(({ id }) => id === document.categoryId);
          return (
            <li key={document.id} className="border-line flex items-center gap-4 border-b py-3">
              <Thumbnail url={document.thumbnailUrl} />
              <span className="grid min-w-0 grow">
                <span className="truncate font-[600]">{displayName(document.name)}</span>
                <span className="text-soft text-sm">
                  <LocalTime time={document.createdAt} precision="day" />
                </span>
              </span>
              {circle && (
                <ReachBadge kind={circle.kind} name={circle.name} mark={circle.mark} className="shrink-0" />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Thumbnail({ url }: { url: string | null }) {
  const place =
    "border-line bg-sunk grid size-14 shrink-0 place-items-center overflow-hidden rounded-sm border";
  if (url)
    return <img src={url} alt="" width={56} height={56} loading="lazy" className={`${place} object-cover`} />;
  return (
    <span className={place}>
      <FileText aria-hidden="true" className="text-soft size-6" />
    </span>
  );
}
