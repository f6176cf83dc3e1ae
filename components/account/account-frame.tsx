import type { ReactNode } from "react";

import { WayIn, type Way } from "./way-in.tsx";

type AccountFrameProps = {
  title: ReactNode;
  lead?: ReactNode;
  /** What the picture shows of the way to one's own place. */
  way: Way;
  children: ReactNode;
};

/** A page around one short form: the words and fields on one side, the picture on the other where there is room. */
export function AccountFrame({ title, lead, way, children }: AccountFrameProps) {
  return (
    <div className="grid items-center gap-x-20 lg:min-h-[32rem] lg:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
      <section className="grid max-w-[30rem] gap-8">
        <header className="grid gap-3">
          <WayIn way={way} className="mb-1 size-24 lg:hidden" />
          <h1 className="text-2xl">{title}</h1>
          {lead && <p className="text-soft text-lg">{lead}</p>}
        </header>
        {children}
      </section>
      <WayIn way={way} className="hidden max-h-[30rem] w-full lg:block" />
    </div>
  );
}
