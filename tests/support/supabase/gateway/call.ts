/** A request on its way through the gateway, and what handles one. */

export type Call = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
};

/** Answers `call` itself, or passes it on (changed or not) and may change the answer. */
export type Step = (call: Call, next: (call: Call) => Promise<Response>) => Promise<Response>;

/** The steps in order; the last one's `next` is `end`. */
export function chain(steps: readonly Step[], end: (call: Call) => Promise<Response>) {
  return steps.reduceRight<(call: Call) => Promise<Response>>(
    (next, step) => (call) => step(call, next),
    end,
  );
}

export function withHeaders(call: Call, changes: Readonly<Record<string, string | null>>): Call {
  const headers = new Headers(call.headers);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return { ...call, headers };
}

export function withPath(call: Call, path: string, search = call.url.search): Call {
  const url = new URL(call.url);
  url.pathname = path;
  url.search = search;
  return { ...call, url };
}

export function withJson(call: Call, value: unknown): Call {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return withHeaders(
    { ...call, body },
    { "content-type": "application/json", "content-length": String(body.byteLength) },
  );
}

export function readJson(call: Call): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(call.body));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The bearer token of whoever asks; null when there is none or a key stands in its place. */
export function bearerOf(headers: Headers): string | null {
  const token = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  return token === null || token.startsWith("sb_") ? null : token;
}
