/** Asks a Supabase project over HTTP as somebody with one of its keys or a token, and says what came back. */

export type Answer = {
  readonly status: number;
  readonly body: unknown;
  /** Milliseconds since the epoch by the clock over there; null when it does not tell. */
  readonly clock: number | null;
};

export type Ask = (
  path: string,
  proof: { readonly key: string; readonly token?: string },
  request?: { readonly method?: string; readonly body?: unknown },
) => Promise<Answer>;

const patience = 10_000;

/** Rejects when nobody answers. */
export function createAsk(url: string): Ask {
  return async (path, { key, token }, { method = "GET", body } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        apikey: key,
        authorization: `Bearer ${token ?? key}`,
        "content-type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    const date = Date.parse(response.headers.get("date") ?? "");
    return { status: response.status, body: parse(text), clock: Number.isNaN(date) ? null : date };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const isDone = ({ status }: Answer) => status >= 200 && status < 300;
