/** Keeps the sound of a WAV and how to play it; drops every chunk that describes it. */

import type { WalkedAudio } from "./audio.ts";

const keptChunks = new Set(["fmt ", "fact", "data"]);

/** Recorders that write as they go cannot know the size and leave all ones: then the sound reaches to the end. */
const unknownSizes = new Set([0x7fffffff, 0xffffffff]);

export function cleanWav(bytes: Buffer): WalkedAudio {
  const pieces: Buffer[] = [];
  const seen = new Set<string>();
  let at = 12;
  while (at + 8 <= bytes.length) {
    const type = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const isOpenEnd = type === "data" && unknownSizes.has(size);
    const end = isOpenEnd ? bytes.length : at + 8 + size;
    if (end > bytes.length) return "cut-off";
    if (keptChunks.has(type) && !seen.has(type)) {
      seen.add(type);
      pieces.push(...writeChunk(type, bytes.subarray(at + 8, end)));
    }
    at = end + ((end - at) % 2);
  }
  if (!seen.has("fmt ")) return "damaged";
  if (!seen.has("data")) return "cut-off";
  const head = Buffer.alloc(12);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(4 + pieces.reduce((sum, piece) => sum + piece.length, 0), 4);
  head.write("WAVE", 8, "latin1");
  return [head, ...pieces];
}

function writeChunk(type: string, body: Buffer): Buffer[] {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return body.length % 2 === 0 ? [head, body] : [head, body, Buffer.alloc(1)];
}
