/** A process that opens the data folder named on its command line and keeps it: what another process meets. */
import { openLocalStore } from "#lib/store/local/open-local-store.ts";

const [, , folder = ""] = process.argv;
try {
  const store = await openLocalStore({ folder, sessionTimeoutHours: 720 });
  process.stdout.write("open\n");
  process.stdin.on("end", () => void store.close()).resume();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
