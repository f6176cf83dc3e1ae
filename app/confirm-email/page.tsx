import type { Metadata } from "next";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { ConfirmEmailForm } from "#components/account/confirm-email-form.tsx";

import { Shell } from "../shell.tsx";
import { confirmEmailAction } from "./actions.ts";

export const metadata: Metadata = { title: "Confirm your address" };

type ConfirmEmailPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function ConfirmEmailPage({ searchParams }: ConfirmEmailPageProps) {
  const { token } = await searchParams;
  return (
    <Shell>
      <AccountFrame
        way="open"
        title="Is this your new address?"
        lead="One press, and you sign in with it from now on. Mails from KeepInTouch go there, too."
      >
        <ConfirmEmailForm action={confirmEmailAction} token={typeof token === "string" ? token : ""} />
      </AccountFrame>
    </Shell>
  );
}
