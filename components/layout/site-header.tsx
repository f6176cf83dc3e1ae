import Link from "next/link";

import { Logo } from "../brand/logo.tsx";
import { buttonClass } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import type { FormAction } from "./form-action.ts";
import { MemberMenu } from "./member-menu.tsx";
import { NavLink } from "./nav-link.tsx";

export type HeaderMember = { displayName: string; username: string; avatarUrl: string | null };

type SiteHeaderProps = { member: HeaderMember | null; signOutAction?: FormAction | undefined };

export function SiteHeader({ member, signOutAction }: SiteHeaderProps) {
  return (
    <header className="border-line border-b">
      <div className="max-w-page mx-auto flex h-18 items-center gap-x-6 px-4 sm:px-8">
        <Link
          href={member ? "/profile" : "/"}
          className="inline-flex rounded-sm"
          aria-label="KeepInTouch, start"
        >
          <Logo className="max-[22rem]:text-base" />
        </Link>
        {member ? <MemberNav member={member} signOutAction={signOutAction} /> : <VisitorNav />}
      </div>
    </header>
  );
}

function VisitorNav() {
  return (
    <nav aria-label="Main" className="ml-auto flex items-center gap-1 sm:gap-2">
      <Link href="/sign-in" className={cn(buttonClass({ variant: "quiet", size: "sm" }), "min-h-11 px-3")}>
        Sign in
      </Link>
      <Link
        href="/onboarding/basics"
        className={cn(buttonClass({ variant: "outline", size: "sm" }), "hidden min-h-11 px-4 sm:inline-flex")}
      >
        Start your profile
      </Link>
    </nav>
  );
}

const places = [
  { href: "/profile", label: "Profile" },
  { href: "/documents", label: "Documents" },
  { href: "/settings", label: "Settings" },
];

type MemberNavProps = { member: HeaderMember; signOutAction?: FormAction | undefined };

function MemberNav({ member, signOutAction }: MemberNavProps) {
  return (
    <>
      <nav aria-label="Main" className="ml-4 hidden h-full items-stretch gap-6 md:flex">
        {places.map((place) => (
          <NavLink
            key={place.href}
            href={place.href}
            className="text-soft hover:text-ink aria-[current=page]:border-action aria-[current=page]:text-ink -mb-px inline-flex items-center border-b-2 border-transparent font-[550]"
          >
            {place.label}
          </NavLink>
        ))}
      </nav>
      <MemberMenu member={member} places={places} signOutAction={signOutAction} />
    </>
  );
}
