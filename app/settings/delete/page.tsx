import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { AccountFrame } from "#components/account/account-frame.tsx";
import { DeleteAccountForm } from "#components/settings/delete-account-form.tsx";
import { requireMember } from "#lib/server/viewer.ts";

import { Shell } from "../../shell.tsx";
import { deleteAccountAction } from "../actions.ts";

export const metadata: Metadata = { title: "Delete account" };

export default async function DeleteAccountPage() {
  const { store, signedIn } = await requireMember("/settings/delete");
  const profile = await store.profiles.get(signedIn.memberId);
  if (!profile) notFound();
  const { documents } = await store.documents.usage();

  return (
    <Shell>
      <AccountFrame
        way="gone"
        title="Delete your account?"
        lead="At once and for good. There is no way back, not even for us."
      >
        <div className="grid gap-3">
          <h2 className="text-lg">What goes</h2>
          <ul className="marker:text-soft grid list-disc gap-1 pl-5">
            <li>Your profile, @{profile.username}, with your picture and what you wrote</li>
            <li>{documentsInWords(documents)}</li>
            <li>Your circles</li>
            <li>Your e-mail address, your password and every place you are signed in</li>
          </ul>
          <p className="text-soft">
            Want to keep a copy?{" "}
            <a href="/api/me/export" download className="link">
              Download your data
            </a>{" "}
            first.
          </p>
        </div>
        <DeleteAccountForm action={deleteAccountAction} username={profile.username} />
      </AccountFrame>
    </Shell>
  );
}

function documentsInWords(count: number): string {
  if (count === 0) return "Your documents, of which there are none yet";
  return count === 1 ? "Your one document" : `All ${count.toLocaleString("en")} of your documents`;
}
