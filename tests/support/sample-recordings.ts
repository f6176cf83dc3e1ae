/** Recordings of all three kinds, made in code, with things planted in them that must not stay. */
import { makeExif, planted } from "./sample-exif.ts";
import { makeRiff } from "./sample-files.ts";

/** A second of a quiet tone, 8 kHz, with the tags of recorders and editors. */
export function makeWav(seconds = 1): Buffer {
  const rate = 8000;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * 2, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  return makeRiff("WAVE", [
    { type: "bext", body: Buffer.from(planted.serial) },
    { type: "fmt ", body: format },
    { type: "LIST", body: Buffer.from(`INFOIART\x0e\0\0\0${planted.author}`, "latin1") },
    { type: "data", body: tone(rate * seconds) },
    { type: "id3 ", body: makeId3() },
    { type: "_PMX", body: Buffer.from(planted.note) },
  ]);
}

export function tone(samples: number): Buffer {
  const data = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index++)
    data.writeInt16LE(Math.round(Math.sin(index / 5) * 3000), index * 2);
  return data;
}

/** Silent frames (MPEG 1 layer III, 128 kbit/s, 44.1 kHz) of 26.1 ms each, between tags of every sort. */
export function makeMp3(frames = 100): Buffer {
  const apeFooter = Buffer.from(`APETAGEX${planted.author}`);
  const id3v1 = Buffer.alloc(128);
  id3v1.write(`TAG${planted.note}`, 0, "latin1");
  return Buffer.concat([makeId3(), mp3Frames(frames), apeFooter, id3v1]);
}

export function mp3Frames(count: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

/** ID3v2.3 with an artist, and a cover that is a photo with its EXIF. */
export function makeId3(): Buffer {
  const text = Buffer.concat([Buffer.from([0]), Buffer.from(planted.author)]);
  const cover = Buffer.concat([Buffer.from("\0image/jpeg\0\x03\0", "latin1"), makeExif()]);
  const body = Buffer.concat([id3Frame("TPE1", text), id3Frame("APIC", cover)]);
  const size = [21, 14, 7, 0].map((shift) => (body.length >> shift) & 0x7f);
  return Buffer.concat([Buffer.from("ID3\x03\0\0", "latin1"), Buffer.from(size), body]);
}

function id3Frame(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.write(name, 0, "latin1");
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** An M4A of AAC frames as phones record it: tags, a place, dates, and a gap with an old tag in it. */
export function makeM4a({ handler = "soun" }: { handler?: "soun" | "vide" } = {}): Buffer {
  const frame = Buffer.from("211004608c1c", "hex");
  const count = 43;
  const sound = box("mdat", ...Array.from({ length: count }, () => frame));
  const head = box("ftyp", Buffer.from("M4A \0\0\0\0M4A mp42isom", "latin1"));
  const gap = box("free", Buffer.from(planted.trailer));
  // The sound stands behind the head: its place does not depend on what follows.
  const soundAt = head.length + 8;
  const tags = box(
    "meta",
    longs(0),
    box("ilst", box("\xa9ART", box("data", longs(1, 0), Buffer.from(planted.author)))),
  );
  const place = box("\xa9xyz", Buffer.from(`\0\x15\x15\xc7+51.5074-000.1278/${planted.note}`, "latin1"));
  const date = 3_640_000_000;
  const table = box(
    "stbl",
    box("stsd", longs(0, 1), soundDescription()),
    box("stts", longs(0, 1, count, 1024)),
    box("stsc", longs(0, 1, 1, count, 1)),
    box("stsz", longs(0, frame.length, count)),
    box("stco", longs(0, 1, soundAt)),
  );
  const media = box(
    "mdia",
    box("mdhd", longs(0, date, date, 44_100, count * 1024, 0x55c40000)),
    box("hdlr", longs(0, 0), Buffer.from(handler, "latin1"), longs(0, 0, 0), Buffer.alloc(1)),
    box(
      "minf",
      box("smhd", longs(0, 0)),
      box("dinf", box("dref", longs(0, 1), box("url ", longs(1)))),
      table,
    ),
  );
  const identity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
  const movie = box(
    "moov",
    box(
      "mvhd",
      longs(0, date, date, 1000, 1000, 0x10000, 0x01000000, 0, 0, ...identity, 0, 0, 0, 0, 0, 0, 2),
    ),
    box(
      "trak",
      box("tkhd", longs(7, date, date, 1, 0, 1000, 0, 0, 0, 0x01000000, ...identity, 0, 0)),
      media,
      box("udta", place),
    ),
    box("udta", tags, place),
  );
  const extension = box("uuid", Buffer.alloc(16, 7), Buffer.from(planted.serial));
  return Buffer.concat([head, sound, gap, movie, extension]);
}

/** AAC-LC, 44.1 kHz, two channels, said in nested descriptors of MPEG-4. */
function soundDescription(): Buffer {
  const descriptor = (tag: number, ...content: Buffer[]) => {
    const body = Buffer.concat(content);
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  };
  const decoder = descriptor(
    4,
    Buffer.from([0x40, 0x15]),
    Buffer.alloc(11),
    descriptor(5, Buffer.from([0x12, 0x10])),
  );
  const stream = descriptor(3, Buffer.from([0, 1, 0]), decoder, descriptor(6, Buffer.from([2])));
  const sound = longs(0, 1, 0, 0, 0x00020010, 0, 0xac440000);
  return box("mp4a", sound, box("esds", longs(0), stream));
}

export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

export function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
