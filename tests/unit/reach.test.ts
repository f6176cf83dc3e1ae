import { expect, test } from "vitest";

import { levelOf, ringLevels } from "#components/brand/rings.tsx";
import { parseTheme } from "#components/layout/theme.ts";
import { placeCategories } from "#components/reach/reach-category.ts";
import { initialsOf } from "#components/ui/avatar.tsx";
import { categoryKinds, type CategoryKind } from "#lib/domain/visibility.ts";

const category = (id: string, kind: CategoryKind) => ({ id, kind, name: id, description: "" });

test("rings go from only me outwards to everyone", () => {
  expect(ringLevels.at(0)).toBe("private");
  expect(ringLevels.at(-1)).toBe("public");
  expect(ringLevels.map(levelOf)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("every kind that is not one's own has a ring", () => {
  expect([...ringLevels, "custom"]).toEqual([...categoryKinds]);
  expect(levelOf("custom")).toBe(-1);
});

test("the picker lists circles from the inside out, one's own last and told apart", () => {
  const placed = placeCategories([
    category("choir", "custom"),
    category("everyone", "public"),
    category("street", "custom"),
    category("me", "private"),
    category("family", "family"),
  ]);
  expect(placed.map(({ id }) => id)).toEqual(["me", "family", "everyone", "choir", "street"]);
  expect(placed.filter(({ kind }) => kind === "custom").map(({ mark }) => mark)).toEqual([0, 1]);
});

test("placing circles leaves the list it was given alone", () => {
  const given = [category("everyone", "public"), category("me", "private")];
  placeCategories(given);
  expect(given.map(({ id }) => id)).toEqual(["everyone", "me"]);
});

test.each([
  ["Ada Byron", "AB"],
  ["  ben  ", "B"],
  ["Cleo de la Cruz Duarte", "CD"],
  ["𝒟an Ito", "𝒟I"],
  ["李 小龙", "李小"],
  ["   ", "?"],
])("%j without a picture shows %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test.each([
  ["dark", "dark"],
  ["light", "light"],
  ["system", "system"],
  ["Dark", "system"],
  ["<script>", "system"],
  [undefined, "system"],
])("a theme cookie of %j means %s", (value, theme) => {
  expect(parseTheme(value)).toBe(theme);
});
