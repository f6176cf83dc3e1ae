import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { SignInForm } from "#components/account/sign-in-form.tsx";
import { toReturnPath } from "#lib/domain/return-path.ts";
import { getViewerContext } from "#lib/server/viewer.ts";

import { Shell } from "../shell.tsx";
import { signInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const asked = (await searchParams).next;
  const next = toReturnPath(asked, "/profile");
  if ((await getViewerContext()).signedIn) redirect(next);

  return (
    <Shell>
      <AccountFrame
        way="open"
        title="Good to see you"
        lead={
          asked === undefined
            ? "Sign in with the address and password you chose."
            : "Sign in first. Then you go straight on to where you were heading."
        }
      >
        <SignInForm action={signInAction} next={next} />
        <p className="border-line text-soft border-t pt-5">
          New here?{" "}
          <Link href="/onboarding/basics" className="link">
            Start your profile
          </Link>
          . You need no account to begin.
        </p>
      </AccountFrame>
    </Shell>
  );
}
