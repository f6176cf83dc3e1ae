import { describe, expect, test } from "vitest";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { sendChecked, verifyOnTheWay } from "#lib/store/supabase/checked-content.ts";
import { contentOf, inPieces, largeContent, readAll } from "../support/content.ts";
import { refusalOf } from "../support/refusals.ts";

/** Takes bytes as a server does that counts only what arrived to its end. */
function createReceiver() {
  let begun = Buffer.alloc(0);
  let whole: Buffer | null = null;
  let isGivenUp = false;
  return {
    async send(stream: ReadableStream<Uint8Array>, signal: AbortSignal) {
      signal.addEventListener("abort", () => (isGivenUp = true));
      for await (const piece of stream) begun = Buffer.concat([begun, piece]);
      whole = begun;
    },
    begun: () => begun,
    whole: () => whole,
    isGivenUp: () => isGivenUp,
  };
}

const content = largeContent(10_000, "checked");

describe("bytes on their way out", () => {
  test.each([1, 999, 10_000])(
    "in pieces of %d arrive as they are, with their size and hash",
    async (size) => {
      const receiver = createReceiver();
      const expected = { size: content.size, sha256: content.sha256 };
      const pieces = inPieces(content.bytes, size);
      expect(await sendChecked(pieces, expected, receiver.send)).toEqual(expected);
      expect(receiver.whole()?.equals(content.bytes)).toBe(true);
      expect(receiver.isGivenUp()).toBe(false);
    },
  );

  test.each([
    { what: "another hash", expected: { size: content.size, sha256: "0".repeat(64) } },
    { what: "a byte more", expected: { size: content.size - 1, sha256: content.sha256 } },
    { what: "a byte less", expected: { size: content.size + 1, sha256: content.sha256 } },
  ])("with $what than expected never arrive whole", async ({ expected }) => {
    const receiver = createReceiver();
    await refusalOf(sendChecked(inPieces(content.bytes, 999), expected, receiver.send), "invalid_input");
    expect(receiver.whole()).toBeNull();
    expect(receiver.begun().length).toBeLessThan(content.size);
    expect(receiver.isGivenUp()).toBe(true);
  });

  test("of a source that fails are given up with its own reason", async () => {
    const receiver = createReceiver();
    async function* failing() {
      yield content.bytes;
      throw new Error("the connection was lost");
    }
    await expect(sendChecked(failing(), null, receiver.send)).rejects.toThrow("the connection was lost");
    expect(receiver.whole()).toBeNull();
  });

  test("over the limit of a file are too large, announced or not", async () => {
    const piece = new Uint8Array(1024 * 1024);
    async function* endless() {
      for (;;) yield piece;
    }
    const receiver = createReceiver();
    await refusalOf(
      sendChecked(endless(), null, (stream) => stream.pipeTo(new WritableStream())),
      "too_large",
    );
    const expected = { size: maximumFileBytes + 1, sha256: content.sha256 };
    await refusalOf(sendChecked(endless(), expected, receiver.send), "too_large");
    expect(receiver.begun()).toHaveLength(0);
  });

  test("that the other side did not read to the end are not taken for stored", async () => {
    const send = async (stream: ReadableStream<Uint8Array>) => stream.cancel();
    await refusalOf(sendChecked(inPieces(content.bytes, 10), null, send), "unavailable");
  });
});

describe("bytes on their way in", () => {
  const streamOf = () => new Response(content.bytes.slice()).body!;

  test("pass when they are the ones that were stored", async () => {
    const bytes = await readAll(verifyOnTheWay(streamOf(), content.sha256));
    expect(Buffer.from(bytes).equals(content.bytes)).toBe(true);
  });

  test("fail at their end when they are others, so that nobody takes them for whole", async () => {
    const other = contentOf("something else").sha256;
    await expect(readAll(verifyOnTheWay(streamOf(), other))).rejects.toThrow();
  });
});
