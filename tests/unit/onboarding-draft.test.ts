import { describe, expect, test } from "vitest";

import {
  createDraft,
  keepMine,
  receive,
  restoreUnsent,
  takeTheirs,
  typeInto,
  unsentChanges,
} from "#components/onboarding/draft.ts";
import { createId } from "#lib/domain/ids.ts";
import type { OnboardingView } from "#lib/domain/onboarding-view.ts";

const circle = createId();

function stored(changes: Partial<OnboardingView["data"]> = {}, version = 1): OnboardingView {
  return {
    id: "01890000-0000-7000-8000-000000000001",
    version,
    updatedAt: "2026-11-20T10:00:00.000Z",
    data: {
      displayName: "Ada",
      username: "ada",
      email: "",
      bio: "",
      defaultCategoryId: circle,
      avatarId: null,
      finishedSteps: [],
      ...changes,
    },
  };
}

describe("a draft", () => {
  test("sends only what was typed, with what it was based on", () => {
    const draft = typeInto(createDraft(stored()), "displayName", "Ada Lovelace");
    expect(unsentChanges(draft)).toEqual([{ field: "displayName", base: "Ada", value: "Ada Lovelace" }]);
  });

  test("has nothing left to send once the answer is there", () => {
    const typed = typeInto(createDraft(stored()), "bio", "I compute.");
    const draft = receive(typed, { view: stored({ bio: "I compute." }, 2), sent: unsentChanges(typed) });
    expect(unsentChanges(draft)).toEqual([]);
    expect(draft.version).toBe(2);
  });

  test("keeps what was typed while the answer was on its way, as a change of what was sent", () => {
    const sent = typeInto(createDraft(stored()), "bio", "I comp");
    const typedOn = typeInto(sent, "bio", "I compute.");
    const draft = receive(typedOn, { view: stored({ bio: "I comp" }, 2), sent: unsentChanges(sent) });
    expect(draft.typed.bio).toBe("I compute.");
    expect(unsentChanges(draft)).toEqual([{ field: "bio", base: "I comp", value: "I compute." }]);
  });

  test("takes over what another tab changed in a field nobody touched here", () => {
    const typed = typeInto(createDraft(stored()), "bio", "I compute.");
    const draft = receive(typed, { view: stored({ email: "ada@example.org" }, 2) });
    expect(draft.typed).toMatchObject({ email: "ada@example.org", bio: "I compute." });
    expect(draft.conflicts).toEqual({});
  });

  test("shows both versions of a field that was changed in two places, and sends neither until one is chosen", () => {
    const typed = typeInto(createDraft(stored()), "displayName", "Ada L.");
    const draft = receive(typed, { view: stored({ displayName: "Countess Ada" }, 2) });
    expect(draft.conflicts).toEqual({ displayName: "Countess Ada" });
    expect(draft.typed.displayName).toBe("Ada L.");
    expect(unsentChanges(draft)).toEqual([]);
  });

  test("sends mine as a change of theirs once it was chosen", () => {
    const typed = typeInto(createDraft(stored()), "displayName", "Ada L.");
    const draft = keepMine(receive(typed, { view: stored({ displayName: "Countess" }, 2) }), "displayName");
    expect(draft.conflicts).toEqual({});
    expect(unsentChanges(draft)).toEqual([{ field: "displayName", base: "Countess", value: "Ada L." }]);
  });

  test("has nothing to send once theirs was chosen", () => {
    const typed = typeInto(createDraft(stored()), "displayName", "Ada L.");
    const draft = takeTheirs(receive(typed, { view: stored({ displayName: "Countess" }, 2) }), "displayName");
    expect(draft.typed.displayName).toBe("Countess");
    expect(unsentChanges(draft)).toEqual([]);
  });

  test("forgets a conflict when both sides come to say the same", () => {
    const typed = typeInto(createDraft(stored()), "displayName", "Ada L.");
    const inConflict = receive(typed, { view: stored({ displayName: "Countess" }, 2) });
    const draft = receive(inConflict, { view: stored({ displayName: "Ada L." }, 3) });
    expect(draft.conflicts).toEqual({});
    expect(unsentChanges(draft)).toEqual([]);
  });

  test("is not thrown back by news that is older than what it knows", () => {
    const draft = createDraft(stored({ bio: "New." }, 3));
    expect(receive(draft, { view: stored({ bio: "Old." }, 2) })).toBe(draft);
  });

  test("finds its unsent words again after a reload", () => {
    const draft = restoreUnsent(createDraft(stored()), [{ field: "bio", base: "", value: "Kept." }]);
    expect(draft.typed.bio).toBe("Kept.");
    expect(unsentChanges(draft)).toEqual([{ field: "bio", base: "", value: "Kept." }]);
  });

  test("shows both when the field was changed elsewhere while its unsent words waited", () => {
    const changed = createDraft(stored({ bio: "From the phone." }, 2));
    const draft = restoreUnsent(changed, [{ field: "bio", base: "", value: "From the laptop." }]);
    expect(draft.conflicts).toEqual({ bio: "From the phone." });
    expect(draft.typed.bio).toBe("From the laptop.");
  });
});
