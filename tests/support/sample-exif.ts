/** EXIF as cameras write it, full of what must not stay: place, serial number, author, maker's notes, a thumbnail. */

/** What is planted in every sample file, and must be nowhere in a cleaned one. */
export const planted = {
  author: "Planted Author",
  serial: "SN-PLANTED-0042",
  camera: "Planted Camera",
  /** In XMP, IPTC, comments, tags, document properties. */
  note: "planted-note",
  makerNote: "planted-maker-note",
  /** Behind the end of the file proper. */
  trailer: "planted-trailer",
  /** Three rationals: 51°, 30′, 26.53″. */
  latitude: Buffer.from("00000033000000010000001e0000000100000a5d00000064", "hex"),
} as const;

/** The names of the planted things that are still in these bytes. */
export function plantedIn(bytes: Buffer): string[] {
  const littleLatitude = Buffer.from(planted.latitude).swap32();
  return Object.entries(planted)
    .filter(
      ([, thing]) => bytes.includes(thing) || (thing === planted.latitude && bytes.includes(littleLatitude)),
    )
    .map(([name]) => name);
}

export const plantedTakenAt = { exif: "2019:07:14 18:03:59", iso: "2019-07-14T18:03:59" };

type Field = [
  tag: number,
  value: string | Buffer | { short: number } | { long: number } | { rationals: number[] },
];

type ExifOptions = { orientation?: number; littleEndian?: boolean; thumbnail?: Buffer; takenAt?: string };

/** A TIFF block with main, EXIF, GPS and thumbnail folders. */
export function makeExif(options: ExifOptions = {}): Buffer {
  const { orientation = 1, littleEndian = false, takenAt = plantedTakenAt.exif } = options;
  const thumbnail = options.thumbnail ?? Buffer.from(`\xff\xd8${planted.note}\xff\xd9`, "latin1");
  const main = (exifAt: number, gpsAt: number): Field[] => [
    [0x010f, planted.camera],
    [0x0112, { short: orientation }],
    [0x013b, planted.author],
    [0x8769, { long: exifAt }],
    [0x8825, { long: gpsAt }],
  ];
  const exif: Field[] = [
    [0x9003, takenAt],
    [0x927c, Buffer.from(planted.makerNote)],
    [0xa431, planted.serial],
  ];
  const gps: Field[] = [
    [0x0001, "N"],
    [0x0002, { rationals: [51, 1, 30, 1, 2653, 100] }],
  ];
  const small = (at: number): Field[] => [
    [0x0103, { short: 6 }],
    [0x0201, { long: at }],
    [0x0202, { long: thumbnail.length }],
  ];
  const folder = (fields: Field[], at: number, next: number) => writeFolder(fields, at, next, littleEndian);
  const exifAt = 8 + folder(main(0, 0), 8, 0).length;
  const gpsAt = exifAt + folder(exif, exifAt, 0).length;
  const smallAt = gpsAt + folder(gps, gpsAt, 0).length;
  const thumbnailAt = smallAt + folder(small(0), smallAt, 0).length;
  return Buffer.concat([
    Buffer.from(littleEndian ? "II*\0\x08\0\0\0" : "MM\0*\0\0\0\x08", "latin1"),
    folder(main(exifAt, gpsAt), 8, smallAt),
    folder(exif, exifAt, 0),
    folder(gps, gpsAt, 0),
    folder(small(thumbnailAt), smallAt, 0),
    thumbnail,
  ]);
}

/** A folder of tags and, behind it, the values that do not fit into four bytes. `at` is where it will stand. */
function writeFolder(fields: Field[], at: number, next: number, little: boolean): Buffer {
  const table = Buffer.alloc(2 + fields.length * 12 + 4);
  const values: Buffer[] = [];
  let valuesAt = at + table.length;
  put16(table, 0, fields.length, little);
  for (const [index, [tag, value]] of fields.entries()) {
    const { type, count, bytes } = encode(value, little);
    const start = 2 + index * 12;
    put16(table, start, tag, little);
    put16(table, start + 2, type, little);
    put32(table, start + 4, count, little);
    if (bytes.length <= 4) bytes.copy(table, start + 8);
    else {
      put32(table, start + 8, valuesAt, little);
      values.push(bytes);
      valuesAt += bytes.length;
    }
  }
  put32(table, table.length - 4, next, little);
  return Buffer.concat([table, ...values]);
}

function encode(value: Field[1], little: boolean): { type: number; count: number; bytes: Buffer } {
  if (typeof value === "string")
    return { type: 2, count: value.length + 1, bytes: Buffer.from(`${value}\0`) };
  if (Buffer.isBuffer(value)) return { type: 7, count: value.length, bytes: value };
  if ("rationals" in value) {
    const bytes = Buffer.alloc(value.rationals.length * 4);
    for (const [index, part] of value.rationals.entries()) put32(bytes, index * 4, part, little);
    return { type: 5, count: value.rationals.length / 2, bytes };
  }
  const bytes = Buffer.alloc(4);
  if ("short" in value) put16(bytes, 0, value.short, little);
  else put32(bytes, 0, value.long, little);
  return { type: "short" in value ? 3 : 4, count: 1, bytes };
}

function put16(bytes: Buffer, at: number, value: number, little: boolean): void {
  if (little) bytes.writeUInt16LE(value, at);
  else bytes.writeUInt16BE(value, at);
}

function put32(bytes: Buffer, at: number, value: number, little: boolean): void {
  if (little) bytes.writeUInt32LE(value, at);
  else bytes.writeUInt32BE(value, at);
}
