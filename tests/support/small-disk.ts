/**
 * A process in which no file can grow beyond a limit set by the system (RLIMIT_FSIZE): a disk that is really full, without
 * rights of any kind. It writes until it is refused, then says what is still there and whether writing goes on.
 */
import fs from "node:fs";

import { isAppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import { visitor } from "#lib/domain/viewer.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { filledIn } from "./cast.ts";

// Sent together with the refusal; without a listener it ends the process.
process.on("SIGXFSZ", () => undefined);

const [, , folder = ""] = process.argv;
const store = await openLocalStore({ folder, sessionTimeoutHours: 720 });
const { session, capability } = await store
  .open(visitor)
  .onboarding.start({ id: createId(), memberId: createId(), data: filledIn("ada") });
const ada = store.open({ kind: "visitor", capability });

let version = session.version;
let refusals = 0;
let afterRefusal = 0;
while (afterRefusal < 5 && version < 2000) {
  try {
    const data = { ...session.data, bio: `${version} ${"x".repeat(2000)}` };
    version = (await ada.onboarding.update(version, data)).version;
    if (refusals > 0) afterRefusal += 1;
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    refusals += 1;
    const current = await ada.onboarding.get();
    if (current?.version !== version) throw new Error("a refused write shows", { cause: error });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const tooLarge = Buffer.alloc(400_000);
const file = await ada.files
  .put({ kind: "document", id: createId() }, (async function* () { yield tooLarge; })(), { mimeType: "text/plain" })
  .then(() => "stored", (error: unknown) => (isAppError(error) ? error.code : String(error))); // prettier-ignore
const left = fs.readdirSync(`${folder}/work/arriving`).length;
process.stdout.write(JSON.stringify({ version, refusals, afterRefusal, file, left }));
// Gone without a word, as in a crash: what was acknowledged has to be there at the next start.
process.exit(0);
