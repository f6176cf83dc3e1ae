/** The real storage server serves the bytes of a `Range` with 206, or 416 past the end. @supabase/lite serves all of them. */
import type { Step } from "./call.ts";

export const ranges: Step = async (call, next) => {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(call.headers.get("range") ?? "");
  const isObject = call.method === "GET" && call.url.pathname.startsWith("/storage/v1/object/");
  const answer = await next(call);
  if (!asked || !isObject || answer.status !== 200) return answer;

  const bytes = new Uint8Array(await answer.arrayBuffer());
  const size = bytes.byteLength;
  const [, first = "", last = ""] = asked;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  const headers = new Headers(answer.headers);
  if (start >= size || start > end) {
    headers.set("content-range", `bytes */${size}`);
    headers.delete("content-length");
    return new Response(null, { status: 416, headers });
  }
  headers.set("content-range", `bytes ${start}-${end}/${size}`);
  headers.set("content-length", String(end - start + 1));
  return new Response(bytes.slice(start, end + 1), { status: 206, headers });
};
