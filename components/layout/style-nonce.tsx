"use client";

import { setNonce } from "get-nonce";

/**
 * Gives the nonce of this page to the one library that adds a style element at run time (the scroll lock under
 * dialogs and menus). Without it the content security policy would refuse that element.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (nonce !== undefined && typeof window !== "undefined") setNonce(nonce);
  return null;
}
