/** The outbox: mails as readable files in a folder, for an app without a mail server. Whoever may read the folder may read the mails. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { toTimestamp, type Clock } from "#lib/domain/time.ts";
import type { Mailer } from "./mailer.ts";

const OutboxMailSchema = z.object({
  /** The name of its file, without `.json`. */
  id: z.string(),
  sentAt: z.iso.datetime(),
  /** Whose account it is about. */
  memberId: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
});
export type OutboxMail = z.infer<typeof OutboxMailSchema>;

export type Outbox = Mailer & {
  /** Newest first. */
  list(): Promise<OutboxMail[]>;
};

/** Links in mails live an hour; what lies here longer is of no use to anybody. */
const keepMilliseconds = 7 * 24 * 3600 * 1000;
const mailFile = /^\d{8}-\d{9}-[0-9a-f]{8}\.json$/;
/** Left behind when the process died while it wrote. */
const halfWrittenFile = /^\d{8}-\d{9}-[0-9a-f]{8}\.json\.part$/;

/** `folder` is made when the first mail is sent. Reading needs nothing but the files, so it works beside a running app. */
export function createOutbox(folder: string, clock: Clock): Outbox {
  let lastChange: Promise<unknown> = Promise.resolve();
  /** Changes go one after another, so that none takes another's unfinished file for a left-over. */
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const result = lastChange.then(change);
    lastChange = result.catch(() => undefined);
    return result;
  };

  const list = async (): Promise<OutboxMail[]> => {
    const names = (await fileNames(folder)).filter((name) => mailFile.test(name));
    const mails = await Promise.all(names.toSorted().map((name) => readMail(folder, name)));
    return mails.filter((mail) => mail !== null).toReversed();
  };

  const remove = (name: string) => rm(path.join(folder, name), { force: true });

  const removeWhere = async (isUnwanted: (mail: OutboxMail) => boolean): Promise<void> => {
    const unwanted = (await list()).filter(isUnwanted).map((mail) => `${mail.id}.json`);
    await Promise.all(unwanted.map(remove));
  };

  const removeHalfWritten = async (): Promise<void> => {
    const parts = (await fileNames(folder)).filter((name) => halfWrittenFile.test(name));
    await Promise.all(parts.map(remove));
  };

  return {
    list,
    send: ({ memberId, to, subject, text }) =>
      inTurn(async () => {
        const now = clock();
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await removeWhere((mail) => now - Date.parse(mail.sentAt) > keepMilliseconds);
        const id = `${toFileTime(now)}-${randomUUID().slice(0, 8)}`;
        await writeMail(folder, { id, sentAt: toTimestamp(now), memberId, to, subject, text });
      }),
    removeMailsAbout: (memberId) =>
      inTurn(async () => {
        await removeHalfWritten();
        await removeWhere((mail) => mail.memberId === memberId);
      }),
  };
}

/** Names sort by time: `20261120-185512034-…`. */
function toFileTime(milliseconds: number): string {
  return toTimestamp(milliseconds)
    .replace(/[-:.Z]/g, "")
    .replace("T", "-");
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Null for a mail that was removed meanwhile or is none of ours. */
async function readMail(folder: string, name: string): Promise<OutboxMail | null> {
  try {
    const parsed = OutboxMailSchema.safeParse(JSON.parse(await readFile(path.join(folder, name), "utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Written aside and renamed, so that nobody ever reads half a mail. */
async function writeMail(folder: string, mail: OutboxMail): Promise<void> {
  const target = path.join(folder, `${mail.id}.json`);
  const aside = `${target}.part`;
  const file = await open(aside, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(mail, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, target);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
