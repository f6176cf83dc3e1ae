/** Reads the two facts of an EXIF block that we use (orientation, the moment the photo was taken) and writes only the first. */

export type ExifFacts = {
  /** 1 to 8 as EXIF numbers them; 1 is upright. */
  orientation: number;
  /** DateTimeOriginal as an ISO 8601 local date-time without zone, `2015-04-10T20:12:23`. */
  takenAt: string | null;
};

export const noExif: ExifFacts = { orientation: 1, takenAt: null };

const tagOrientation = 0x0112;
const tagExifFolder = 0x8769;
const tagDateTimeOriginal = 0x9003;

type Entry = { type: number; count: number; valueAt: number };

/** The facts in a TIFF block (EXIF without the "Exif\0\0" before it). A block that makes no sense has none. */
export function readExif(tiff: Buffer): ExifFacts {
  const order = tiff.toString("latin1", 0, 2);
  if (tiff.length < 8 || (order !== "II" && order !== "MM")) return noExif;
  const little = order === "II";
  const main = readFolder(tiff, little, u32(tiff, 4, little));
  const orientationAt = main.get(tagOrientation);
  const orientation = orientationAt?.type === 3 ? u16(tiff, orientationAt.valueAt, little) : 1;
  const exifAt = main.get(tagExifFolder);
  const exif = exifAt ? readFolder(tiff, little, u32(tiff, exifAt.valueAt, little)) : undefined;
  const taken = exif?.get(tagDateTimeOriginal);
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    takenAt: taken?.type === 2 ? toIsoLocal(readText(tiff, taken, little)) : null,
  };
}

/** The smallest TIFF block that holds an orientation and nothing else. */
export function orientationOnly(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(tagOrientation, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
}

function readFolder(tiff: Buffer, little: boolean, at: number): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  const count = u16(tiff, at, little);
  for (let index = 0; index < count; index++) {
    const start = at + 2 + index * 12;
    if (start + 12 > tiff.length) break;
    entries.set(u16(tiff, start, little), {
      type: u16(tiff, start + 2, little),
      count: u32(tiff, start + 4, little),
      valueAt: start + 8,
    });
  }
  return entries;
}

function readText(tiff: Buffer, entry: Entry, little: boolean): string {
  const start = entry.count <= 4 ? entry.valueAt : u32(tiff, entry.valueAt, little);
  return tiff.toString("latin1", start, Math.min(start + entry.count, start + 64));
}

/** EXIF writes `2015:04:10 20:12:23`; cameras whose clock was never set write zeros or blanks. */
function toIsoLocal(text: string): string | null {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const parsed = new Date(`${iso}Z`);
  const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(iso);
  return isReal && year !== "0000" ? iso : null;
}

function u16(bytes: Buffer, at: number, little: boolean): number {
  if (at + 2 > bytes.length) return 0;
  return little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function u32(bytes: Buffer, at: number, little: boolean): number {
  if (at + 4 > bytes.length) return 0;
  return little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
