/** A recording in; the same sound out without names, places, comments, covers or the date it was made. */

import { writeFile } from "node:fs/promises";

import { parseFile } from "music-metadata";

import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { cleanM4a } from "./clean-m4a.ts";
import { cleanMp3 } from "./clean-mp3.ts";
import { cleanWav } from "./clean-wav.ts";
import { refusal } from "./refuse.ts";

/** What the walkers over MP3, M4A and WAV give back: the cleaned file in order, or why there is none. */
export type WalkedAudio = Buffer[] | "cut-off" | "damaged" | "video";

const walkers = { mp3: cleanMp3, m4a: cleanM4a, wav: cleanWav } as const;

export type AudioKind = keyof typeof walkers;

/**
 * Writes the cleaned recording to `cleanedPath`. The duration is null when the file does not say it.
 * Throws `invalid_input` for one that is cut off, damaged or a video.
 */
export async function prepareAudio(
  kind: AudioKind,
  bytes: Buffer,
  cleanedPath: string,
): Promise<{ durationSeconds: number | null }> {
  const walked = walkers[kind](bytes);
  if (walked === "cut-off") throw refusal(documentRefusals.cutOff);
  if (walked === "video") throw refusal(documentRefusals.videoInside);
  if (walked === "damaged") throw refusal(documentRefusals.damagedAudio);
  await writeFile(cleanedPath, walked);
  return { durationSeconds: await readDuration(cleanedPath) };
}

async function readDuration(path: string): Promise<number | null> {
  try {
    const { format } = await parseFile(path, { duration: true, skipCovers: true });
    const seconds = format.duration;
    return seconds !== undefined && Number.isFinite(seconds) && seconds >= 0
      ? Math.round(seconds * 1000) / 1000
      : null;
  } catch (error) {
    throw refusal(documentRefusals.damagedAudio, error);
  }
}
