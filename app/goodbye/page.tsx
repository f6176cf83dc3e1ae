import type { Metadata } from "next";
import Link from "next/link";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { Button } from "#components/ui/button.tsx";

import { Shell } from "../shell.tsx";

export const metadata: Metadata = { title: "Goodbye" };

export default function GoodbyePage() {
  return (
    <Shell>
      <AccountFrame
        way="gone"
        title="Your account is gone"
        lead="Your profile, your circles, your documents and every place you were signed in have been removed. Nothing of yours is kept here. It was good to have you."
      >
        <div>
          <Button asChild variant="outline">
            <Link href="/">Go to the start</Link>
          </Button>
        </div>
      </AccountFrame>
    </Shell>
  );
}
