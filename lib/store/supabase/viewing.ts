/** Who is asking, as Supabase wants to be told: a member by their token, a visitor by the capability they hold. */
import { AppError } from "#lib/domain/errors.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { Database, Token } from "./database.ts";
import { memberFolder } from "./object-keys.ts";
import { createObjects, type Objects } from "./objects.ts";
import type { Pulse } from "./pulse.ts";
import type { Staging } from "./staging.ts";
import type { Fetch } from "./steady-fetch.ts";

/** What every part of the store works with. */
export type Connection = {
  readonly url: string;
  readonly publishableKey: string;
  readonly fetch: Fetch;
  readonly pulse: Pulse;
  readonly database: Database;
  readonly staging: Staging;
  readonly sessionTimeoutHours: number;
  readonly log: (message: string) => void;
};

/** The token of that member if the person who asks is signed in as them; null otherwise. */
export type AccessToken = (memberId: string) => Promise<string | null>;

export type Viewing = {
  /** Null for a visitor. */
  readonly memberId: string | null;
  /**
   * The last argument of the database's functions: absent for a member, whom the token names. For a visitor always a
   * text, empty when they hold nothing, so that nobody's cookie can take its place.
   */
  readonly capability: { readonly capability?: string };
  /** Null for a visitor. Throws `not_signed_in` for a member whose sign-in is over. */
  token(): Promise<Token>;
  /** Objects as that member, who has to be signed in here. Throws `not_signed_in`. */
  objectsOf(memberId: string): Objects;
  readonly accessToken: AccessToken;
};

export function createViewing(connection: Connection, viewer: Viewer, accessToken: AccessToken): Viewing {
  const requireToken = async (memberId: string): Promise<string> => {
    const token = await accessToken(memberId);
    if (token === null) throw new AppError("not_signed_in");
    return token;
  };
  const objectsOf = (memberId: string) => {
    const { url, fetch, publishableKey } = connection;
    const authorization = async () => ({
      apikey: publishableKey,
      authorization: `Bearer ${await requireToken(memberId)}`,
    });
    return createObjects({ url, fetch, authorization });
  };
  if (viewer.kind === "member") {
    const { memberId } = viewer;
    return { memberId, capability: {}, token: () => requireToken(memberId), objectsOf, accessToken };
  }
  const capability = { capability: viewer.capability ?? "" };
  return { memberId: null, capability, token: async () => null, objectsOf, accessToken };
}

/** A home: the folder of a member or of a session, and the objects in it. */
export type Home = { readonly folder: string; readonly objects: Objects };

/** Where a row's object lies. A row names its owner or its session; the database gave it to this viewer. */
export function homeOf(
  connection: Connection,
  viewing: Viewing,
  row: { readonly owner_id: string | null; readonly session_id: string | null },
): Home {
  if (row.session_id !== null) {
    return { folder: `sessions/${row.session_id}`, objects: connection.staging.reach(row.session_id) };
  }
  // Judged as the member who asks; the folder may be somebody else's who shares it with them.
  const owner = row.owner_id ?? "";
  return { folder: memberFolder(owner), objects: viewing.objectsOf(viewing.memberId ?? owner) };
}
