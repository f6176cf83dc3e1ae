import type { ReactNode } from "react";

import type { CategoryKind } from "#lib/domain/visibility.ts";
import { Rings } from "../brand/rings.tsx";

type AccountFrameProps = {
  title: ReactNode;
  lead?: ReactNode;
  /** The circle the picture shows; null shows the empty rings. */
  kind: CategoryKind | null;
  children: ReactNode;
};

/** A page around one short form: the words and fields on one side, the rings on the other where there is room. */
export function AccountFrame({ title, lead, kind, children }: AccountFrameProps) {
  return (
    <div className="grid items-center gap-x-20 lg:min-h-[32rem] lg:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
      <section className="grid max-w-[30rem] gap-8">
        <header className="grid gap-3">
          <Rings kind={kind} size="lg" className="mb-2 lg:hidden" />
          <h1 className="text-2xl">{title}</h1>
          {lead && <p className="text-soft text-lg">{lead}</p>}
        </header>
        {children}
      </section>
      <Rings kind={kind} size="fill" className="hidden max-h-[30rem] lg:block" />
    </div>
  );
}
