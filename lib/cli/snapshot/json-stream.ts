/** Reads the JSON of a snapshot piece by piece, however it is laid out: one row in memory at a time, whatever the whole weighs. */

/** A member of the whole (`format`, `version`, …), a row of one of its `tables`, or an entry of its `files`. */
export type SnapshotItem =
  | { readonly kind: "member"; readonly name: string; readonly value: unknown }
  | { readonly kind: "tables" }
  | { readonly kind: "row"; readonly table: string; readonly value: unknown }
  | { readonly kind: "file"; readonly value: unknown };

/** Throws SyntaxError for what is not JSON or breaks off. */
export async function* readSnapshotItems(content: AsyncIterable<Uint8Array>): AsyncGenerator<SnapshotItem> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = createReader();
  for await (const piece of content) yield* reader.feed(decoder.decode(piece, { stream: true }));
  yield* reader.feed(decoder.decode());
  reader.finish();
}

/** What is read one by one: the whole, `tables`, each table and `files`. Everything else is taken in one piece. */
type Level = { readonly kind: "whole" | "tables" | "list"; readonly name: string; key: string | null };

function createReader() {
  const levels: Level[] = [];
  const value = createValueReader();
  let isOver = false;

  /** The container that begins here, when its parts are read one by one. */
  function levelOf(opening: string): Level | null {
    const at = levels.at(-1);
    if (!at) return opening === "{" ? { kind: "whole", name: "", key: null } : null;
    if (at.kind === "list" || at.key === null) return null;
    if (at.kind === "tables") return opening === "[" ? { kind: "list", name: at.key, key: null } : null;
    if (at.key === "tables" && opening === "{") return { kind: "tables", name: "tables", key: null };
    return at.key === "files" && opening === "[" ? { kind: "list", name: "", key: null } : null;
  }

  function take(text: string): SnapshotItem | null {
    const at = levels.at(-1);
    const parsed: unknown = JSON.parse(text);
    if (!at) throw new SyntaxError("A snapshot is a JSON object.");
    if (at.kind !== "list" && at.key === null) {
      if (typeof parsed !== "string") throw new SyntaxError("A name was expected.");
      at.key = parsed;
      return null;
    }
    if (at.kind === "list")
      return at.name === ""
        ? { kind: "file", value: parsed }
        : { kind: "row", table: at.name, value: parsed };
    const name = at.key ?? "";
    at.key = null;
    return { kind: "member", name, value: parsed };
  }

  function close(character: string): void {
    const left = levels.pop();
    if (!left || (left.kind === "list") !== (character === "]") || left.key !== null)
      throw new SyntaxError("A bracket too many.");
    const at = levels.at(-1);
    if (at) at.key = null;
    else isOver = true;
  }

  return {
    *feed(text: string): Generator<SnapshotItem> {
      let index = 0;
      while (index < text.length) {
        if (value.isOpen()) {
          const { end, complete } = value.read(text, index);
          index = end;
          const item = complete === null ? null : take(complete);
          if (item) yield item;
          continue;
        }
        const character = text.charAt(index);
        if (/[\s,:]/.test(character)) index += 1;
        else if (isOver) throw new SyntaxError("Something follows the end.");
        else if (character === "}" || character === "]") {
          close(character);
          index += 1;
        } else {
          const level = character === "{" || character === "[" ? levelOf(character) : null;
          if (level === null) value.open();
          else {
            levels.push(level);
            index += 1;
            if (level.kind === "tables") yield { kind: "tables" };
          }
        }
      }
    },
    finish() {
      if (!isOver) throw new SyntaxError("It breaks off.");
    },
  };
}

/** Finds where one JSON value ends, over as many pieces of text as it takes. */
function createValueReader() {
  let pieces: string[] | null = null;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isFirst = true;

  function finish(text: string, start: number, end: number): string {
    const complete = `${(pieces ?? []).join("")}${text.slice(start, end)}`;
    pieces = null;
    return complete;
  }

  return {
    isOpen: () => pieces !== null,
    open() {
      pieces = [];
      depth = 0;
      isInString = false;
      isEscaped = false;
      isFirst = true;
    },
    /** `complete` is the value's text once its end was seen; `end` is where to go on. */
    read(text: string, start: number): { end: number; complete: string | null } {
      for (let index = start; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (code === backslash) isEscaped = true;
          else if (code === quote) {
            isInString = false;
            if (depth === 0) return { end: index + 1, complete: finish(text, start, index + 1) };
          }
          continue;
        }
        if (code === quote) isInString = true;
        else if (code === openBrace || code === openBracket) depth += 1;
        else if (code === closeBrace || code === closeBracket) {
          // The end of what a number or a word stands in.
          if (depth === 0) return { end: index, complete: finish(text, start, index) };
          depth -= 1;
          if (depth === 0) return { end: index + 1, complete: finish(text, start, index + 1) };
        } else if (depth === 0 && !isFirst && (code === comma || code <= space)) {
          return { end: index, complete: finish(text, start, index) };
        }
        isFirst = false;
      }
      pieces?.push(text.slice(start));
      return { end: text.length, complete: null };
    },
  };
}

const [quote, backslash, comma, space] = [34, 92, 44, 32];
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];
