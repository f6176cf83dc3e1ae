import type { Metadata } from "next";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { ConfirmAccountForm } from "#components/account/confirm-account-form.tsx";

import { Shell } from "../shell.tsx";
import { confirmAccountAction } from "./actions.ts";

export const metadata: Metadata = { title: "Confirm your address" };

type ConfirmAccountPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function ConfirmAccountPage({ searchParams }: ConfirmAccountPageProps) {
  const { token } = await searchParams;
  return (
    <Shell>
      <AccountFrame
        way="open"
        title="You are nearly there"
        lead="One press, and your address is confirmed and your profile made."
      >
        <ConfirmAccountForm action={confirmAccountAction} token={typeof token === "string" ? token : ""} />
      </AccountFrame>
    </Shell>
  );
}
