import { Pencil } from "lucide-react";
import Link from "next/link";

import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";

type ProfileHeadProps = { displayName: string; username: string; avatarUrl: string | null; bio: string };

/** Oneself in the middle of one's circles, and what one says of oneself. */
export function ProfileHead({ displayName, username, avatarUrl, bio }: ProfileHeadProps) {
  return (
    <header className="grid items-center gap-x-12 gap-y-6 md:grid-cols-[18rem_minmax(0,1fr)]">
      <div className="relative mx-auto grid size-64 place-items-center md:size-72">
        <svg viewBox="0 0 288 288" fill="none" aria-hidden="true" className="absolute inset-0 size-full">
          <circle cx="144" cy="144" r="90" strokeWidth="3" className="stroke-circle-private" />
          <circle cx="144" cy="144" r="104" strokeWidth="3" className="stroke-circle-family" />
          <circle cx="144" cy="144" r="117" strokeWidth="2.5" className="stroke-circle-close-friends" />
          <circle cx="144" cy="144" r="129" strokeWidth="2" className="stroke-circle-friends" />
          <circle
            cx="144"
            cy="144"
            r="140"
            strokeWidth="1.5"
            strokeDasharray="2 7"
            strokeLinecap="round"
            className="stroke-edge"
          />
        </svg>
        <Avatar
          name={displayName}
          src={avatarUrl}
          size="xl"
          decorative
          className="size-36 text-2xl sm:size-36 md:size-40"
        />
      </div>
      <div className="grid min-w-0 gap-4">
        <div>
          <h1 className="text-3xl break-words">{displayName}</h1>
          <p className="text-soft mt-2 text-lg">@{username}</p>
        </div>
        {bio !== "" && <p className="reading whitespace-pre-wrap">{bio}</p>}
        <div>
          <Button asChild variant="outline">
            <Link href="/profile/edit">
              <Pencil aria-hidden="true" />
              Edit profile
            </Link>
          </Button>
        </div>
      </div>
    </header>
  );
}
