/** `npm run dev:supabase`: a Supabase without Docker and the app on it; both end together. */

import { ended, fail, note, startNode } from "./run.mjs";
import { serve } from "./serve.mjs";

/** @typedef {{ url: string, mails: string, publishableKey: string, secretKey: string, databaseUrl: string | null, database: string }} Stack */

/** `--confirm-emails`: new accounts wait for their mail. Resolves to the exit code. @param {string[]} args */
export async function devOnSupabase(args) {
  const child = startNode(["tests/support/supabase/main.ts", ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const end = ended(child);
  const stack = await Promise.race([firstLine(child), end.then(() => null)]);
  if (stack === null) fail("The Supabase for trying did not start; what went wrong is above.");

  note(
    [
      `Supabase for trying is at ${stack.url}, on ${stack.database}. What is in it is gone when it stops.`,
      `Its mails can be read at ${stack.mails}`,
      `To run something else on it:`,
      `  NEXT_PUBLIC_SUPABASE_URL=${stack.url}`,
      `  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY=${stack.publishableKey}`,
      `  SUPABASE_SECRET_KEY=${stack.secretKey}`,
      "",
    ].join("\n"),
  );
  const code = await serve("dev", environmentOf(stack));
  child.kill("SIGTERM");
  await end;
  return code;
}

/** The stack says in one line of JSON where it is. @param {import("node:child_process").ChildProcess} child @returns {Promise<Stack>} */
function firstLine(child) {
  return new Promise((resolve) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (/** @type {string} */ piece) => {
      text += piece;
      const line = text.split("\n").find((each) => each.startsWith("{") && each.endsWith("}"));
      if (line !== undefined) resolve(JSON.parse(line));
    });
  });
}

/** Past whatever `.env` names. @param {Stack} stack */
function environmentOf({ url, publishableKey, secretKey, databaseUrl }) {
  return {
    NEXT_PUBLIC_SUPABASE_URL: url,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_SECRET_KEY: secretKey,
    SUPABASE_DB_URL: databaseUrl ?? "",
    SUPABASE_URL: "",
    SUPABASE_ANON_KEY: "",
    SUPABASE_SERVICE_KEY: "",
  };
}
