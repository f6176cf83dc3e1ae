"use client";

import { setNonce } from "get-nonce";

let isGiven = false;

/**
 * Gives the nonce of this page to the one library that adds a style element at run time (the scroll lock under
 * dialogs and menus). Without it the content security policy would refuse that element.
 * The first one counts: the policy is the document's, while later answers of the server carry nonces of their own.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (nonce !== undefined && typeof window !== "undefined" && !isGiven) {
    setNonce(nonce);
    isGiven = true;
  }
  return null;
}
