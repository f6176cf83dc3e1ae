import { describe, expect, it } from "vitest";

import { cleanM4a } from "#lib/documents/clean-m4a.ts";
import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { plantedIn } from "#tests/support/sample-exif.ts";
import { riffChunks } from "#tests/support/sample-files.ts";
import { box, makeM4a, makeMp3, makeWav, mp3Frames, tone } from "#tests/support/sample-recordings.ts";
import { refusedUpload, upload } from "#tests/support/uploads.ts";

describe.each([
  { name: "note.mp3", make: () => makeMp3(), type: "audio/mpeg", mimeType: "audio/mpeg", seconds: 2.612 },
  { name: "note.m4a", make: () => makeM4a(), type: "audio/x-m4a", mimeType: "audio/mp4", seconds: 0.998 },
  { name: "note.wav", make: () => makeWav(3), type: "audio/x-wav", mimeType: "audio/wav", seconds: 3 },
])("a recording as $name", ({ name, make, type, mimeType, seconds }) => {
  it("loses artist, place, cover and comments, and says how long it is", async () => {
    const original = make();
    expect(plantedIn(original)).toEqual(expect.arrayContaining(["author", "note"]));
    const { bytes, facts } = await upload({ name, bytes: original, type });
    expect(plantedIn(bytes)).toEqual([]);
    expect(facts).toMatchObject({ mimeType, size: bytes.length, thumbnail: null });
    expect(facts.durationSeconds).toBeCloseTo(seconds, 2);
  });

  it("stays as it is when it is cleaned again", async () => {
    const once = await upload({ name, bytes: make(), type });
    const twice = await upload({ name, bytes: once.bytes, type });
    expect(twice.bytes).toEqual(once.bytes);
  });
});

describe("an MP3", () => {
  it("keeps its frames to the last byte", async () => {
    const { bytes } = await upload({ name: "note.mp3", bytes: makeMp3(50) });
    expect(bytes).toEqual(mp3Frames(50));
  });

  it("with a tag in its middle, as joined recordings have, loses that too", async () => {
    const { bytes } = await upload({ name: "note.mp3", bytes: Buffer.concat([makeMp3(20), makeMp3(30)]) });
    expect(bytes).toEqual(mp3Frames(50));
  });

  it("that is a tag and nothing else is refused", async () => {
    const refused = await refusedUpload({ name: "note.mp3", bytes: makeMp3(0) });
    expect(refused.sentence).toBe(documentRefusals.damagedAudio);
  });
});

describe("a WAV", () => {
  it("keeps its sound to the last sample and nothing else", async () => {
    const { bytes } = await upload({ name: "note.wav", bytes: makeWav(1) });
    const chunks = riffChunks(bytes);
    expect(chunks.map(({ type }) => type)).toEqual(["fmt ", "data"]);
    expect(chunks[1]?.body).toEqual(tone(8000));
  });

  it("is refused when its end is missing", async () => {
    const whole = makeWav(1);
    const refused = await refusedUpload({ name: "note.wav", bytes: whole.subarray(0, 9000) });
    expect(refused.sentence).toBe(documentRefusals.cutOff);
  });
});

describe("an M4A", () => {
  it("keeps every byte of its sound where it was", async () => {
    const original = makeM4a();
    const { bytes } = await upload({ name: "note.m4a", bytes: original });
    const sound = original.indexOf("mdat");
    const length = original.readUInt32BE(sound - 4) - 8;
    expect(bytes.length).toBe(original.length);
    expect(bytes.subarray(sound, sound + length)).toEqual(original.subarray(sound, sound + length));
  });

  it("says neither where nor when it was recorded", async () => {
    const { bytes } = await upload({ name: "note.m4a", bytes: makeM4a() });
    expect(bytes.includes("51.5074")).toBe(false);
    const header = bytes.indexOf("mvhd") + 8;
    expect(bytes.subarray(header, header + 8)).toEqual(Buffer.alloc(8));
  });

  it("with a picture track is a video, and refused as one", async () => {
    const refused = await refusedUpload({ name: "note.m4a", bytes: makeM4a({ handler: "vide" }) });
    expect(refused.sentence).toBe(documentRefusals.videoInside);
  });

  it("is refused when its end is missing", async () => {
    const whole = makeM4a();
    for (const length of [200, 400, whole.length - 10]) {
      const refused = await refusedUpload({ name: "note.m4a", bytes: whole.subarray(0, length) });
      expect(refused.sentence).toBe(documentRefusals.cutOff);
    }
  });

  it("of boxes within boxes without end is refused and not followed for ever", () => {
    let nested = box("moov");
    for (let depth = 0; depth < 20_000; depth++) nested = box("moov", Buffer.alloc(0));
    for (let depth = 0; depth < 2000; depth++) nested = box("moov", nested);
    expect(cleanM4a(Buffer.concat([box("ftyp", Buffer.from("M4A ")), nested]))).toBe("damaged");
  });
});
