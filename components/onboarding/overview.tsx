import { Pencil } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

import { pathOfField, type TypedField } from "#lib/domain/onboarding-rules.ts";
import type { FieldErrors } from "#lib/domain/errors.ts";
import type { OnboardingData } from "#lib/domain/onboarding.ts";
import { placeCategories } from "../reach/reach-category.ts";
import { ReachBadge } from "../reach/reach-badge.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { FieldError } from "../ui/field.tsx";

type OverviewProps = {
  data: OnboardingData;
  avatarUrl: string | null;
  documents: { count: number; names: readonly string[] };
  /** What would not pass yet, by field. */
  problems: FieldErrors;
};

/** Everything that was gathered, at a glance; each part with the way to change it. */
export function Overview({ data, avatarUrl, documents, problems }: OverviewProps) {
  const circles = placeCategories(data.categories);
  const chosen = circles.find((circle) => circle.id === data.defaultCategoryId);
  const own = circles.filter((circle) => circle.kind === "custom");

  return (
    <dl className="border-line border-t">
      <Part label="Name" href={hrefOf("displayName")} error={problems.displayName}>
        <span className="flex items-center gap-4">
          <Avatar name={data.displayName} src={avatarUrl} size="lg" decorative />
          <span className="text-lg font-[600]">{data.displayName || <Missing />}</span>
        </span>
      </Part>
      <Part label="Username" href={hrefOf("username")} error={problems.username}>
        {data.username ? `@${data.username.trim().toLowerCase()}` : <Missing />}
      </Part>
      <Part label="E-mail" href={hrefOf("email")} error={problems.email}>
        {data.email || <Missing />}
      </Part>
      <Part label="About you" href={hrefOf("bio")} error={problems.bio}>
        {data.bio ? (
          <span className="reading line-clamp-6 block whitespace-pre-wrap">{data.bio}</span>
        ) : (
          <span className="text-soft">Nothing yet, and that is fine.</span>
        )}
      </Part>
      <Part label="Documents" href="/onboarding/documents?back=review">
        {documents.count === 0 ? (
          <span className="text-soft">None yet. You can add them any time.</span>
        ) : (
          <span className="grid gap-1">
            <span>{documents.count === 1 ? "1 document" : `${documents.count} documents`}</span>
            <span className="text-soft text-sm">{documents.names.join(" · ")}</span>
          </span>
        )}
      </Part>
      <Part
        label="New things are for"
        href="/onboarding/visibility?back=review"
        error={problems.defaultCategoryId}
      >
        <span className="flex flex-wrap items-center gap-x-6 gap-y-2">
          {chosen ? <ReachBadge kind={chosen.kind} name={chosen.name} mark={chosen.mark} /> : <Missing />}
          {own.length > 0 && (
            <span className="text-soft text-sm">
              Circles of your own: {own.map((circle) => circle.name).join(", ")}
            </span>
          )}
        </span>
      </Part>
    </dl>
  );
}

type PartProps = { label: string; href: string; error?: string | undefined; children: ReactNode };

function Part({ label, href, error, children }: PartProps) {
  return (
    <div className="border-line grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-1 border-b py-4 sm:grid-cols-[10rem_minmax(0,1fr)_auto]">
      <dt className="text-soft text-sm">{label}</dt>
      <dd className="col-span-2 row-start-2 min-w-0 break-words sm:col-span-1 sm:col-start-2 sm:row-start-1">
        {children}
        {error && <FieldError id={`problem-${label}`}>{error}</FieldError>}
      </dd>
      <dd className="sm:col-start-3">
        <Link href={href} className="link inline-flex items-center gap-1.5 text-sm">
          <Pencil aria-hidden="true" className="size-4" />
          Change<span className="sr-only"> {label.toLowerCase()}</span>
        </Link>
      </dd>
    </div>
  );
}

function Missing() {
  return <span className="text-soft">Missing</span>;
}

function hrefOf(field: TypedField): string {
  const path = pathOfField(field);
  return `${path}${path.includes("?") ? "&" : "?"}back=review`;
}
