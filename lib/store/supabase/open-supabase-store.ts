/** Opens the store on a Supabase project: what a member does runs as the member, what a visitor does by their capability. */
import type { Clock } from "#lib/domain/time.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { AdminStore, Store } from "../port.ts";
import { createSupabaseAdmin, type PasswordReader } from "./admin.ts";
import { createDatabase } from "./database.ts";
import { createDocuments } from "./documents.ts";
import { createFiles } from "./files.ts";
import { checkHealth } from "./health.ts";
import { createOnboarding } from "./onboarding.ts";
import { createProfiles } from "./profiles.ts";
import { createPulse } from "./pulse.ts";
import { createStaging } from "./staging.ts";
import { createSteadyFetch, type Fetch } from "./steady-fetch.ts";
import { createViewing, type AccessToken, type Connection } from "./viewing.ts";
import { createVisibility } from "./visibility.ts";

export type SupabaseStoreOptions = {
  /** Origin of the project, without a slash at the end. */
  readonly url: string;
  readonly publishableKey: string;
  /** For what is staged, and for what crosses members. */
  readonly secretKey: string;
  /** Hours of inactivity after which an unfinished onboarding expires. */
  readonly sessionTimeoutHours: number;
  /** Under the timeouts and retries; the system's when absent. */
  readonly fetch?: Fetch;
  /** Reads the hashes the Auth API never gives; null where the database itself cannot be reached, as when absent. */
  readonly readPasswordHashes?: PasswordReader | null;
  /** Tells since when something fails. The database counts time by a clock of its own. */
  readonly clock?: Clock;
  /** One line for the person who runs the app. Carries no e-mail address, token or file name of a member. */
  readonly log?: (message: string) => void;
};

export type SupabaseStore = {
  open(viewer: Viewer, accessToken: AccessToken): Store;
  readonly admin: AdminStore;
  /** The fetch with timeouts and retries, for whoever else talks to the same project. */
  readonly fetch: Fetch;
};

/** Milliseconds: what crosses members reads and clears away a great deal at once. */
const adminTimeout = 300_000;

export function openSupabaseStore(options: SupabaseStoreOptions): SupabaseStore {
  const { url, publishableKey, secretKey, sessionTimeoutHours } = options;
  const { fetch: plainFetch = fetch, clock = Date.now, log = () => undefined } = options;
  const pulse = createPulse(clock);
  const steadyFetch = createSteadyFetch({ fetch: plainFetch, pulse, log });
  const admin = createSupabaseAdmin({
    url,
    secretKey,
    fetch: createSteadyFetch({ fetch: plainFetch, pulse, log, timeout: adminTimeout }),
    readPasswordHashes: options.readPasswordHashes ?? null,
  });
  const connection: Connection = {
    url,
    publishableKey,
    fetch: steadyFetch,
    pulse,
    database: createDatabase({ url, key: publishableKey, fetch: steadyFetch }),
    staging: createStaging({ url, secretKey, fetch: steadyFetch }),
    sessionTimeoutHours,
    log,
  };
  return {
    open(viewer, accessToken) {
      const viewing = createViewing(connection, viewer, accessToken);
      return {
        profiles: createProfiles(connection, viewing),
        visibility: createVisibility(connection, viewing),
        onboarding: createOnboarding(connection, viewing),
        documents: createDocuments(connection, viewing),
        files: createFiles(connection, viewing),
      };
    },
    admin: { ...admin, health: () => checkHealth({ url, publishableKey, fetch: plainFetch, pulse }) },
    fetch: steadyFetch,
  };
}
