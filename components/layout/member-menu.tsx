"use client";

import { LogOut, Menu } from "lucide-react";
import { useRef } from "react";

import { Avatar } from "../ui/avatar.tsx";
import type { FormAction } from "./form-action.ts";
import { NavLink } from "./nav-link.tsx";
import type { HeaderMember } from "./site-header.tsx";

type MemberMenuProps = {
  member: HeaderMember;
  places: readonly { href: string; label: string }[];
  signOutAction?: FormAction | undefined;
};

/** The member's own menu, a native popover: opens, closes and signs out before JavaScript has loaded. */
export function MemberMenu({ member, places, signOutAction }: MemberMenuProps) {
  const panel = useRef<HTMLDivElement>(null);

  return (
    <div className="ml-auto">
      <button
        type="button"
        popoverTarget="member-menu"
        aria-label={`Menu of ${member.displayName}`}
        className="hover:bg-action-soft flex min-h-11 items-center gap-2 rounded-full py-1 pr-1 pl-3"
      >
        <Menu aria-hidden="true" className="size-5" />
        <Avatar name={member.displayName} src={member.avatarUrl} size="sm" decorative />
      </button>
      <div
        ref={panel}
        id="member-menu"
        popover="auto"
        className="border-line bg-raised text-ink shadow-float fixed inset-auto top-18 right-4 m-0 w-[min(20rem,calc(100vw-2rem))] rounded-md border p-2 sm:right-[max(2rem,calc((100vw-72rem)/2+2rem))]"
      >
        <p className="grid px-3 pt-2 pb-3">
          <span className="truncate font-[650]">{member.displayName}</span>
          <span className="text-soft truncate text-sm">@{member.username}</span>
        </p>
        <nav aria-label="Your places" className="border-line grid border-t py-2">
          {places.map((place) => (
            <NavLink
              key={place.href}
              href={place.href}
              onNavigate={() => panel.current?.hidePopover()}
              className="hover:bg-action-soft flex min-h-12 items-center rounded-sm px-3 aria-[current=page]:font-[650]"
            >
              {place.label}
            </NavLink>
          ))}
        </nav>
        {signOutAction !== undefined && (
          <form
            action={signOutAction}
            method={typeof signOutAction === "string" ? "post" : undefined}
            className="border-line border-t pt-2"
          >
            <button
              type="submit"
              className="hover:bg-action-soft flex min-h-12 w-full items-center gap-3 rounded-sm px-3 text-left"
            >
              <LogOut aria-hidden="true" className="text-soft size-5" />
              Sign out
            </button>
          </form>
        )}
      </div>
    </div>
  );
}
