import { setImmediate } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";

import { createDraft } from "#components/onboarding/draft.ts";
import { createDraftSaver, type SaverPorts, type Unsent } from "#components/onboarding/draft-saver.ts";
import type { Refusal } from "#lib/domain/action-result.ts";
import { errorTable, type ErrorCode } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import type { OnboardingView, SaveAnswer, SaveRequest } from "#lib/domain/onboarding-view.ts";

const circle = createId();
const sessionId = createId();

function view(data: Partial<OnboardingView["data"]>, version: number, id = sessionId): OnboardingView {
  const empty = { displayName: "", username: "", email: "", bio: "", avatarId: null, finishedSteps: [] };
  return {
    id,
    version,
    updatedAt: "2026-11-20T10:00:00.000Z",
    data: { ...empty, defaultCategoryId: circle, ...data },
  };
}

function refusal(code: ErrorCode, fields?: Record<string, string>): Refusal {
  return { ok: false, code, message: errorTable[code].sentence, ...(fields && { fields }) };
}

type Answer = SaveAnswer | Refusal | "no answer";

/** A browser and a server in one hand: timers fire when told, answers are the ones laid out. */
function createWorld(initial: OnboardingView | null = view({}, 1)) {
  const sent: SaveRequest[] = [];
  const answers: Answer[] = [];
  const announced: OnboardingView[] = [];
  let kept: Unsent | null = null;
  let timer: { task: () => void; milliseconds: number } | null = null;
  const ports: SaverPorts = {
    async send(request) {
      sent.push(request);
      const answer = answers.shift() ?? "no answer";
      if (answer === "no answer") throw new TypeError("Failed to fetch");
      return answer;
    },
    remember: (unsent) => (kept = unsent),
    recall: () => kept,
    announce: (news) => announced.push(news),
    schedule(task, milliseconds) {
      const mine = { task, milliseconds };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
  };
  const saver = createDraftSaver(createDraft(initial), ports);
  return {
    saver,
    sent,
    answers,
    announced,
    ports,
    kept: () => kept,
    keep: (unsent: Unsent) => (kept = unsent),
    waitsFor: () => timer?.milliseconds ?? null,
    status: () => saver.getState().status,
    /** Lets the pending timer fire and the answer arrive. */
    async rest() {
      const due = timer;
      timer = null;
      due?.task();
      // Everything that was answered has been taken in once the event loop comes round.
      await setImmediate();
    },
  };
}

describe("the saver", () => {
  let world: ReturnType<typeof createWorld>;
  beforeEach(() => {
    world = createWorld();
  });

  test("waits for a pause in the typing, then sends it in one go", async () => {
    world.answers.push({ view: view({ displayName: "Ada" }, 2), conflicts: [] });
    for (const text of ["A", "Ad", "Ada"]) world.saver.edit("displayName", text);
    expect(world.sent).toEqual([]);
    expect(world.status().kind).toBe("typing");
    await world.rest();
    expect(world.sent).toEqual([{ sessionId, changes: [{ field: "displayName", base: "", value: "Ada" }] }]);
    expect(world.status().kind).toBe("saved");
    expect(world.announced).toHaveLength(1);
  });

  test("keeps what is unsent in the browser, and forgets it once it is saved", async () => {
    world.answers.push({ view: view({ bio: "Hello." }, 2), conflicts: [] });
    world.saver.edit("bio", "Hello.");
    expect(world.kept()?.changes).toEqual([{ field: "bio", base: "", value: "Hello." }]);
    await world.rest();
    expect(world.kept()).toBeNull();
  });

  test("takes up what an earlier page could not send", async () => {
    world.answers.push({ view: view({ bio: "Hello." }, 2), conflicts: [] });
    world.keep({ sessionId, changes: [{ field: "bio", base: "", value: "Hello." }] });
    world.saver.start();
    expect(world.saver.getState().draft.typed.bio).toBe("Hello.");
    await world.saver.flush();
    expect(world.status().kind).toBe("saved");
  });

  test("leaves alone what was typed into another onboarding", () => {
    world.keep({ sessionId: createId(), changes: [{ field: "bio", base: "", value: "Not mine." }] });
    world.saver.start();
    expect(world.saver.getState().draft.typed.bio).toBe("");
    expect(world.sent).toEqual([]);
  });

  test("without an answer it says so, and tries again after longer and longer pauses", async () => {
    world.saver.edit("bio", "Hello.");
    const pauses: (number | null)[] = [];
    for (let times = 0; times < 6; times += 1) {
      await world.rest();
      expect(world.status().kind).toBe("offline");
      pauses.push(world.waitsFor());
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    world.answers.push({ view: view({ bio: "Hello." }, 2), conflicts: [] });
    await world.rest();
    expect(world.status().kind).toBe("saved");
    expect(world.kept()).toBeNull();
  });

  test("a full disk is said in words, what was typed stays, and it tries again", async () => {
    world.answers.push(refusal("unavailable"));
    world.saver.edit("bio", "Hello.");
    await world.rest();
    expect(world.status()).toMatchObject({ kind: "refused", message: errorTable.unavailable.sentence });
    expect(world.saver.getState().draft.typed.bio).toBe("Hello.");
    expect(world.waitsFor()).toBe(2_000);
  });

  test("what is refused for what it says is not sent again until it was changed", async () => {
    world.answers.push(refusal("invalid_input", { value: "That is more than we can keep here." }));
    world.saver.edit("bio", "long".repeat(6000));
    await world.rest();
    expect(world.status()).toMatchObject({ kind: "refused", message: "That is more than we can keep here." });
    expect(world.waitsFor()).toBeNull();
  });

  test.each(["not_found", "not_allowed"] as const)("ends when the onboarding is over (%s)", async (code) => {
    world.answers.push(refusal(code));
    world.saver.edit("bio", "Too late.");
    await world.rest();
    expect(world.status().kind).toBe("over");
    world.saver.edit("bio", "Too late, too.");
    await world.rest();
    expect(world.sent).toHaveLength(1);
  });

  test("news of another onboarding means that this one is over", () => {
    world.saver.receive(view({}, 1, createId()));
    expect(world.status().kind).toBe("over");
  });

  test("a page made before anything was saved takes the session its first save began", async () => {
    const fresh = createWorld(null);
    fresh.answers.push({ view: view({ displayName: "Ada" }, 1), conflicts: [] });
    fresh.saver.edit("displayName", "Ada");
    await fresh.rest();
    expect(fresh.sent[0]?.sessionId).toBeNull();
    expect(fresh.saver.getState().draft.sessionId).toBe(sessionId);
  });

  test("sends what is unsent when the page is closed", () => {
    world.saver.edit("bio", "One last thing.");
    world.saver.leave();
    expect(world.sent).toHaveLength(1);
  });

  test("a conflict waits for the person, and the choice is sent", async () => {
    world.answers.push(
      {
        view: view({ bio: "Theirs." }, 2),
        conflicts: [{ field: "bio", mine: "Mine.", theirs: "Theirs." }],
      },
      { view: view({ bio: "Mine." }, 3), conflicts: [] },
    );
    world.saver.edit("bio", "Mine.");
    await world.rest();
    expect(world.saver.getState().draft.conflicts).toEqual({ bio: "Theirs." });
    world.saver.keepMine("bio");
    await world.rest();
    expect(world.sent.at(-1)?.changes).toEqual([{ field: "bio", base: "Theirs.", value: "Mine." }]);
    expect(world.saver.getState().draft.conflicts).toEqual({});
  });
});
