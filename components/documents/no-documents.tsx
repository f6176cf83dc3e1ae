import Link from "next/link";

import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

export function NoDocuments({ mode }: { mode: "member" | "onboarding" }) {
  return (
    <EmptyState title="Nothing here yet">
      {mode === "member"
        ? "A CV, a journal, photos, letters. Add them above; each one is seen by the circle you choose."
        : "What you add above appears here. You can also go on without and add things later."}
    </EmptyState>
  );
}

export function NothingFound() {
  return (
    <EmptyState
      title="Nothing matches"
      action={
        <Button asChild variant="outline">
          <Link href="/documents">Show all documents</Link>
        </Button>
      }
    >
      Try fewer letters, another kind or another circle.
    </EmptyState>
  );
}
