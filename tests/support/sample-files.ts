/** Files of every kind we take, made in code, with things planted in them that must not stay. */
import { crc32 } from "node:zlib";

import { PDFDocument, PDFHexString, PDFName, StandardFonts } from "@cantoo/pdf-lib";
import sharp, { type Sharp } from "sharp";
import yazl from "yazl";

import { makeExif, planted } from "./sample-exif.ts";

const xmp = `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><note>${planted.note}</note></x:xmpmeta>`;

type PictureOptions = {
  width?: number;
  height?: number;
  orientation?: number;
  /** With the Display P3 profile. */
  wideColours?: boolean;
  progressive?: boolean;
};

/** Four quarters in red, green, blue and white, over them a little unevenness, so that turning and losses show. */
function drawing({ width = 320, height = 200, wideColours = false }: PictureOptions): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const right = x >= width / 2;
      const low = y >= height / 2;
      const uneven = (x * 7 + y * 13) % 24;
      const at = (y * width + x) * 3;
      pixels[at] = (right === low ? 230 : 10) - (right === low ? uneven : -uneven);
      pixels[at + 1] = right ? 230 - uneven : 10 + uneven;
      pixels[at + 2] = low ? 230 - uneven : 10 + uneven;
    }
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return wideColours ? picture.withIccProfile("p3") : picture;
}

/** A photo as a phone writes it: EXIF, XMP, IPTC, a comment, a list of further pictures, and one of those at the end. */
export async function makeJpeg(options: PictureOptions = {}): Promise<Buffer> {
  const plain = await makePlainJpeg(options);
  const segments = [
    jpegSegment(
      0xe1,
      Buffer.concat([Buffer.from("Exif\0\0"), makeExif({ ...options, thumbnail: plain.subarray(0, 400) })]),
    ),
    jpegSegment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`)),
    jpegSegment(0xe2, Buffer.from(`MPF\0${planted.note}`)),
    jpegSegment(
      0xed,
      Buffer.from(`Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x13\x1c\x02\x50\0\x0e${planted.author}`, "latin1"),
    ),
    jpegSegment(0xfe, Buffer.from(planted.note)),
  ];
  const further = Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(2)]);
  return Buffer.concat([further, further, Buffer.from(planted.trailer)]);
}

/** The same picture with nothing said about it. */
export async function makePlainJpeg(options: PictureOptions = {}): Promise<Buffer> {
  return drawing(options)
    .jpeg({ quality: 90, progressive: options.progressive ?? false })
    .toBuffer();
}

export function jpegSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A PNG with eXIf, texts of all three sorts, XMP, a date, and bytes behind its end. */
export async function makePng(options: PictureOptions = {}): Promise<Buffer> {
  const plain = await makePlainPng(options);
  // Signature and IHDR are 33 bytes.
  return Buffer.concat([
    plain.subarray(0, 33),
    pngChunk("eXIf", makeExif({ ...options, littleEndian: true })),
    pngChunk("tEXt", Buffer.from(`Author\0${planted.author}`)),
    pngChunk("iTXt", Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)),
    pngChunk("tIME", Buffer.from([7, 0xe3, 7, 14, 18, 3, 59])),
    pngChunk("seRi", Buffer.from(planted.serial)),
    plain.subarray(33),
    Buffer.from(planted.trailer),
  ]);
}

export async function makePlainPng(options: PictureOptions = {}): Promise<Buffer> {
  return drawing(options).png().toBuffer();
}

export function pngChunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

/** A complete PNG of one row that claims to be this large: a bomb for whoever believes it. */
export function makePixelBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const nothing = Buffer.from("789c030000000001", "hex");
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", nothing),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** An extended WebP with EXIF, XMP, a chunk of its own making, and bytes behind its end. */
export async function makeWebp(options: PictureOptions = {}): Promise<Buffer> {
  const { width = 320, height = 200 } = options;
  const plain = await makePlainWebp(options);
  const chunks = riffChunks(plain);
  const head = Buffer.alloc(10);
  // Profile, EXIF and XMP are announced in the flags.
  head[0] = (chunks.some(({ type }) => type === "ICCP") ? 0x20 : 0) | 0x08 | 0x04;
  head.writeUIntLE(width - 1, 4, 3);
  head.writeUIntLE(height - 1, 7, 3);
  const all = [
    { type: "VP8X", body: head },
    ...chunks.filter(({ type }) => type !== "VP8X"),
    { type: "EXIF", body: Buffer.concat([Buffer.from("Exif\0\0"), makeExif(options)]) },
    { type: "XMP ", body: Buffer.from(xmp) },
    { type: "OWN ", body: Buffer.from(planted.serial) },
  ];
  return Buffer.concat([makeRiff("WEBP", all), Buffer.from(planted.trailer)]);
}

export async function makePlainWebp(options: PictureOptions = {}): Promise<Buffer> {
  return drawing(options).webp({ quality: 90 }).toBuffer();
}

/** Two frames, with a chunk hidden in the first of them. */
export async function makeAnimatedWebp(): Promise<Buffer> {
  const frames = await Promise.all([drawing({}).png().toBuffer(), drawing({}).negate().png().toBuffer()]);
  const plain = await sharp(frames, { join: { animated: true } })
    .webp({ quality: 80 })
    .toBuffer();
  const hidden = makeRiffChunk({ type: "HIDE", body: Buffer.from(planted.note) });
  const chunks = riffChunks(plain).map(({ type, body }) => ({
    type,
    body: type === "ANMF" ? Buffer.concat([body, hidden]) : body,
  }));
  return makeRiff("WEBP", chunks);
}

type RiffChunk = { type: string; body: Buffer };

export function riffChunks(file: Buffer): RiffChunk[] {
  const chunks: RiffChunk[] = [];
  const end = 8 + file.readUInt32LE(4);
  for (let at = 12; at + 8 <= end;) {
    const size = file.readUInt32LE(at + 4);
    chunks.push({ type: file.toString("latin1", at, at + 4), body: file.subarray(at + 8, at + 8 + size) });
    at += 8 + size + (size % 2);
  }
  return chunks;
}

export function makeRiff(form: string, chunks: RiffChunk[]): Buffer {
  const body = Buffer.concat([Buffer.from(form, "latin1"), ...chunks.map(makeRiffChunk)]);
  const head = Buffer.from("RIFF\0\0\0\0", "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function makeRiffChunk({ type, body }: RiffChunk): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

type PdfOptions = { pages?: number; text?: string; userPassword?: string; ownerPassword?: string };

/** A PDF with document information, XMP, an editor's private notes, and a photo with its EXIF on the first page. */
export async function makePdf({
  pages = 3,
  text = "Hello from Ada",
  userPassword,
  ownerPassword,
}: PdfOptions = {}): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const { context, catalog } = pdf;
  pdf.setAuthor(planted.author);
  pdf.setTitle(planted.note);
  pdf.setProducer(planted.camera);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const photo = await pdf.embedJpg(await makeJpeg({ orientation: 6 }));
  const note = () => context.register(context.stream(xmp, { Type: "Metadata", Subtype: "XML" }));
  for (let index = 0; index < pages; index++) {
    const page = pdf.addPage([400, 600]);
    page.drawText(`${text}, page ${index + 1}`, { x: 40, y: 540, size: 20, font });
    if (index === 0) page.drawImage(photo, { x: 40, y: 100, width: 320, height: 200 });
    page.node.set(PDFName.of("Metadata"), note());
    page.node.set(PDFName.of("LastModified"), PDFHexString.fromText(planted.note));
    page.node.set(
      PDFName.of("PieceInfo"),
      context.obj({ Editor: { Private: PDFHexString.fromText(planted.serial) } }),
    );
  }
  catalog.set(PDFName.of("Metadata"), note());
  // Left behind by an earlier version of the file: nothing refers to it any more.
  context.register(context.stream(planted.author));
  if (userPassword !== undefined || ownerPassword !== undefined) pdf.encrypt({ userPassword, ownerPassword });
  return Buffer.from(await pdf.save({ useObjectStreams: false }));
}

/** A PDF of about this many bytes, as a scanner makes it: large photos, one a page. */
export async function makeLargePdf(bytes: number): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const page = await noisyJpeg(2000, 2800);
  for (let total = 0; total + page.length < bytes; total += page.length) {
    // A byte of difference, so that no two pages share one picture.
    const own = Buffer.concat([page, Buffer.from(String(total))]);
    pdf.addPage([595, 842]).drawImage(await pdf.embedJpg(own), { x: 0, y: 0, width: 595, height: 842 });
  }
  return Buffer.from(await pdf.save({ objectsPerTick: Number.POSITIVE_INFINITY }));
}

/** A photo that does not compress: a few megabytes without drawing anything. */
export async function noisyJpeg(width: number, height: number): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: "white", noise } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

const wordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const packageTypes = "application/vnd.openxmlformats-package";
const officeTypes = "application/vnd.openxmlformats-officedocument";

/** The parts of a small Word document: text, a photo with EXIF, properties with author and company, a thumbnail. */
export async function docxParts(): Promise<Map<string, Buffer>> {
  const photo = await makeJpeg({ orientation: 6 });
  const override = (name: string, type: string) => `<Override PartName="${name}" ContentType="${type}"/>`;
  return new Map(
    Object.entries({
      "[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="${packageTypes}.relationships+xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>${override("/word/document.xml", `${officeTypes}.wordprocessingml.document.main+xml`)}${override("/docProps/core.xml", `${packageTypes}.core-properties+xml`)}${override("/docProps/app.xml", `${officeTypes}.extended-properties+xml`)}${override("/docProps/custom.xml", `${officeTypes}.custom-properties+xml`)}</Types>`,
      "_rels/.rels": `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>`,
      "word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="${wordNamespace}"><w:body><w:p><w:r><w:t>Hello from Ada</w:t></w:r></w:p></w:body></w:document>`,
      "word/media/image1.jpeg": photo,
      "word/media/image2.png": await makePng(),
      "docProps/core.xml": `<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>${planted.author}</dc:creator><cp:lastModifiedBy>${planted.author}</cp:lastModifiedBy></cp:coreProperties>`,
      "docProps/app.xml": `<?xml version="1.0"?><Properties><Company>${planted.note}</Company></Properties>`,
      "docProps/custom.xml": `<?xml version="1.0"?><Properties><property name="serial">${planted.serial}</property></Properties>`,
      "docProps/thumbnail.jpeg": photo,
    }).map(([name, part]) => [name, Buffer.from(part)]),
  );
}

export async function makeDocx(): Promise<Buffer> {
  return makeZip(await docxParts());
}

export async function makeZip(
  parts: ReadonlyMap<string, Buffer>,
  comment: string = planted.trailer,
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, part] of parts) zip.addBuffer(part, name);
  zip.end({ comment, forceZip64Format: false });
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
