/** Shows the mails that were laid out because no mail server is set. Only reads files, so it works while the app runs. */
import { AppError } from "#lib/domain/errors.ts";
import { agoInWords } from "#lib/domain/time-words.ts";
import { getOutbox } from "#lib/storage.ts";
import type { Command, CommandResult } from "./command.ts";

export const outboxCommand: Command = {
  name: "outbox",
  usage: "[number | latest]",
  summary: "list the mails in the outbox, or show one of them",
  details: [
    "Without SMTP_URL, mails are kept in the data folder's outbox/ for a week.",
    "Number 1 is the newest. Links in mails work once and for one hour.",
  ],
  maximumWords: 1,
  async run({ words: [which] }) {
    const outbox = getOutbox();
    if (!outbox) {
      throw new AppError("not_found", {
        sentence:
          "There is no outbox here: mails go to the server of SMTP_URL, or LOCAL_STORAGE_BACKUP is off and nothing is kept.",
      });
    }
    const mails = await outbox.list();
    return which === undefined ? listOf(mails) : oneOf(mails, which);
  },
};

type Mails = Awaited<ReturnType<NonNullable<ReturnType<typeof getOutbox>>["list"]>>;

function listOf(mails: Mails): CommandResult {
  const numbered = mails.map((mail, index) => ({ number: index + 1, ...mail }));
  if (numbered.length === 0) return { text: "The outbox is empty.", data: { mails: [] } };
  const width = Math.max(...numbered.map((mail) => mail.to.length));
  const lines = numbered.map(
    ({ number, sentAt, to, subject }) =>
      `${String(number).padStart(3)}  ${agoInWords(sentAt, Date.now()).padEnd(14)}  ${to.padEnd(width)}  ${subject}`,
  );
  return {
    text: [...lines, "", "Show one with: npm run kit -- outbox 1"].join("\n"),
    data: { mails: numbered },
  };
}

function oneOf(mails: Mails, which: string): CommandResult {
  const number = which === "latest" ? 1 : Number(which);
  const mail = mails[number - 1];
  if (!mail) {
    const there = mails.length === 0 ? "The outbox is empty." : `There are mails 1 to ${mails.length}.`;
    throw new AppError("not_found", { sentence: `There is no mail ${which}. ${there}` });
  }
  const { to, subject, sentAt, text } = mail;
  return {
    text: `To: ${to}\nSubject: ${subject}\nDate: ${sentAt}\n\n${text.trimEnd()}`,
    data: { number, ...mail },
  };
}
