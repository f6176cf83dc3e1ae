import { Skeleton } from "../ui/skeleton.tsx";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";

const rows = [1, 2, 3, 4, 5];

/** The workspace before it is there, at its size. */
export function DocumentsSkeleton() {
  return (
    <div role="status" className="grid gap-10">
      <VisuallyHidden>Loading your documents</VisuallyHidden>
      <Skeleton className="h-64 rounded-md" />
      <div className="grid gap-5">
        <Skeleton className="h-8 w-52" />
        {rows.map((row) => (
          <div key={row} className="flex items-center gap-4">
            <Skeleton className="size-14" />
            <div className="grid grow gap-2">
              <Skeleton className="h-5 w-3/5" />
              <Skeleton className="h-4 w-2/5" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
