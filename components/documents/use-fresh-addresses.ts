"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

/** Addresses of files work for an hour; before that is over, the page asks for new ones. Milliseconds. */
const freshFor = 50 * 60 * 1000;

/** Asks for the page's data anew before its addresses stop working; a page out of sight does so when it is looked at again. */
export function useFreshAddresses(madeWith: unknown): void {
  const router = useRouter();
  const since = useRef(0);

  useEffect(() => {
    since.current = Date.now();
  }, [madeWith]);

  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible" && Date.now() - since.current >= freshFor) router.refresh();
    };
    const timer = setInterval(refresh, freshFor / 10);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router]);
}
