/** The process that is killed: opens the store, shows what is in it, then lets many writers at it until the end comes. */
import { readSync, writeSync } from "node:fs";

import { openLocalStore, type LocalStore } from "#lib/store/local/open-local-store.ts";
import { seeLife } from "./look.ts";
import { takeStep } from "./deeds.ts";
import { stepsOf } from "./life.ts";
import { findFaults } from "../support/integrity.ts";
import type { LifeProgress, Orders, Report } from "./messages.ts";

/** Written straight to the descriptor, so that what was said is said even when the next instruction is the last. */
function report(message: Report): void {
  let rest = Buffer.from(`${JSON.stringify(message)}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
}

function readOrders(): Orders {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(64 * 1024);
    const length = readSync(0, piece);
    if (length === 0) break;
    pieces.push(piece.subarray(0, length));
  }
  return JSON.parse(Buffer.concat(pieces).toString()) as Orders;
}

async function openStore(orders: Orders): Promise<LocalStore> {
  report({ at: "opening" });
  try {
    return await openLocalStore({
      folder: orders.folder,
      foldAfterBytes: orders.foldAfterBytes,
      sessionTimeoutHours: 720,
      log: () => undefined,
    });
  } catch (error) {
    report({ at: "refused", why: error instanceof Error ? error.message : String(error) });
    process.exit(2);
  }
}

async function live(store: LocalStore, begin: LifeProgress): Promise<void> {
  const steps = stepsOf(begin.life);
  let { capability } = begin;
  for (let done = begin.done; done < steps.length; done += 1) {
    const step = steps[done];
    if (!step) return;
    try {
      capability = await takeStep(store, begin.life, step, capability);
    } catch (error) {
      const why = `${step.deed}: ${error instanceof Error ? error.message : String(error)}`;
      return report({ at: "stuck", life: begin.life, why });
    }
    report({ at: "done", life: begin.life, done: done + 1, capability });
  }
}

async function write(store: LocalStore, orders: Orders, writer: number): Promise<never> {
  const own = orders.resume.filter((_, index) => index % orders.writers === writer);
  for (const progress of own) await live(store, progress);
  for (let number = 0; ; number += 1) {
    await live(store, { life: `${orders.name}-${writer}-${number}`, done: 0, capability: null });
  }
}

report({ at: "loaded" });
const orders = readOrders();
const store = await openStore(orders);
report({ at: "opened" });
for (const progress of orders.look) {
  report({ at: "seen", life: progress.life, state: await seeLife(store, progress) });
}
if (orders.writers === 0) {
  for (const what of await findFaults(store.admin)) report({ at: "fault", what });
  await store.close();
  report({ at: "closed" });
} else {
  report({ at: "writing" });
  await Promise.all(Array.from({ length: orders.writers }, (_, writer) => write(store, orders, writer)));
}
