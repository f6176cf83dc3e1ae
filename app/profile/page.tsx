import type { Metadata } from "next";

import { DocumentsGlance } from "#components/profile/documents-glance.tsx";
import { FirstRun } from "#components/profile/first-run.tsx";
import { NextThings } from "#components/profile/next-things.tsx";
import { OwnReach } from "#components/profile/own-reach.tsx";
import { ProfileHead } from "#components/profile/profile-head.tsx";
import { glanceAtDocuments, readOwnProfile } from "#lib/server/profile.ts";
import { requireMember } from "#lib/server/viewer.ts";

export const metadata: Metadata = { title: "My profile" };

const shownDocuments = 5;

export default async function ProfilePage({ searchParams }: { searchParams: Promise<{ first?: string }> }) {
  const context = await requireMember("/profile");
  const [{ profile, avatarUrl, circles }, documents] = await Promise.all([
    readOwnProfile(context),
    glanceAtDocuments(context, shownDocuments),
  ]);
  const isFirst = (await searchParams).first === "1";
  return (
    <div className="grid gap-14">
      {isFirst && <FirstRun name={profile.displayName} />}
      <ProfileHead {...profile} avatarUrl={avatarUrl} />
      <div className="grid gap-x-16 gap-y-12 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid content-start gap-12">
          {documents.usage.documents > 0 && (
            <DocumentsGlance newest={documents.newest} total={documents.usage.documents} circles={circles} />
          )}
          <NextThings
            hasPicture={profile.avatarId !== null}
            hasBio={profile.bio !== ""}
            documents={documents.usage.documents}
            ownCircles={circles.filter(({ kind }) => kind === "custom").length}
          />
        </div>
        <OwnReach circles={circles} defaultCategoryId={profile.defaultCategoryId} />
      </div>
    </div>
  );
}
