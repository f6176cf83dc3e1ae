import type { Metadata } from "next";
import Link from "next/link";

import { OwnCircles } from "#components/circles/own-circles.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { PictureField } from "#components/picture/picture-field.tsx";
import { EditProfileForm } from "#components/profile/edit-profile-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { createId } from "#lib/domain/ids.ts";
import { readPictureProblem } from "#lib/server/pictures.ts";
import { readOwnProfile } from "#lib/server/profile.ts";
import { requireMember } from "#lib/server/viewer.ts";
import { addCircleAction, editProfileAction, removeCircleAction, renameCircleAction } from "./actions.ts";

export const metadata: Metadata = { title: "Edit profile" };

export default async function EditProfilePage() {
  const context = await requireMember("/profile/edit");
  const { profile, avatarUrl, circles } = await readOwnProfile(context);
  return (
    <div className="max-w-read mx-auto">
      <PageHeader
        title="Edit profile"
        actions={
          <Button asChild variant="outline">
            <Link href="/profile">Back to my profile</Link>
          </Button>
        }
      />
      <div className="grid gap-12">
        <PictureField
          name={profile.displayName}
          url={avatarUrl}
          page="profile"
          problem={readPictureProblem(context)}
        />
        <EditProfileForm profile={profile} circles={circles} action={editProfileAction}>
          <OwnCircles
            circles={circles}
            nextId={createId()}
            addAction={addCircleAction}
            renameAction={renameCircleAction}
            removeAction={removeCircleAction}
          />
        </EditProfileForm>
      </div>
    </div>
  );
}
