import type { Metadata } from "next";
import Link from "next/link";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { ResetPasswordForm } from "#components/account/reset-password-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { getViewerContext } from "#lib/server/viewer.ts";

import { Shell } from "../shell.tsx";
import { resetPasswordAction } from "./actions.ts";

export const metadata: Metadata = { title: "Choose a new password" };

type ResetPasswordPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  const { token } = await searchParams;
  const { auth } = await getViewerContext();
  const usable = typeof token === "string" && (await auth.isResetTokenValid(token)) ? token : null;

  return (
    <Shell>
      {usable === null ? (
        <AccountFrame
          way="lost"
          title="This link no longer works"
          lead="A link works once and for one hour. This one has been used, has run out, or lost a piece on its way out of the mail."
        >
          <div>
            <Button asChild size="lg">
              <Link href="/forgot-password">Send me a new link</Link>
            </Button>
          </div>
        </AccountFrame>
      ) : (
        <AccountFrame
          way="open"
          title="Choose a new password"
          lead="You are signed in right after. Everywhere else you were signed in, you will be signed out."
        >
          <ResetPasswordForm action={resetPasswordAction} token={usable} />
        </AccountFrame>
      )}
    </Shell>
  );
}
