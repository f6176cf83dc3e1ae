import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";

import { afterEach, beforeEach, expect, test } from "vitest";

import { createSmtpMailer } from "#lib/auth/mailer.ts";
import { confirmEmailMail } from "#lib/auth/mails.ts";

/** A mail server that takes what it is sent, or refuses every address aloud. */
type PostOffice = { server: Server; url: string; received: string[]; refuses: boolean };

let office: PostOffice;

beforeEach(async () => {
  const received: string[] = [];
  const server = createServer((socket) => {
    let letter: string | null = null;
    socket.write("220 here\r\n");
    socket.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\r\n").slice(0, -1)) {
        if (letter !== null) {
          if (line !== ".") letter += `${line}\n`;
          else {
            received.push(letter);
            letter = null;
            socket.write("250 taken\r\n");
          }
          continue;
        }
        if (line.startsWith("RCPT") && office.refuses)
          socket.write(`550 no such person: ${line.slice(8)}\r\n`);
        else if (line === "DATA") {
          letter = "";
          socket.write("354 go on\r\n");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
        else socket.write("250 fine\r\n");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  office = {
    server,
    received,
    refuses: false,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
});

afterEach(() => new Promise((resolve) => office.server.close(resolve)));

const mail = {
  to: "ada@example.org",
  memberId: "01a1fa70-0000-7000-8000-000000000001",
  ...confirmEmailMail("http://localhost:3000/confirm-email?token=abc"),
};

test("a mail goes out as plain text and as HTML, from the sender that was set", async () => {
  await createSmtpMailer({ url: office.url, from: "KeepInTouch <hello@example.org>" }).send(mail);
  expect(office.received).toHaveLength(1);
  const [letter = ""] = office.received;
  expect(letter).toContain("From: KeepInTouch <hello@example.org>\n");
  expect(letter).toContain("To: ada@example.org\n");
  expect(letter).toContain("Content-Type: text/plain");
  expect(letter).toContain("Content-Type: text/html");
  expect(letter).not.toContain(mail.memberId);
});

test("a refused mail rejects with the server's code, and without the address the server repeats", async () => {
  office.refuses = true;
  const sent = createSmtpMailer({ url: office.url, from: "hello@example.org" }).send(mail);
  const error: unknown = await sent.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(String(error)).toBe("Error: the mail server did not take a mail (EENVELOPE 550)");
  expect(error).not.toHaveProperty("cause");
});

test("a server that is not there rejects without the address", async () => {
  const sent = createSmtpMailer({ url: "smtp://127.0.0.1:1", from: "hello@example.org" }).send(mail);
  await expect(sent).rejects.toThrow(/^the mail server did not take a mail \(E[A-Z]+\)$/);
});
