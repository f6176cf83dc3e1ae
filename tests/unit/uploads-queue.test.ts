import { describe, expect, test } from "vitest";

import { createUploadQueue, type QueuePorts, type UploadQueue } from "#components/uploads/upload-queue.ts";
import type { KeptFile, KeptFiles } from "#components/uploads/kept-files.ts";
import type { Answer } from "#components/uploads/upload-answers.ts";
import {
  emptyQueue,
  parallelUploads,
  reduceQueue,
  retryDelay,
  startable,
  summarise,
  waitingFor,
  type QueueEvent,
  type QueueState,
} from "#components/uploads/upload-state.ts";
import { itemInWords, summaryInWords } from "#components/uploads/upload-words.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";

const file = (id: string, size = 100, refusal: string | null = null) => ({
  ...{ id, size, refusal, name: `${id}.txt`, type: "text/plain", categoryId: null },
});
const chosen = (...ids: string[]): QueueEvent => ({ type: "chosen", files: ids.map((id) => file(id)) });
const listed = (id: string, received: number): QueueEvent => ({
  type: "listed",
  uploads: [{ id, name: `${id}.txt`, declaredType: "text/plain", size: 100, received }],
});
const after = (...events: QueueEvent[]): QueueState => events.reduce(reduceQueue, emptyQueue);
const phaseOf = (state: QueueState, id: string) => state.items.find((item) => item.id === id)?.phase;

describe("the state of the queue", () => {
  test("starts no more than a few at once, the oldest first", () => {
    const state = after(chosen("a", "b", "c", "d", "e"));
    expect(startable(state)).toEqual(["a", "b", "c"]);
    const busy = after(
      chosen("a", "b", "c", "d"),
      ...["a", "b", "c"].map((id) => ({ type: "started", id }) as const),
    );
    expect(startable(busy)).toEqual([]);
    expect(startable(reduceQueue(busy, { type: "accepted", id: "b" }))).toEqual(["d"]);
    expect(parallelUploads).toBe(3);
  });

  test("starts nothing while there is no network, and everything that waits once it is back", () => {
    const offline = after(
      chosen("a", "b"),
      { type: "started", id: "a" },
      { type: "wentOffline" },
      { type: "interrupted", id: "a", now: 0 },
    );
    expect(phaseOf(offline, "a")).toEqual({ kind: "waiting", reason: "offline", retryAt: null });
    expect(startable(offline)).toEqual([]);
    expect(startable(reduceQueue(offline, { type: "wentOnline" }))).toEqual(["a", "b"]);
  });

  test("that failed just before the network was known to be gone waits for the network, too", () => {
    const state = after(
      chosen("a", "b"),
      { type: "started", id: "a" },
      { type: "interrupted", id: "a", now: 0 },
      { type: "wentOffline" },
    );
    expect(phaseOf(state, "a")).toEqual({ kind: "waiting", reason: "offline", retryAt: null });
    for (const item of state.items) expect(itemInWords(item, state.isOnline)).toMatch(/^You are offline/);
  });

  test("waits longer after each failure, never for ever, and begins anew after progress", () => {
    expect([1, 2, 3, 4, 5, 50].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    const twice = after(
      chosen("a"),
      { type: "started", id: "a" },
      { type: "interrupted", id: "a", now: 1000 },
      { type: "retried", id: "a" },
      { type: "started", id: "a" },
      { type: "interrupted", id: "a", now: 5000 },
    );
    expect(phaseOf(twice, "a")).toEqual({ kind: "waiting", reason: "unreachable", retryAt: 7000 });
    const moved = [
      { type: "retried", id: "a" },
      { type: "started", id: "a" },
      { type: "progressed", id: "a", sent: 10 },
      { type: "interrupted", id: "a", now: 9000 },
    ] as const;
    expect(phaseOf(moved.reduce<QueueState>(reduceQueue, twice), "a")).toMatchObject({ retryAt: 10_000 });
  });

  test("keeps a pause, whatever the connection does afterwards", () => {
    const paused = after(
      chosen("a"),
      { type: "started", id: "a" },
      { type: "paused", id: "a" },
      { type: "interrupted", id: "a", now: 0 },
      { type: "wentOffline" },
      { type: "wentOnline" },
    );
    expect(phaseOf(paused, "a")).toEqual({ kind: "paused" });
    expect(startable(reduceQueue(paused, { type: "resumed", id: "a" }))).toEqual(["a"]);
  });

  test("cannot be paused once its bytes are being checked", () => {
    const checking = after(chosen("a"), { type: "started", id: "a" }, { type: "arrived", id: "a" });
    expect(reduceQueue(checking, { type: "paused", id: "a" }).items).toEqual(checking.items);
  });

  test("lists refused files with their reason and lets the others go on", () => {
    const state = reduceQueue(emptyQueue, { type: "chosen", files: [file("bad", 100, "No."), file("good")] });
    expect(phaseOf(state, "bad")).toEqual({ kind: "refused", sentence: "No." });
    expect(startable(state)).toEqual(["good"]);
  });

  test("goes on by itself with what the browser kept, and asks for the file where it did not", () => {
    const kept = { id: "kept", name: "kept.txt", type: "", size: 100, categoryId: null };
    const state = after(listed("kept", 40), listed("lost", 30), listed("whole", 100), {
      type: "looked",
      kept: [kept],
    });
    expect(phaseOf(state, "kept")).toEqual({ kind: "queued" });
    expect(phaseOf(state, "lost")).toEqual({ kind: "fileless" });
    expect(phaseOf(state, "whole")).toEqual({ kind: "queued" });
    expect(itemInWords(state.items[1]!)).toBe(
      "Waits for its file: 30 bytes of 100 bytes are here already. Choose the same file again and it goes on from there.",
    );
  });

  test("knows the file it waited for by name, size and type together", () => {
    const state = after(listed("lost", 30), { type: "looked", kept: [] });
    const same = { name: "lost.txt", size: 100, type: "text/plain" };
    expect(waitingFor(state, same)?.id).toBe("lost");
    expect(waitingFor(state, { ...same, size: 101 })).toBeNull();
    expect(waitingFor(state, { ...same, name: "found.txt" })).toBeNull();
    expect(waitingFor(state, { ...same, type: "" })).toBeNull();
  });

  test("counts refused files neither as done nor into the progress", () => {
    const state = [
      { type: "accepted", id: "a" },
      { type: "started", id: "b" },
      { type: "progressed", id: "b", sent: 50 },
      { type: "refused", id: "c", sentence: "No." },
    ] as const;
    const summary = summarise(state.reduce<QueueState>(reduceQueue, after(chosen("a", "b", "c"))));
    expect(summary).toMatchObject({ underWay: 1, done: 1, refused: 1, progress: 0.75 });
    expect(summaryInWords(summary)).toBe("Uploading 1 file. 1 file added. 1 file not taken.");
  });

  test("says nothing new while only bytes move", () => {
    const begun = after(chosen("a"), { type: "started", id: "a" });
    const moved = reduceQueue(begun, { type: "progressed", id: "a", sent: 99 });
    expect(summaryInWords(summarise(moved))).toBe(summaryInWords(summarise(begun)));
  });
});

/** A world whose server is a map of bytes, and whose network breaks when it is told to. */
function openWorld() {
  const server = new Map<string, { size: number; received: number }>();
  const documents = new Set<string>();
  const keptFiles = new Map<string, KeptFile>();
  const calls: string[] = [];
  const timers: (() => void)[] = [];
  const world = { isDown: false, holdBytes: false, locked: new Set<string>(), freed: [] as (() => void)[] };

  const kept: KeptFiles = {
    keep: async (entry) => void keptFiles.set(entry.id, entry),
    list: async (owner) => [...keptFiles.values()].filter((entry) => entry.owner === owner),
    remove: async (id) => void keptFiles.delete(id),
  };
  const orDown = (answer: () => Answer): Answer => (world.isDown ? { kind: "unreachable" } : answer());

  const ports: QueuePorts = {
    kept,
    async announce({ id, size }) {
      calls.push(`announce ${id}`);
      return orDown(() => {
        server.set(id, server.get(id) ?? { size, received: 0 });
        return { kind: "ok" };
      });
    },
    send(item, _file, { isFresh, onProgress, onEnd }) {
      calls.push(`send ${item.id}${isFresh ? "" : " on"}`);
      let isStopped = false;
      queueMicrotask(() => {
        if (isStopped || world.holdBytes) return;
        const upload = server.get(item.id);
        const answer = orDown(() => (upload ? { kind: "ok" } : { kind: "unknown" }));
        if (answer.kind === "ok" && upload) {
          upload.received = upload.size;
          onProgress(upload.size);
        }
        onEnd(answer);
      });
      return { stop: () => void (isStopped = true) };
    },
    async finish(id) {
      calls.push(`finish ${id}`);
      return orDown(() => {
        const upload = server.get(id);
        if (upload && upload.received < upload.size) return { kind: "incomplete" };
        if (!upload && !documents.has(id)) return { kind: "unknown" };
        server.delete(id);
        documents.add(id);
        return { kind: "accepted", document: { id } as DocumentView };
      });
    },
    discard: async (id) => {
      calls.push(`discard ${id}`);
      server.delete(id);
    },
    async exclusively(id, work) {
      if (world.locked.has(id)) return false;
      await work();
      return true;
    },
    whenFree: () => new Promise((resolve) => world.freed.push(resolve)),
    now: () => 0,
    schedule: (_milliseconds, work) => void timers.push(work),
  };
  const tick = () => {
    for (const work of timers.splice(0)) work();
  };
  return { world, server, documents, keptFiles, calls, ports, tick };
}

const textFile = (name: string, text = "Rain.") => new File([text], name, { type: "text/plain" });

function kindsOf(queue: UploadQueue): string[] {
  return queue.getState().items.map(({ phase }) => phase.kind);
}

describe("the running queue", () => {
  test("announces, sends and finishes, and forgets the file it kept", async () => {
    const { ports, documents, keptFiles } = openWorld();
    const queue = createUploadQueue("ada", ports);
    const accepted: string[] = [];
    queue.onAccepted(({ id }) => accepted.push(id));
    queue.add([textFile("a.txt"), textFile("b.txt"), textFile("c.txt"), textFile("d.txt")], null);
    expect(keptFiles.size).toBe(4);
    await expect.poll(() => kindsOf(queue)).toEqual(["done", "done", "done", "done"]);
    expect(new Set(accepted)).toEqual(documents);
    expect(keptFiles.size).toBe(0);
  });

  test("tries again by itself until the server is back, asking how much is there", async () => {
    const { ports, world, calls, tick } = openWorld();
    const queue = createUploadQueue("ada", ports);
    world.isDown = true;
    queue.add([textFile("a.txt")], null);
    for (const round of [1, 2, 3]) {
      await expect.poll(() => queue.getState().items[0]?.failures).toBe(round);
      tick();
    }
    await expect.poll(() => kindsOf(queue)).toEqual(["waiting"]);
    world.isDown = false;
    tick();
    await expect.poll(() => kindsOf(queue)).toEqual(["done"]);
    expect(calls.filter((call) => call.startsWith("announce")).length).toBeGreaterThan(1);
  });

  test("takes up after a reload what this browser kept, and what was never announced", async () => {
    const first = openWorld();
    first.world.isDown = true;
    const before = createUploadQueue("ada", first.ports);
    before.add([textFile("a.txt")], null);
    await expect.poll(() => kindsOf(before)).toEqual(["waiting"]);

    first.world.isDown = false;
    const queue = createUploadQueue("ada", first.ports);
    await queue.restore([]);
    await expect.poll(() => kindsOf(queue)).toEqual(["done"]);
    expect(first.documents.size).toBe(1);
  });

  test("learns after a reload that an upload was accepted while nobody looked, without sending it again", async () => {
    const { ports, documents, keptFiles, calls } = openWorld();
    documents.add("x");
    const facts = { id: "x", name: "a.txt", type: "text/plain", size: 5, categoryId: null };
    keptFiles.set("x", { ...facts, owner: "ada", keptAt: 0, file: textFile("a.txt") });
    const queue = createUploadQueue("ada", ports);
    await queue.restore([]);
    await expect.poll(() => kindsOf(queue)).toEqual(["done"]);
    expect(calls).toEqual(["finish x"]);
    expect(keptFiles.size).toBe(0);
  });

  test("never sends what somebody else kept in this browser", async () => {
    const { ports, keptFiles, calls } = openWorld();
    const facts = { id: "x", name: "a.txt", type: "text/plain", size: 5, categoryId: null };
    keptFiles.set("x", { ...facts, owner: "ben", keptAt: 0, file: textFile("a.txt") });
    const queue = createUploadQueue("ada", ports);
    await queue.restore([]);
    expect(queue.getState().items).toEqual([]);
    expect(calls).toEqual([]);
  });

  test("goes on from where it was when the same file is chosen again", async () => {
    const { ports, server, calls } = openWorld();
    server.set("x", { size: 5, received: 3 });
    const queue = createUploadQueue("ada", ports);
    await queue.restore([{ id: "x", name: "a.txt", declaredType: "text/plain", size: 5, received: 3 }]);
    expect(kindsOf(queue)).toEqual(["fileless"]);
    queue.add([textFile("a.txt")], null);
    await expect.poll(() => kindsOf(queue)).toEqual(["done"]);
    expect(calls).toEqual(["send x on", "finish x"]);
  });

  test("leaves an upload to the tab that has it, and asks what came of it when that tab is gone", async () => {
    const { ports, world, documents, calls } = openWorld();
    const queue = createUploadQueue("ada", ports);
    world.locked.add("y");
    await queue.restore([{ id: "y", name: "b.txt", declaredType: "", size: 5, received: 5 }]);
    await expect.poll(() => kindsOf(queue)).toEqual(["elsewhere"]);
    documents.add("y");
    world.locked.delete("y");
    for (const free of world.freed) free();
    await expect.poll(() => kindsOf(queue)).toEqual(["done"]);
    expect(calls.filter((call) => call === "finish y")).toHaveLength(1);
  });

  test("cancelled, it is discarded on the server and no longer kept", async () => {
    const { ports, world, server, keptFiles } = openWorld();
    world.holdBytes = true;
    const queue = createUploadQueue("ada", ports);
    queue.add([textFile("a.txt")], null);
    const id = queue.getState().items[0]!.id;
    await expect.poll(() => server.has(id)).toBe(true);
    queue.cancel(id);
    await expect.poll(() => server.has(id)).toBe(false);
    expect(queue.getState().items).toEqual([]);
    expect(keptFiles.size).toBe(0);
  });

  test("offline it stops sending at once, and goes on by itself afterwards", async () => {
    const { ports, world, calls } = openWorld();
    world.holdBytes = true;
    const queue = createUploadQueue("ada", ports);
    queue.add([textFile("a.txt")], null);
    await expect.poll(() => calls.some((call) => call.startsWith("send"))).toBe(true);
    queue.setOnline(false);
    expect(queue.getState().items[0]!.phase).toEqual({ kind: "waiting", reason: "offline", retryAt: null });
    world.holdBytes = false;
    queue.setOnline(true);
    await expect.poll(() => kindsOf(queue)).toEqual(["done"]);
  });

  test("an empty file is refused where it was chosen, without asking the server", () => {
    const { ports, calls, keptFiles } = openWorld();
    const queue = createUploadQueue("ada", ports);
    queue.add([textFile("empty.txt", "")], null);
    expect(queue.getState().items[0]!.phase).toMatchObject({
      kind: "refused",
      sentence: expect.stringMatching(/empty/),
    });
    expect(calls).toEqual([]);
    expect(keptFiles.size).toBe(0);
  });
});
