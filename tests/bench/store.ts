/** The store against its peers: writes that survive a power cut, reads, starting. */
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { BenchOptions } from "./main.ts";
import { openOurs, type Ours } from "./ours.ts";
import { openAppend, openLmdb, openLowdb, openSqlite, type Peer } from "./peers.ts";
import { createHousehold, describe, recordBytes, type Household } from "./records.ts";
import { compareInRounds, rateOf, type Contestant } from "./rounds.ts";

const sliceMilliseconds = 300;
const writersAtOnce = [1, 64] as const;
/** Reads are counted by the hundred: looking at the clock takes as long as reading. */
const readsAtOnce = 100;

type Field = {
  readonly size: string;
  readonly household: Household;
  readonly ours: Ours;
  readonly peers: readonly Peer[];
};

export async function run(options: BenchOptions): Promise<void> {
  const isWanted = (title: string) => options.only === null || options.only === title;
  const wantsAny = (...titles: string[]) => titles.some(isWanted);
  options.note(
    `Records of ${recordBytes} bytes as JSON; a write counts once it survives a power cut (lowdb: once it is renamed into place).`,
  );

  const wantsLarge = wantsAny("write-1-50k", "write-64-50k", "get-50k", "list-50k", "start-50k");
  const small = await openField(options.folder, "1k", 1_000);
  const large = wantsLarge ? await openField(options.folder, "50k", 50_000) : null;

  for (const field of large ? [small, large] : [small]) {
    for (const writers of writersAtOnce) {
      const title = `write-${writers}-${field.size}`;
      if (!isWanted(title)) continue;
      const peers = field.peers.map((peer) => writer(peer.name, field, writers, writeToPeer(peer, field)));
      // Whether a write costs more the more there is.
      const ownSmall = writer("keepintouch-1k", small, writers, small.ours.write);
      const own = writer("keepintouch", field, writers, field.ours.write);
      await report(options, title, "writes/s", own, field === small ? peers : [...peers, ownSmall]);
    }
  }
  if (!large) return closeField(small);
  if (isWanted("get-50k")) await measureGet(options, large);
  if (isWanted("list-50k")) await measureList(options, large);
  await closeField(small);
  await closeField(large);
  if (isWanted("start-50k")) await measureStart(options, folderOf(options.folder, "50k"));
}

async function report(
  options: BenchOptions,
  title: string,
  unit: string,
  ours: Contestant,
  peers: readonly Contestant[],
): Promise<void> {
  for (const comparison of await compareInRounds(ours, peers, options.rounds)) {
    options.report({ ...comparison, case: title, unit });
  }
}

function folderOf(folder: string, size: string): string {
  return path.join(folder, `keepintouch-${size}`);
}

async function openField(folder: string, size: string, count: number): Promise<Field> {
  const household = createHousehold(count);
  const peerFolder = path.join(folder, `peers-${size}`);
  mkdirSync(peerFolder, { recursive: true });
  const { documents } = household;
  return {
    size,
    household,
    ours: await openOurs(folderOf(folder, size), household),
    peers: [
      openAppend(peerFolder),
      await openSqlite(peerFolder, documents),
      await openLmdb(peerFolder, documents),
      await openLowdb(peerFolder, documents),
    ],
  };
}

async function closeField({ ours, peers }: Field): Promise<void> {
  await ours.close();
  for (const peer of peers) await peer.close();
}

type Write = (index: number, revision: number) => Promise<void> | void;

function writeToPeer(peer: Peer, { household }: Field): Write {
  const documents = [...household.documents];
  return (index, revision) => {
    const document = documents[index];
    if (!document) throw new Error("there is a document for every write");
    const updatedAt = new Date().toISOString();
    const next = { ...describe(document, revision), version: document.version + 1, updatedAt };
    documents[index] = next;
    return peer.write(next);
  };
}

/** Each of the writers has documents of its own, all over the store, and changes one after another. */
function writer(name: string, { household }: Field, writers: number, write: Write): Contestant {
  const share = Math.floor(household.documents.length / writers);
  let revision = 0;
  return {
    name,
    measure: () =>
      rateOf(
        (worker) => {
          revision += 1;
          return write(worker + writers * ((revision * 7919) % share), revision);
        },
        { milliseconds: sliceMilliseconds, concurrency: writers },
      ),
  };
}

/** Reads at random places, `readsAtOnce` for each look at the clock. */
function reader(name: string, places: number, read: (place: number) => unknown): Contestant {
  let reads = 0;
  const batch = async () => {
    for (let number = 0; number < readsAtOnce; number += 1) {
      reads += 1;
      const answer = read((reads * 7919) % places);
      // Only what is promised is waited for: peers that answer at once are not slowed down.
      if (answer instanceof Promise) await answer;
    }
  };
  const measure = async () => readsAtOnce * (await rateOf(batch, { milliseconds: sliceMilliseconds }));
  return { name, measure };
}

async function measureGet(options: BenchOptions, { household, ours, peers }: Field): Promise<void> {
  const ids = household.documents.map(({ id }) => id);
  const readers = peers.flatMap(({ name, get }) =>
    get ? [reader(name, ids.length, (place) => get(ids[place] ?? ""))] : [],
  );
  await report(options, "get-50k", "reads/s", reader("keepintouch", ids.length, ours.get), readers);
}

async function measureList(options: BenchOptions, { household, ours, peers }: Field): Promise<void> {
  const owners = household.members.map(({ id }) => id);
  const readers = peers.flatMap(({ name, list }) =>
    list ? [reader(name, owners.length, (place) => list(owners[place] ?? ""))] : [],
  );
  const own = reader("keepintouch", owners.length, (place) => ours.list(owners[place] ?? ""));
  await report(options, "list-50k", "pages of 100/s", own, readers);
}

async function measureStart(options: BenchOptions, folder: string): Promise<void> {
  const script = fileURLToPath(new URL("start.ts", import.meta.url));
  const starter = (name: string): Contestant => ({
    name,
    async measure() {
      const { stdout } = await promisify(execFile)(process.execPath, [script, name, folder]);
      return 1000 / Number(stdout);
    },
  });
  await report(options, "start-50k", "starts/s", starter("keepintouch"), [starter("json-parse")]);
}
