"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

type NavLinkProps = { href: string; className?: string; onNavigate?: () => void; children: ReactNode };

/** A link of the navigation; knows when one is there. */
export function NavLink({ href, className, onNavigate, children }: NavLinkProps) {
  const here = usePathname();
  const isHere = here === href || here.startsWith(`${href}/`);
  return (
    <Link href={href} className={className} onClick={onNavigate} aria-current={isHere ? "page" : undefined}>
      {children}
    </Link>
  );
}
