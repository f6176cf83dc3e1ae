import Link from "next/link";

import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import { Rings } from "../brand/rings.tsx";
import { placeCategories } from "../reach/reach-category.ts";
import { Badge } from "../ui/badge.tsx";

type OwnReachProps = { circles: readonly VisibilityCategory[]; defaultCategoryId: string };

/** One's circles from the inside out, and which of them new things begin in. */
export function OwnReach({ circles, defaultCategoryId }: OwnReachProps) {
  return (
    <section aria-labelledby="circles" className="grid content-start gap-3">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="circles" className="text-lg">
          Your circles
        </h2>
        <Link href="/profile/edit#own-circles" className="link text-sm">
          Change<span className="sr-only"> your circles</span>
        </Link>
      </div>
      <ul className="border-line border-t">
        {placeCategories(circles).map((circle) => (
          <li key={circle.id} className="border-line flex items-center gap-4 border-b py-2.5">
            <Rings kind={circle.kind} mark={circle.mark} size="md" />
            <span className="grid min-w-0 grow">
              <span className="font-[600]">{circle.name}</span>
              {circle.description && <span className="text-soft text-sm">{circle.description}</span>}
            </span>
            {circle.id === defaultCategoryId && <Badge tone="action">New things</Badge>}
          </li>
        ))}
      </ul>
    </section>
  );
}
