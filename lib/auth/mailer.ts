/** Sends mail: through an SMTP server when one is set, else into a folder for whoever runs the app. */
import { createTransport } from "nodemailer";

import type { MailText } from "./mails.ts";

export type Mail = MailText & {
  readonly to: string;
  /** Whose account it is about. */
  readonly memberId: string;
};

export type Mailer = {
  /** Fulfils once the mail is handed over: taken by the server, or on the disk. Rejects without naming the address. */
  send(mail: Mail): Promise<void>;
  /** Removes mails about the member's account that still lie here, whatever address they went to. */
  removeMailsAbout(memberId: string): Promise<void>;
};

const timeoutMilliseconds = 15_000;

/** `url` as `smtps://user:password@host:465`; `from` as `Name <address>`. */
export function createSmtpMailer(server: { url: string; from: string }): Mailer {
  const transport = createTransport(
    {
      url: server.url,
      connectionTimeout: timeoutMilliseconds,
      greetingTimeout: timeoutMilliseconds,
      socketTimeout: timeoutMilliseconds,
      // Nothing in a mail may make it read a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: server.from },
  );
  return {
    async send({ to, subject, text, html }) {
      try {
        await transport.sendMail({ to, subject, text, html });
      } catch (error) {
        // The error's own words repeat the address, and so does the error itself when it is logged as a cause.
        throw new Error(`the mail server did not take a mail (${reasonOf(error)})`);
      }
    },
    async removeMailsAbout() {},
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const answer = "responseCode" in error ? ` ${String(error.responseCode)}` : "";
  return `${code}${answer}`;
}
