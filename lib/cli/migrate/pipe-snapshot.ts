/** Lets one storage's export be another's import while it runs: nothing is kept in between but the row or file at hand. */
import type { AdminStore } from "#lib/store/port.ts";
import type {
  SnapshotFile,
  SnapshotHeader,
  SnapshotRow,
  SnapshotSource,
  SnapshotTable,
} from "#lib/store/snapshot.ts";

/** What of a snapshot is carried. */
export type Choice = {
  row(table: SnapshotTable, row: SnapshotRow): boolean;
  file(file: SnapshotFile): boolean;
};

type Given =
  | { readonly kind: "header"; readonly header: SnapshotHeader }
  | { readonly kind: "row"; readonly table: SnapshotTable; readonly row: SnapshotRow }
  | { readonly kind: "file"; readonly file: SnapshotFile; readonly content: AsyncIterable<Uint8Array> }
  | { readonly kind: "end" };

/**
 * Runs `take` on what `from` exports. The source can be read once and in order; `openFile` gives the file that `files`
 * gave last. Ends when both have, and fails as the first of them that fails.
 */
export async function pipeSnapshot<T>(
  from: Pick<AdminStore, "exportSnapshot">,
  choice: Choice,
  take: (source: SnapshotSource) => Promise<T>,
): Promise<T> {
  const hatch = createHatch();
  const exporting = from
    .exportSnapshot({
      header: (header) => hatch.give({ kind: "header", header }),
      row: async (table, row) => {
        if (choice.row(table, row)) await hatch.give({ kind: "row", table, row });
      },
      file: async (file, content) => {
        if (choice.file(file)) await hatch.give({ kind: "file", file, content });
      },
    })
    .then(() => hatch.give({ kind: "end" }))
    .catch((error: unknown) => hatch.fail(error));
  try {
    return await take(sourceOf(hatch));
  } finally {
    hatch.close();
    await exporting;
  }
}

function sourceOf(hatch: Hatch): SnapshotSource {
  let header: SnapshotHeader | null = null;
  return {
    async header() {
      if (header) return header;
      const given = await hatch.look();
      if (given.kind !== "header") throw new Error("a snapshot begins with its header");
      header = given.header;
      hatch.done();
      return header;
    },
    async *rows() {
      for (let given = await hatch.look(); given.kind === "row"; given = await hatch.look()) {
        const { table, row } = given;
        hatch.done();
        yield { table, row };
      }
    },
    async *files() {
      for (let given = await hatch.look(); given.kind === "file"; given = await hatch.look()) {
        yield given.file;
        hatch.done();
      }
    },
    async openFile(key) {
      const given = await hatch.look();
      if (given.kind !== "file" || given.file.key !== key) throw new Error("files are opened in their order");
      return given.content;
    },
  };
}

type Hatch = ReturnType<typeof createHatch>;

/** One thing at a time from a giver, who waits, to a taker, who is done with it before the next. */
function createHatch() {
  let lying: {
    readonly given: Given;
    readonly release: () => void;
    readonly refuse: (error: unknown) => void;
  } | null = null;
  let failed: { readonly error: unknown } | null = null;
  let isClosed = false;
  let wake = () => {};

  return {
    /** Fulfils when the taker is done with it; rejects once the taker has left. */
    give(given: Given): Promise<void> {
      if (isClosed) return given.kind === "end" ? Promise.resolve() : Promise.reject(left());
      return new Promise<void>((release, refuse) => {
        lying = { given, release, refuse };
        wake();
      });
    },
    fail(error: unknown): void {
      failed ??= { error };
      wake();
    },
    async look(): Promise<Given> {
      while (lying === null) {
        if (failed) throw failed.error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return lying.given;
    },
    done(): void {
      const { release } = lying ?? {};
      lying = null;
      release?.();
    },
    close(): void {
      isClosed = true;
      const end = lying;
      lying = null;
      if (end?.given.kind === "end") end.release();
      else end?.refuse(left());
    },
  };
}

function left(): Error {
  return new Error("nobody takes the snapshot any more");
}
