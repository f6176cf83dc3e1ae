import type { Metadata } from "next";
import Link from "next/link";

import { LostRings } from "#components/brand/lost-rings.tsx";
import { Button } from "#components/ui/button.tsx";
import { getShellMember } from "#lib/server/shell.ts";

import { Shell } from "./shell.tsx";

export const metadata: Metadata = { title: "Not here" };

export default async function NotFound() {
  const member = await getShellMember();
  return (
    <Shell width="read">
      <div className="grid justify-items-start gap-5">
        <LostRings className="size-36" />
        <h1 className="text-2xl">There is nothing here for you to see</h1>
        <p className="text-soft text-lg">
          The address may have a slip in it, the thing may have been removed, or it may be meant for a circle
          you are not in. We say the same in all three cases, so that nobody learns what is hidden from them.
        </p>
        <div className="flex flex-wrap gap-3">
          <Button asChild>
            <Link href={member ? "/profile" : "/"}>{member ? "Go to your profile" : "Go to the start"}</Link>
          </Button>
          {!member && (
            <Button asChild variant="outline">
              <Link href="/sign-in">Sign in</Link>
            </Button>
          )}
        </div>
      </div>
    </Shell>
  );
}
