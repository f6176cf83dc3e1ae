/**
 * A HEIC photo made in code. No encoder is needed: HEVC may carry blocks of plain samples (PCM), so the picture is
 * known to the last value, and only one bin a block goes through the arithmetic coder.
 */
import { makeExif } from "./sample-exif.ts";
import { box, longs } from "./sample-recordings.ts";

/** Sixteen blocks: as many as the table of the arithmetic coder below has rows for. */
const side = 64;
const blockSide = 16;

/** Brightness of the four quarters: top left, top right, bottom left, bottom right. */
export const heicQuarters = [40, 100, 160, 220] as const;

type HeicOptions = {
  /** Quarter turns against the clock that readers have to make. */
  turns?: number;
  /** What EXIF says, which readers of HEIC have to ignore. */
  orientation?: number;
  profile?: Buffer;
  /** What the file claims its size to be. */
  claimedSide?: number;
};

/** 64 × 64 grey pixels in four quarters, with EXIF and, when given, a colour profile. */
export function makeHeic({
  turns = 0,
  orientation = 1,
  profile,
  claimedSide = side,
}: HeicOptions = {}): Buffer {
  const sets = [videoParameters(), sequenceParameters(), pictureParameters()];
  const picture = slice();
  const exif = Buffer.concat([longs(6), Buffer.from("Exif\0\0"), makeExif({ orientation })]);
  const items = [Buffer.concat([longs(picture.length), picture]), exif];
  const properties = [
    box("hvcC", decoderConfiguration(sets)),
    box("ispe", longs(0, claimedSide, claimedSide)),
    box("irot", Buffer.from([turns])),
    ...(profile ? [box("colr", Buffer.from("prof"), profile)] : []),
  ];
  const used = properties.map((_, index) => index + 1);
  const head = box("ftyp", Buffer.from("heic\0\0\0\0mif1heic", "latin1"));
  const meta = (itemsAt: number) =>
    box(
      "meta",
      longs(0),
      box("hdlr", longs(0, 0), Buffer.from("pict"), longs(0, 0, 0), Buffer.alloc(1)),
      box("pitm", longs(0), shorts(1)),
      box("iinf", longs(0), shorts(2), itemInfo(1, "hvc1"), itemInfo(2, "Exif")),
      box("iref", longs(0), box("cdsc", shorts(2, 1, 1))),
      box(
        "iprp",
        box("ipco", ...properties),
        box("ipma", longs(0, 1), shorts(1), Buffer.from([used.length, ...used])),
      ),
      box("iloc", longs(0), Buffer.from([0x44, 0]), shorts(2), ...itemPlaces(items, itemsAt)),
    );
  const itemsAt = head.length + meta(0).length + 8;
  return Buffer.concat([head, meta(itemsAt), box("mdat", ...items)]);
}

function itemInfo(id: number, type: string): Buffer {
  return box("infe", longs(0x02000000), shorts(id, 0), Buffer.from(`${type}\0`));
}

function itemPlaces(items: Buffer[], start: number): Buffer[] {
  let at = start;
  return items.map((item, index) => {
    const place = Buffer.concat([shorts(index + 1, 0, 1), longs(at, item.length)]);
    at += item.length;
    return place;
  });
}

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

function decoderConfiguration(sets: Buffer[]): Buffer {
  // Main Still Picture, level 1, 4:2:0, 8 bits, units with a length of four bytes.
  const fixed = Buffer.from("010370000000b000000000001ef000fcfdf8f800000f03", "hex");
  const arrays = sets.map((unit, index) =>
    Buffer.concat([Buffer.from([0x80 | (32 + index)]), shorts(1, unit.length), unit]),
  );
  return Buffer.concat([fixed, ...arrays]);
}

type Bits = {
  put: (value: number, count: number) => void;
  ue: (value: number) => void;
  align: () => void;
  bytes: () => Buffer;
};

function createBits(): Bits {
  let bits = "";
  const put = (value: number, count: number) => (bits += value.toString(2).padStart(count, "0"));
  return {
    put,
    /** Exponential Golomb. */
    ue: (value) => {
      const coded = (value + 1).toString(2);
      bits += "0".repeat(coded.length - 1) + coded;
    },
    align: () => (bits += "0".repeat((8 - (bits.length % 8)) % 8)),
    bytes: () => Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))),
  };
}

/** A unit of the given type: its header, and a 3 after two zeros wherever the payload could look like a start mark. */
function unit(type: number, bits: Bits): Buffer {
  const escaped: number[] = [];
  let zeros = 0;
  for (const byte of bits.bytes()) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    escaped.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from([type << 1, 1, ...escaped]);
}

function endSet(type: number, bits: Bits): Buffer {
  bits.put(1, 1);
  bits.align();
  return unit(type, bits);
}

function putProfile({ put }: Bits): void {
  put(3, 8);
  put(0x7000, 16);
  put(0, 16);
  put(0b1011, 4);
  put(0, 32);
  put(0, 12);
  put(30, 8);
}

function videoParameters(): Buffer {
  const bits = createBits();
  bits.put(0b0000_1_1, 6);
  bits.put(0, 6);
  bits.put(0b000_1, 4);
  bits.put(0xffff, 16);
  putProfile(bits);
  bits.put(1, 1);
  for (let index = 0; index < 3; index++) bits.ue(0);
  bits.put(0, 6);
  bits.ue(0);
  bits.put(0, 2);
  return endSet(32, bits);
}

function sequenceParameters(): Buffer {
  const bits = createBits();
  bits.put(0b0000_000_1, 8);
  putProfile(bits);
  bits.ue(0);
  // 4:2:0, size, whole picture shown, 8 bits twice, shortest picture order count.
  for (const value of [1, side, side]) bits.ue(value);
  bits.put(0, 1);
  for (const value of [0, 0, 0]) bits.ue(value);
  bits.put(1, 1);
  for (const value of [0, 0, 0]) bits.ue(value);
  // Coding blocks of 16, and no others; transform blocks of 4 to 16.
  for (const value of [1, 0, 0, 2, 0, 0]) bits.ue(value);
  // No scaling lists, asymmetric partitions or offsets, but PCM of 8 bits in blocks of 16, not smoothed.
  bits.put(0b000_1, 4);
  bits.put(7, 4);
  bits.put(7, 4);
  bits.ue(1);
  bits.ue(0);
  bits.put(1, 1);
  bits.ue(0);
  bits.put(0, 5);
  return endSet(33, bits);
}

function pictureParameters(): Buffer {
  const bits = createBits();
  bits.ue(0);
  bits.ue(0);
  bits.put(0, 7);
  for (let index = 0; index < 3; index++) bits.ue(0);
  bits.put(0, 3);
  bits.ue(0);
  bits.ue(0);
  // No chroma offsets, weights, bypass, tiles, wavefront or filter across slices; deblocking is switched off.
  bits.put(0, 7);
  bits.put(0b1_0_1, 3);
  bits.put(0, 2);
  bits.ue(0);
  bits.put(0, 2);
  return endSet(34, bits);
}

/** The picture: an instantaneous refresh (type 19) of one slice. */
function slice(): Buffer {
  const bits = createBits();
  bits.put(0b10, 2);
  bits.ue(0);
  bits.ue(2);
  bits.ue(0);
  bits.put(1, 1);
  bits.align();
  const coder = createArithmeticCoder(bits);
  const perRow = side / blockSide;
  const count = perRow * perRow;
  for (let block = 0; block < count; block++) {
    const right = block % perRow >= perRow / 2;
    const low = block >= count / 2;
    coder.mostProbable();
    coder.terminate(true);
    bits.align();
    const brightness = heicQuarters[(low ? 2 : 0) + (right ? 1 : 0)] ?? 0;
    for (let sample = 0; sample < blockSide ** 2; sample++) bits.put(brightness, 8);
    for (let sample = 0; sample < blockSide ** 2 / 2; sample++) bits.put(128, 8);
    coder.restart();
    coder.terminate(block === count - 1);
  }
  bits.align();
  return unit(19, bits);
}

/** Ranges of the less probable symbol for the first sixteen states (ITU-T H.265, table 9-52). */
const lessProbable = [
  [128, 176, 208, 240],
  [128, 167, 197, 227],
  [128, 158, 187, 216],
  [123, 150, 178, 205],
  [116, 142, 169, 195],
  [111, 135, 160, 185],
  [105, 128, 152, 175],
  [100, 122, 144, 166],
  [95, 116, 137, 158],
  [90, 110, 130, 150],
  [85, 104, 123, 142],
  [81, 99, 117, 135],
  [77, 94, 111, 128],
  [73, 89, 105, 122],
  [69, 85, 100, 116],
  [66, 80, 95, 110],
];

/** CABAC for one context that only ever sees its more probable symbol: "this block is not divided". */
function createArithmeticCoder(bits: Bits) {
  let state = 0;
  let low = 0;
  let range = 510;
  let outstanding = 0;
  let isFirst = true;

  function putBit(bit: number): void {
    if (isFirst) isFirst = false;
    else bits.put(bit, 1);
    for (; outstanding > 0; outstanding--) bits.put(1 - bit, 1);
  }

  function renormalise(): void {
    while (range < 256) {
      if (low < 256) putBit(0);
      else if (low >= 512) {
        low -= 512;
        putBit(1);
      } else {
        low -= 256;
        outstanding += 1;
      }
      range <<= 1;
      low <<= 1;
    }
  }

  return {
    mostProbable(): void {
      range -= lessProbable[state]?.[(range >> 6) & 3] ?? 0;
      state += 1;
      renormalise();
    },
    terminate(isEnd: boolean): void {
      range -= 2;
      if (!isEnd) return renormalise();
      low += range;
      range = 2;
      renormalise();
      putBit((low >> 9) & 1);
      bits.put(((low >> 7) & 3) | 1, 2);
    },
    restart(): void {
      low = 0;
      range = 510;
      outstanding = 0;
      isFirst = true;
    },
  };
}
