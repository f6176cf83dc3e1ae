/** The local adapter under test: a folder of its own per storage, a clock that can be moved, mails in an outbox beside it. */
import { hash } from "@node-rs/bcrypt";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createLocalAuth, type LocalAuth } from "#lib/auth/local.ts";
import { createOutbox } from "#lib/auth/outbox.ts";
import { openLocalStore, type LocalStore } from "#lib/store/local/open-local-store.ts";
import { castPassword } from "./cast.ts";
import { readAll } from "./content.ts";
import { takeSnapshot } from "./snapshots.ts";
import type { OpenedStorage, StorageUnderTest } from "./storage-under-test.ts";

const sessionTimeoutHours = 720;
/** The lowest cost there is: what is tested is not how long bcrypt takes. */
const castPasswordHash = hash(castPassword, { cost: 4 });

export const localStorageUnderTest: StorageUnderTest = {
  name: "local",
  open: () => openLocalUnderTest({ isKept: true }),
};

/** With the backup switched off: rows in memory, files in a temporary folder. */
export const localInMemoryUnderTest: StorageUnderTest = {
  name: "local, in memory",
  optOuts: { restart: "nothing is kept" },
  open: () => openLocalUnderTest({ isKept: false }),
};

async function openLocalUnderTest({ isKept }: { isKept: boolean }): Promise<OpenedStorage> {
  const place = await mkdtemp(path.join(tmpdir(), "keepintouch-test-"));
  const folder = path.join(place, "data");
  await mkdir(folder);
  let ahead = 0;
  const clock = () => began + ahead;
  const began = Date.now();
  const outbox = createOutbox(path.join(place, "outbox"), clock);

  let store: LocalStore;
  let auth: LocalAuth;
  const open = async () => {
    store = await openLocalStore({
      folder: isKept ? folder : null,
      temporaryFolder: folder,
      sessionTimeoutHours,
      clock,
      log: () => undefined,
    });
    auth = createLocalAuth({
      records: store.accounts,
      mailer: outbox,
      clock,
      links: {
        resetPassword: (token) => `/reset-password?token=${token}`,
        confirmEmail: (token) => `/confirm-email?token=${token}`,
      },
      publicUrl: null,
      log: () => undefined,
    });
  };
  const shut = async () => {
    await auth.settle();
    await store.close();
  };
  await open();

  return {
    open: (viewer) => store.open(viewer),
    openAuth: (client) => auth.open(client),
    get admin() {
      return store.admin;
    },
    get accounts() {
      return store.accounts;
    },
    clock: {
      now: clock,
      advance: (milliseconds) => {
        ahead += milliseconds;
      },
    },
    sessionTimeout: sessionTimeoutHours * 3600 * 1000,
    prepareAccount: async ({ id, email }) => ({ id, email, passwordHash: await castPasswordHash }),
    async openSigned(url, range) {
      const opened = await store.signedFiles.open(tokenOf(url), range);
      if (!opened) return null;
      const { size, mimeType, disposition, name } = opened;
      return { bytes: await readAll(opened.stream), size, mimeType, disposition, name };
    },
    async send({ metadata }, bytes) {
      // What the app's tus route writes when a browser sends to it.
      const folder = path.join(store.workFolder, "incoming");
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, metadata.id ?? ""), bytes);
    },
    async mails() {
      await auth.settle();
      const mails = await outbox.list();
      return mails.toReversed().map(({ to, text }) => ({
        to,
        text,
        token: /[?&]token=([\w-]+)/.exec(text)?.[1] ?? null,
      }));
    },
    async everythingStored() {
      const texts = (await filesIn(folder)).map((file) => readFile(file, "latin1"));
      // In memory the rows are nowhere else than in what an export shows of them.
      const rows = isKept ? [] : (await takeSnapshot(store.admin)).rows;
      return [...(await Promise.all(texts)), JSON.stringify(rows)].join("\n");
    },
    countFiles: async () => (await filesIn(folder)).filter((file) => isContent(folder, file)).length,
    async reopen() {
      if (!isKept) throw new Error("there is nothing to open again");
      await shut();
      await open();
    },
    async close() {
      await shut();
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** A signed address ends with its token. */
function tokenOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** Everything in a folder of the data folder is somebody's; what lies directly in it is the store's own. */
function isContent(folder: string, file: string): boolean {
  return path.dirname(file) !== folder;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
