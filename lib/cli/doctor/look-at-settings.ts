/** Looks at the settings and at what they say of mail, addresses and the Node that runs this. */
import { createTransport } from "nodemailer";

import type { Env } from "#lib/env.ts";
import { type Finding, note, well, wrong } from "./finding.ts";

/** The oldest that runs the app. */
const oldestNode = [22, 12] as const;
const patience = 10_000;

export async function lookAtSettings(env: Env): Promise<Finding[]> {
  return [lookAtNode(), lookAtStorage(env), lookAtAddress(env), await lookAtMail(env)];
}

function lookAtNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = oldestNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor))
    return well("Node", `It is ${process.versions.node}.`);
  return wrong(
    "Node",
    `It is ${process.versions.node}, and ${oldestNode.join(".")} or newer is needed.`,
    "Install the current one from nodejs.org.",
  );
}

function lookAtStorage({ storage, dataFolder }: Env): Finding {
  if (storage.kind === "supabase") return well("storage", `Supabase, at ${storage.url}.`);
  if (storage.persistent) return well("storage", `This machine, in ${dataFolder}.`);
  return note(
    "storage",
    "In memory only: all is gone when the app stops.",
    "Set LOCAL_STORAGE_BACKUP to true to keep data.",
  );
}

function lookAtAddress({ publicUrl, mail, mode }: Env): Finding {
  if (publicUrl !== null && publicUrl.startsWith("http://") && mode === "production")
    return note("address", `${publicUrl} is not encrypted.`, "Use https outside of your own network.");
  if (publicUrl !== null) return well("address", `People open ${publicUrl}.`);
  const remedy = "Set KEEPINTOUCH_URL to the address people open: links in mails lead there.";
  if (mail.smtpUrl !== null)
    return wrong("address", "KEEPINTOUCH_URL is not set, and mails are sent.", remedy);
  return note("address", "KEEPINTOUCH_URL is not set: links go by the address of each request.", remedy);
}

async function lookAtMail({ mail, storage }: Env): Promise<Finding> {
  if (mail.smtpUrl === null) {
    if (storage.kind === "supabase")
      return note(
        "mail",
        "Supabase sends the mails about signing in.",
        "Give it a mail server of yours under Authentication, Emails.",
      );
    return note(
      "mail",
      "There is no mail server: mails are laid into the outbox.",
      'Set SMTP_URL to send them; until then "npm run kit -- outbox" shows them.',
    );
  }
  const transport = createTransport({
    url: mail.smtpUrl,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  });
  try {
    await transport.verify();
    return well("mail", "The mail server answers and takes the sign-in.");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
    return wrong(
      "mail",
      `The mail server does not take us (${code}).`,
      "Look at SMTP_URL: host, port, user, password.",
    );
  } finally {
    transport.close();
  }
}
