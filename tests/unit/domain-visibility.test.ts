import { describe, expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import {
  builtInCategories,
  CategoryDraftSchema,
  categoryKinds,
  createBuiltInCategories,
  maximumCategories,
  NewCategorySchema,
  safestKind,
} from "#lib/domain/visibility.ts";

describe("the built-in categories", () => {
  test("are one of every kind but custom, the innermost first and the most open last", () => {
    const kinds = builtInCategories.map(({ kind }) => kind);
    expect(kinds).toEqual(categoryKinds.filter((kind) => kind !== "custom"));
    expect(kinds[0]).toBe("private");
    expect(kinds.at(-1)).toBe("public");
  });

  test("have names of their own and words that say who sees what", () => {
    expect(new Set(builtInCategories.map(({ name }) => name)).size).toBe(builtInCategories.length);
    for (const { description } of builtInCategories) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test("come with ids of their own for each member, in their order, and pass the rules of a category", () => {
    const [hers, his] = [createBuiltInCategories(createId), createBuiltInCategories(createId)];
    expect(new Set([...hers, ...his].map(({ id }) => id)).size).toBe(2 * builtInCategories.length);
    expect(hers.map(({ position }) => position)).toEqual(hers.map((_, index) => index));
    for (const category of hers) expect(CategoryDraftSchema.parse(category)).toEqual(category);
  });

  test("leave room for a member's own", () => {
    expect(maximumCategories).toBeGreaterThan(builtInCategories.length);
  });

  test("what is shared unasked is shared with nobody", () => {
    expect(safestKind).toBe("private");
  });
});

describe("an own category", () => {
  test("has a trimmed name and may go without a description", () => {
    const id = createId();
    expect(NewCategorySchema.parse({ id, name: " Book club " })).toEqual({
      id,
      name: "Book club",
      description: "",
    });
  });

  test.each([
    { rule: "no name", changes: { name: " " } },
    { rule: "a name of 41 characters", changes: { name: "x".repeat(41) } },
    { rule: "a description of 201", changes: { description: "x".repeat(201) } },
    { rule: "an id that is none", changes: { id: "../x" } },
  ])("with $rule is refused", ({ changes }) => {
    const category = { id: createId(), name: "Book club", ...changes };
    expect(NewCategorySchema.safeParse(category).success).toBe(false);
  });
});
