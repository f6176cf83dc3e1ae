/** Whether Supabase answers right now: its database, its file service, its sign-in. Never throws. */
import type { HealthCheck, StoreHealth } from "../port.ts";
import { bucket } from "./object-keys.ts";
import { partOf, type Part, type Pulse } from "./pulse.ts";
import type { Fetch } from "./steady-fetch.ts";

/** Milliseconds: whoever asks for health wants to know soon. */
const patience = 4000;

export type HealthOptions = {
  readonly url: string;
  readonly publishableKey: string;
  /** Without retries: one honest look. */
  readonly fetch: Fetch;
  readonly pulse: Pulse;
};

const words: Readonly<Record<Part, string>> = {
  database: "The database does not answer",
  files: "The file service does not answer",
  sign_in: "Sign-in does not answer",
};

export async function checkHealth(options: HealthOptions): Promise<StoreHealth> {
  await Promise.all([
    look(options, "POST", "/rest/v1/rpc/is_username_free", { wanted: "health" }),
    look(options, "POST", `/storage/v1/object/list/${bucket}`, { prefix: "", limit: 1, offset: 0 }),
    look(options, "GET", "/auth/v1/health"),
  ]);
  const { pulse } = options;
  const [database, files, signIn] = [pulse.read("database"), pulse.read("files"), pulse.read("sign_in")];
  const store = toCheck("database", database);
  return {
    store: store.status === "ok" ? toCheck("sign_in", signIn) : store,
    files: toCheck("files", files),
    // Of a service only its owner knows how much room there is.
    disk: null,
  };
}

function toCheck(part: Part, failing: ReturnType<Pulse["read"]>): HealthCheck & { since?: string } {
  if (!failing) return { status: "ok" };
  const { since, reason } = failing;
  return { status: "failing", reason: `${words[part]} since ${since} (${reason}).`, since };
}

async function look(
  { url, publishableKey, fetch, pulse }: HealthOptions,
  method: string,
  path: string,
  body?: unknown,
): Promise<void> {
  const part = partOf(path);
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        apikey: publishableKey,
        authorization: `Bearer ${publishableKey}`,
        "content-type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    // Refusing is answering, unless the key itself is refused.
    if (response.status >= 500 || response.status === 401) pulse.failed(part, `answered ${response.status}`);
    else pulse.answered(part);
  } catch (error) {
    const isSlow = error instanceof Error && error.name === "TimeoutError";
    pulse.failed(part, isSlow ? `no answer within ${patience / 1000} s` : "the connection failed");
  }
}
