/** Where uploads lie that a storage gave addresses of its own, remembered so that a reload goes on where it was. */

const keyOf = (id: string) => `keepintouch upload ${id}`;

/** Null where there is none, or where this browser keeps nothing. */
export function recallSentAddress(id: string): string | null {
  return whereAllowed(() => localStorage.getItem(keyOf(id))) ?? null;
}

export function rememberSentAddress(id: string, address: string): void {
  whereAllowed(() => localStorage.setItem(keyOf(id), address));
}

export function forgetSentAddress(id: string): void {
  whereAllowed(() => localStorage.removeItem(keyOf(id)));
}

/** A browser that keeps nothing (full, private, forbidden) only makes an upload begin anew. */
function whereAllowed<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
