/** Checks the settings before anything is built or served: prints where to listen as JSON, or fails with the one message. */

import { getEnv, isEnvironmentError } from "#lib/env.ts";

try {
  const { port, host } = getEnv();
  process.stdout.write(JSON.stringify({ port, host }));
} catch (error) {
  if (!isEnvironmentError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
