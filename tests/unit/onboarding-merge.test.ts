import { describe, expect, test } from "vitest";
import {
  array,
  assert,
  constantFrom,
  integer,
  property,
  record,
  shuffledSubarray,
  subarray,
  tuple,
  type Arbitrary,
} from "fast-check";

import {
  mergeOnboarding,
  onboardingSteps,
  type FieldChange,
  type OnboardingData,
  type OnboardingField,
} from "#lib/domain/onboarding.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";
import { filledIn } from "../support/cast.ts";

const fields: readonly OnboardingField[] = [
  "displayName",
  "username",
  "email",
  "bio",
  "avatarId",
  "finishedSteps",
  "categories",
  "defaultCategoryId",
];

const ids = Array.from({ length: 8 }, (_, index) => `0190c7e0-0000-7000-8000-00000000000${index}`);

/** Few values to choose from, so that both sides often meet on one field. */
const text = constantFrom("", "a", "b", "c");
const category: Arbitrary<CategoryDraft> = record({
  id: constantFrom(...ids),
  kind: constantFrom("custom" as const),
  name: constantFrom("Club", "Choir", "Crew"),
  description: constantFrom(""),
  position: integer({ min: 0, max: 2 }),
});
const categories = array(category, { maxLength: 5 }).map((list) => [
  ...new Map(list.map((item) => [item.id, item])).values(),
]);
const data: Arbitrary<OnboardingData> = record({
  displayName: text,
  username: text,
  email: text,
  bio: text,
  avatarId: constantFrom(null, ...ids.slice(0, 3)),
  finishedSteps: subarray([...onboardingSteps]),
  categories,
  defaultCategoryId: constantFrom(...ids.slice(0, 3)),
});

/** What one side would send: every field it touched, with what it had before. */
function changesBetween(base: OnboardingData, edited: OnboardingData): FieldChange[] {
  const change = <F extends OnboardingField>(field: F) => ({
    field,
    base: base[field],
    value: edited[field],
  });
  const all: FieldChange[] = [
    change("displayName"),
    change("username"),
    change("email"),
    change("bio"),
    change("avatarId"),
    change("finishedSteps"),
    change("categories"),
    change("defaultCategoryId"),
  ];
  return all.filter(({ base: before, value }) => !isSame(before, value));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Two devices that began from one state; the first is stored, then the second arrives. */
const encounter = tuple(data, data, data);

const isList = (field: OnboardingField) => field === "categories" || field === "finishedSteps";

describe("merging what two devices typed", () => {
  test("the fields here are all there are", () => {
    expect([...fields].sort()).toEqual(Object.keys(filledIn("ada")).sort());
  });

  test("nothing is overwritten silently: a field is one side's, agreed, or a reported conflict", () => {
    assert(
      property(encounter, ([base, first, second]) => {
        const stored = mergeOnboarding(base, changesBetween(base, first));
        expect(stored).toEqual({ data: first, conflicts: [] });
        const merged = mergeOnboarding(stored.data, changesBetween(base, second));
        for (const field of fields) {
          const conflict = merged.conflicts.find((found) => found.field === field);
          const [before, mine, theirs] = [base[field], second[field], first[field]];
          if (conflict) {
            expect(conflict).toEqual({ field, mine, theirs });
            expect(merged.data[field]).toEqual(theirs);
            expect(isSame(mine, before) || isSame(theirs, before) || isSame(mine, theirs)).toBe(false);
          } else if (isSame(mine, before)) expect(merged.data[field]).toEqual(theirs);
          else if (isSame(theirs, before) || isSame(mine, theirs)) expect(merged.data[field]).toEqual(mine);
          else expect(isList(field)).toBe(true);
        }
      }),
    );
  });

  test("who comes first does not matter: the same conflicts, and the same data where there are none", () => {
    assert(
      property(encounter, ([base, left, right]) => {
        const rightLast = mergeOnboarding(left, changesBetween(base, right));
        const leftLast = mergeOnboarding(right, changesBetween(base, left));
        const conflicting = (merged: typeof rightLast) => merged.conflicts.map(({ field }) => field).sort();
        expect(conflicting(rightLast)).toEqual(conflicting(leftLast));
        for (const field of fields) {
          if (conflicting(rightLast).includes(field)) continue;
          expect(asSet(rightLast.data[field])).toEqual(asSet(leftLast.data[field]));
        }
      }),
    );
  });

  test("the order in which one side's changes are sent does not matter", () => {
    assert(
      property(
        encounter.chain(([base, first, second]) =>
          tuple(
            constantFrom({ base, first }),
            shuffledSubarray(changesBetween(base, second), {
              minLength: changesBetween(base, second).length,
            }),
            constantFrom(changesBetween(base, second)),
          ),
        ),
        ([{ first }, shuffled, sorted]) => {
          const merged = mergeOnboarding(first, shuffled);
          const expected = mergeOnboarding(first, sorted);
          expect(merged.data).toEqual(expected.data);
          expect(asSet(merged.conflicts)).toEqual(asSet(expected.conflicts));
        },
      ),
    );
  });

  test("merged lists keep what both sides added, and drop what one removed and the other left alone", () => {
    assert(
      property(encounter, ([base, first, second]) => {
        const { data: merged, conflicts } = mergeOnboarding(first, changesBetween(base, second));
        if (conflicts.some(({ field }) => field === "categories")) return;
        const inBase = new Map(base.categories.map((item) => [item.id, item]));
        const has = (list: readonly CategoryDraft[], id: string) => list.some((item) => item.id === id);
        for (const side of [first, second]) {
          for (const added of side.categories.filter(({ id }) => !inBase.has(id))) {
            expect(merged.categories).toContainEqual(added);
          }
        }
        for (const [id] of inBase) {
          const isKept = has(first.categories, id) && has(second.categories, id);
          expect(has(merged.categories, id)).toBe(isKept);
        }
        const seen = merged.categories.map(({ id }) => id);
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });

  test("steps finished on either device are finished, and steps taken back on either are not", () => {
    assert(
      property(encounter, ([base, first, second]) => {
        const { data: merged } = mergeOnboarding(first, changesBetween(base, second));
        for (const step of onboardingSteps) {
          const [before, mine, theirs] = [base, second, first].map((side) =>
            side.finishedSteps.includes(step),
          );
          expect(merged.finishedSteps.includes(step)).toBe(before ? mine && theirs : mine || theirs);
        }
      }),
    );
  });

  test("sending the same changes again changes nothing more", () => {
    assert(
      property(encounter, ([base, first, second]) => {
        const changes = changesBetween(base, second);
        const once = mergeOnboarding(first, changes);
        const twice = mergeOnboarding(once.data, changes);
        for (const field of fields) expect(asSet(twice.data[field])).toEqual(asSet(once.data[field]));
      }),
    );
  });

  test("what was given in is not changed, and shares nothing with what comes out", () => {
    assert(
      property(encounter, ([base, first, second]) => {
        const changes = changesBetween(base, second);
        const before = structuredClone({ first, changes });
        const { data: merged } = mergeOnboarding(first, changes);
        for (const item of merged.categories) item.name = "Scribbled";
        merged.finishedSteps.length = 0;
        expect({ first, changes }).toEqual(before);
      }),
    );
  });

  test("an item both sides changed differently is a conflict that shows both lists", () => {
    const base = filledIn("ada");
    const renamed = (name: string) => ({
      ...base,
      categories: base.categories.map((item, index) => (index === 0 ? { ...item, name } : item)),
    });
    const [mine, theirs] = [renamed("Choir"), renamed("Crew")];
    const merged = mergeOnboarding(theirs, changesBetween(base, mine));
    expect(merged).toEqual({
      data: theirs,
      conflicts: [{ field: "categories", mine: mine.categories, theirs: theirs.categories }],
    });
  });

  test("an item one side removed and the other changed is a conflict, not a loss", () => {
    const base = filledIn("ada");
    const without = { ...base, categories: base.categories.slice(1) };
    const changed = {
      ...base,
      categories: base.categories.map((item, index) => (index === 0 ? { ...item, position: 9 } : item)),
    };
    for (const [mine, theirs] of [
      [without, changed],
      [changed, without],
    ] as const) {
      const merged = mergeOnboarding(theirs, changesBetween(base, mine));
      expect(merged.conflicts.map(({ field }) => field)).toEqual(["categories"]);
      expect(merged.data).toEqual(theirs);
    }
  });
});

/** Lists merge by item; the order of items that both sides added is the store's to choose. */
function asSet(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return new Set(value.map((item) => JSON.stringify(item)));
}
