/** Reads what a browser asks of a part of a file (RFC 9110 section 14), and nothing beyond what we can answer. */

/** First and last byte, both included. */
type Range = { readonly start: number; readonly end: number };

/**
 * The part asked for in a file of `size` bytes. Null: the whole file, because there is no such header, it is malformed,
 * or it asks for several parts at once (a server may then send everything). "unsatisfiable": nothing of it exists.
 */
export function parseByteRange(header: string | null, size: number): Range | "unsatisfiable" | null {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? "");
  if (!match) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") return lastBytes(Number(last), size);
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return null;
  return start < size ? { start, end } : "unsatisfiable";
}

function lastBytes(count: number, size: number): Range | "unsatisfiable" {
  if (count === 0 || size === 0) return "unsatisfiable";
  return { start: Math.max(0, size - count), end: size - 1 };
}
