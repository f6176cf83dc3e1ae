/** A browser, as far as signing in can tell: cookies, an address, what it says it is. */
import type { Auth, AuthClient } from "#lib/auth/port.ts";
import { createId } from "#lib/domain/ids.ts";
import type { OpenedStorage } from "./storage-under-test.ts";

export type Browser = {
  readonly auth: Auth;
  /** For opening a store at this browser. */
  readonly client: AuthClient;
  readonly cookies: Map<string, { value: string; maxAge: number }>;
};

type BrowserOptions = Partial<Pick<AuthClient, "address" | "userAgent" | "origin">> & {
  /** Cookies copied from another browser, as a thief would. */
  readonly cookies?: Browser["cookies"];
};

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Each has an address of its own unless told, so that one's wrong tries do not slow down another. */
export function openBrowser(storage: Pick<OpenedStorage, "openAuth">, options: BrowserOptions = {}): Browser {
  const cookies = new Map(options.cookies);
  const client: AuthClient = {
    cookies: {
      get: (name) => cookies.get(name)?.value ?? null,
      set: (name, value, { maxAge }) => void cookies.set(name, { value, maxAge }),
      remove: (name) => void cookies.delete(name),
    },
    address: options.address ?? `2001:db8::${createId()}`,
    userAgent: options.userAgent ?? firefox,
    origin: options.origin ?? "http://localhost:3000",
  };
  return { auth: storage.openAuth(client), client, cookies };
}
