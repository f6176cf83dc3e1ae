/** Blanks in an M4A every box that describes the recording, in place, so that no offset into the sound moves. */

import type { WalkedAudio } from "./audio.ts";

/** Boxes whose children are looked at. */
const folders = new Set(["moov", "trak", "mdia", "minf", "moof", "traf", "mvex", "edts"]);
/** Tags, user data (©xyz is a place), extensions with XMP in them, and gaps in which old tags survive. */
const blanked = new Set(["udta", "meta", "uuid", "XMP_", "id32", "free", "skip", "wide", "pdin", "mfra"]);
/** Boxes that begin with the time of creation and of the last change. */
const dated = new Set(["mvhd", "tkhd", "mdhd"]);

type Found = { sound: boolean; video: boolean; movie: boolean };

/** Tracks other than sound (chapter texts, timed places) are blanked as a whole; a video is refused. */
export function cleanM4a(bytes: Buffer): WalkedAudio {
  const copy = Buffer.from(bytes);
  const found: Found = { sound: false, video: false, movie: false };
  const problem = walkBoxes(copy, 0, copy.length, found);
  if (problem) return problem;
  if (found.video) return "video";
  if (!found.movie) return "cut-off";
  return found.sound ? [copy] : "damaged";
}

function walkBoxes(bytes: Buffer, start: number, limit: number, found: Found): "cut-off" | "damaged" | null {
  let at = start;
  while (at + 8 <= limit) {
    const box = readBox(bytes, at, limit);
    if (!box) return "damaged";
    if (box.end > limit) return limit === bytes.length ? "cut-off" : "damaged";
    const problem = cleanBox(bytes, box, found);
    if (problem) return problem;
    at = box.end;
  }
  // A few stray bytes after the last box are no box; nothing may hide in them.
  bytes.fill(0, at, limit);
  return null;
}

type Box = { type: string; at: number; body: number; end: number };

function cleanBox(bytes: Buffer, box: Box, found: Found): "cut-off" | "damaged" | null {
  if (box.type === "moov") found.movie = true;
  if (blanked.has(box.type)) blank(bytes, box);
  if (dated.has(box.type)) blankDates(bytes, box);
  if (box.type === "trak") {
    const handler = handlerOf(bytes, box);
    if (handler === "soun") found.sound = true;
    else if (handler === "vide") found.video = true;
    else {
      blank(bytes, box);
      return null;
    }
  }
  return folders.has(box.type) ? walkBoxes(bytes, box.body, box.end, found) : null;
}

function readBox(bytes: Buffer, at: number, limit: number): Box | null {
  const size = bytes.readUInt32BE(at);
  const type = bytes.toString("latin1", at + 4, at + 8);
  if (size === 0) return { type, at, body: at + 8, end: limit };
  if (size !== 1) return size < 8 ? null : { type, at, body: at + 8, end: at + size };
  if (at + 16 > limit) return null;
  const long = Number(bytes.readBigUInt64BE(at + 8));
  return long < 16 ? null : { type, at, body: at + 16, end: at + long };
}

/** What a track is: `soun`, `vide`, `text`, `meta`, …; "" when it does not say. */
function handlerOf(bytes: Buffer, track: Box): string {
  const media = children(bytes, track).find(({ type }) => type === "mdia");
  const handler = media && children(bytes, media).find(({ type }) => type === "hdlr");
  return handler ? bytes.toString("latin1", handler.body + 8, handler.body + 12) : "";
}

function children(bytes: Buffer, parent: Box): Box[] {
  const boxes: Box[] = [];
  let at = parent.body;
  while (at + 8 <= parent.end) {
    const box = readBox(bytes, at, parent.end);
    if (!box || box.end > parent.end) break;
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

function blank(bytes: Buffer, box: Box): void {
  bytes.write("free", box.at + 4, "latin1");
  bytes.fill(0, box.body, box.end);
}

function blankDates(bytes: Buffer, box: Box): void {
  const wide = bytes[box.body] === 1;
  bytes.fill(0, box.body + 4, Math.min(box.end, box.body + 4 + (wide ? 16 : 8)));
}
