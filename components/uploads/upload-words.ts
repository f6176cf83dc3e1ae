/** What the queue says to people: each upload in a line, all of them in a sentence. */
import { bytesInWords } from "../documents/facts-in-words.ts";
import type { QueueSummary, UploadItem } from "./upload-state.ts";

/** Where an upload stands, and what happens next. */
export function itemInWords({ phase, sent, size }: UploadItem, isOnline = true): string {
  const soFar = `${bytesInWords(sent)} of ${bytesInWords(size)}`;
  switch (phase.kind) {
    case "queued":
      if (!isOnline) return `You are offline. It goes on by itself, from ${soFar}`;
      return sent > 0 ? `Goes on in a moment, from ${soFar}` : "Waits for its turn";
    case "looking":
      return `${soFar} are here already`;
    case "sending":
      return soFar;
    case "checking":
      return "Checking it and removing hidden details…";
    case "waiting":
      return phase.reason === "offline"
        ? `You are offline. It goes on by itself, from ${soFar}`
        : `The connection broke. Trying again by itself, from ${soFar}`;
    case "paused":
      return `Paused at ${soFar}`;
    case "fileless":
      return `Waits for its file: ${soFar} are here already. Choose the same file again and it goes on from there.`;
    case "elsewhere":
      return "Being uploaded in another tab";
    case "refused":
    case "failed":
      return phase.sentence;
    case "done":
      return "Added";
  }
}

const files = (count: number) => (count === 1 ? "1 file" : `${count} files`);

/** All of them, for the eye and for the ear. Changes only when something begins, ends or stops. */
export function summaryInWords(summary: QueueSummary): string {
  const { underWay, waiting, paused, fileless, done, refused, failed } = summary;
  const parts = [
    underWay > 0 && `Uploading ${files(underWay)}.`,
    waiting > 0 && `${files(waiting)} will go on when the connection is back.`,
    paused > 0 && `${files(paused)} paused.`,
    fileless > 0 && `${files(fileless)} to be chosen again.`,
    done > 0 && `${files(done)} added.`,
    refused > 0 && `${files(refused)} not taken.`,
    failed > 0 && `${files(failed)} did not get through.`,
  ];
  return parts.filter(Boolean).join(" ");
}
