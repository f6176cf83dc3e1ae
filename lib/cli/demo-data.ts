/** Fills an empty data folder with four people and their documents, so that there is something to look at. */
import { AppError } from "#lib/domain/errors.ts";
import { getStorage, type Storage } from "#lib/storage.ts";
import type { Command, CommandResult } from "./command.ts";
import type { MovedIn } from "./demo/move-in.ts";
import type { DemoPerson } from "./demo/people.ts";

export const demoDataCommand: Command = {
  name: "demo-data",
  usage: "",
  summary: "fill an empty data folder with four people and their documents",
  details: [
    "Run again, it only adds what is missing. A folder that holds anybody else is left alone.",
    "`npm run demo` does this in a folder of its own and starts the app on it.",
  ],
  maximumWords: 0,
  async run() {
    // Loaded when it is wanted: what draws and prints takes longer to load than the other commands take to run.
    const [{ moveIn }, { demoPassword, demoPeople }] = await Promise.all([
      import("./demo/move-in.ts"),
      import("./demo/people.ts"),
    ]);
    const storage = await getStorage();
    try {
      await refuseOthers(storage, demoPeople);
      const moved: MovedIn[] = [];
      for (const person of demoPeople) moved.push(await moveIn(storage, person));
      return toResult(moved, demoPeople, demoPassword);
    } finally {
      await storage.close();
    }
  },
};

/** Everybody can read the password in the source: it must not open a door to a house people live in. */
async function refuseOthers({ admin }: Storage, people: readonly DemoPerson[]): Promise<void> {
  const known = new Set<unknown>(people.map(({ email }) => email));
  let others = 0;
  await admin.exportSnapshot({
    header: async () => {},
    row: async (table, row) => {
      if (table === "accounts" && !known.has(row.email)) others += 1;
    },
    file: async (_file, content) => {
      for await (const piece of content) void piece;
    },
  });
  if (others === 0) return;
  throw new AppError("conflict", {
    sentence:
      "People live in this data folder already, so the demo stays out. Set KEEPINTOUCH_DATA_DIR to an empty folder.",
  });
}

function toResult(moved: readonly MovedIn[], people: readonly DemoPerson[], password: string): CommandResult {
  const documents = moved.reduce((sum, { documentsAdded }) => sum + documentsAdded, 0);
  const isNew = moved.some((person) => person.isNew) || documents > 0;
  const opening = isNew
    ? `The demo is ready: ${moved.length} people, ${documents} new documents.`
    : "The demo is there already. Nothing was changed.";
  const width = Math.max(...people.map(({ email }) => email.length));
  const lines = people.map(({ displayName, email }) => `  ${email.padEnd(width)}  ${displayName}`);
  return {
    text: [opening, "", "Sign in as", ...lines, `with the password: ${password}`].join("\n"),
    data: {
      changed: isNew,
      password,
      people: people.map(({ displayName, username, email }) => ({ displayName, username, email })),
    },
  };
}
