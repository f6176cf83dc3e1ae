import type { Metadata } from "next";
import Link from "next/link";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { ForgotPasswordForm } from "#components/account/forgot-password-form.tsx";

import { Shell } from "../shell.tsx";
import { requestPasswordResetAction } from "./actions.ts";

export const metadata: Metadata = { title: "Forgot your password" };

export default function ForgotPasswordPage() {
  return (
    <Shell>
      <AccountFrame way="lost" title="Forgot your password?">
        <ForgotPasswordForm action={requestPasswordResetAction} />
        <p className="border-line text-soft border-t pt-5">
          It came back to you?{" "}
          <Link href="/sign-in" className="link">
            Sign in
          </Link>
        </p>
      </AccountFrame>
    </Shell>
  );
}
