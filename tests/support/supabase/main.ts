/**
 * Runs the stack by itself until it is told to stop, and says in one line of JSON where it is. SUPABASE_TEST_DB_URL puts it
 * on a real Postgres; SUPABASE_STACK_PORT moves it, and its mails to the third port after.
 */
import { parseArgs } from "node:util";

import { serveMails } from "./mail-page.ts";
import { startSupabaseStack } from "./stack.ts";

const { values } = parseArgs({ options: { "confirm-emails": { type: "boolean", default: false } } });
const port = Number(process.env.SUPABASE_STACK_PORT || 54321);
const postgresUrl = process.env.SUPABASE_TEST_DB_URL || null;

try {
  const stack = await startSupabaseStack({
    port,
    postgresUrl,
    siteUrl: process.env.KEEPINTOUCH_URL || `http://localhost:${process.env.PORT || 3000}`,
    confirmEmails: values["confirm-emails"],
  });
  const mails = await serveMails(port === 0 ? 0 : port + 3, () => stack.mails());

  const stop = async () => {
    mails.close();
    await stack.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop());
  // Whoever started this was killed.
  process.once("disconnect", () => void stop());

  const { url, publishableKey, secretKey, jwtSecret, databaseUrl } = stack;
  const database = postgresUrl === null ? "PGlite" : "Postgres";
  process.stdout.write(
    `\n${JSON.stringify({ url, mails: mails.url, publishableKey, secretKey, jwtSecret, databaseUrl, database })}\n`,
  );
} catch (error) {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  process.stderr.write(
    isTaken
      ? `Port ${port} or ${port + 3} is taken by another program. Stop that one, or set SUPABASE_STACK_PORT to another.\n`
      : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
}
