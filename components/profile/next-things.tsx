import { ArrowRight } from "lucide-react";
import Link from "next/link";

type NextThing = { href: string; title: string; why: string };

export type ProfileState = {
  hasPicture: boolean;
  hasBio: boolean;
  documents: number;
  ownCircles: number;
};

/** What would make the profile more of one's own; what is done is not named again. */
function nextThings({ hasPicture, hasBio, documents, ownCircles }: ProfileState): NextThing[] {
  const all: (NextThing & { done: boolean })[] = [
    {
      done: documents > 0,
      href: "/documents",
      title: "Drop in what you have",
      why: "A CV, a journal, photos, letters. They stay with you until you say who they are for.",
    },
    {
      done: hasPicture,
      href: "/profile/edit",
      title: "Add a picture",
      why: "So that friends know it is you.",
    },
    {
      done: hasBio,
      href: "/profile/edit",
      title: "Write a few lines about yourself",
      why: "What you would tell somebody you have not seen for a while.",
    },
    {
      done: ownCircles > 0,
      href: "/profile/edit#own-circles",
      title: "Make a circle of your own",
      why: "The choir, the flat share: people you would tell the same things.",
    },
  ];
  return all.filter(({ done }) => !done);
}

export function NextThings(state: ProfileState) {
  const things = nextThings(state);
  if (things.length === 0) return null;
  return (
    <section aria-labelledby="next" className="grid gap-3">
      <h2 id="next" className="text-lg">
        What you could do next
      </h2>
      <ul className="border-line border-t">
        {things.map(({ href, title, why }) => (
          <li key={title} className="border-line border-b">
            <Link href={href} className="group flex items-center gap-4 rounded-sm py-4">
              <span className="grid min-w-0 grow">
                <span className="font-[600] group-hover:underline">{title}</span>
                <span className="text-soft text-sm">{why}</span>
              </span>
              <ArrowRight aria-hidden="true" className="text-action size-5 shrink-0" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
