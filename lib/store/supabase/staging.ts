/**
 * The one place on a request's path that holds the secret key: it reaches what is staged in one onboarding session and
 * nothing else. Visitors have no account the file service could judge by, so the database judges their capability first.
 *
 * A session's objects are given out for a session id that an answer of the database contained, and every key is held
 * against that session's folder before the key of the installation is put to use.
 */
import { AppError } from "#lib/domain/errors.ts";
import { homeShelves, sessionFolder } from "./object-keys.ts";
import { createObjects, removeHome, type Objects } from "./objects.ts";
import type { Fetch } from "./steady-fetch.ts";

export type Staging = {
  /** `sessionId`: from a row the database gave for the viewer's capability, or for the member the session is bound to. */
  reach(sessionId: string): StagedObjects;
};

export type StagedObjects = Objects & {
  /** Everything that is staged in the session. */
  removeAll(): Promise<void>;
};

export type StagingOptions = { readonly url: string; readonly secretKey: string; readonly fetch: Fetch };

export function createStaging({ url, secretKey, fetch }: StagingOptions): Staging {
  // Keys of the older kind are tokens, and the file service reads them as such; newer ones are read from `apikey` alone.
  const authorization = async () => ({ apikey: secretKey, authorization: `Bearer ${secretKey}` });
  const all = createObjects({ url, fetch, authorization });

  return {
    reach(sessionId) {
      const folder = sessionFolder(sessionId);
      const within = (key: string): string => {
        if (!isBelow(folder, key))
          throw new AppError("not_allowed", { cause: new Error("outside of staging") });
        return key;
      };
      const objects: Objects = {
        put: async (key, content, facts) => all.put(within(key), content, facts),
        open: async (key, range) => all.open(within(key), range),
        sign: async (keys, expiresIn) => all.sign(keys.map(within), expiresIn),
        signUpload: async (key) => all.signUpload(within(key)),
        move: async (from, to) => all.move(within(from), within(to)),
        remove: async (keys) => all.remove(keys.map(within)),
        list: async (below) => all.list(within(below)),
      };
      const folders = homeShelves.map((shelf) => `${folder}/${shelf}`);
      return { ...objects, removeAll: () => removeHome(objects, folders) };
    },
  };
}

/** Plain segments only: nothing a server could read as a step upwards, a query or another name. */
function isBelow(folder: string, key: string): boolean {
  return key.startsWith(`${folder}/`) && /^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(key);
}
