/** Visibility categories: the circles of people a thing can be meant for. */
import { z } from "zod";

import { IdSchema } from "./ids.ts";
import { TimestampSchema } from "./time.ts";

/** Built-in kinds from the innermost circle outwards; `custom` ones are a member's own. */
export const categoryKinds = [
  "private",
  "family",
  "close_friends",
  "friends",
  "work",
  "public",
  "custom",
] as const;
export type CategoryKind = (typeof categoryKinds)[number];

export const maximumCategories = 50;

const nameSchema = z
  .string()
  .trim()
  .min(1, "Give this circle a name.")
  .max(40, "Keep the name to 40 characters or fewer.");
const descriptionSchema = z.string().trim().max(200, "Keep the description to 200 characters or fewer.");

/** What a category is before it has an owner: as an onboarding keeps it. */
export const CategoryDraftSchema = z.object({
  id: IdSchema,
  kind: z.enum(categoryKinds),
  name: nameSchema,
  description: descriptionSchema,
  /** Order in which they are shown; the innermost is first. */
  position: z.number().int().min(0).max(1000),
});
export type CategoryDraft = z.infer<typeof CategoryDraftSchema>;

export const VisibilityCategorySchema = CategoryDraftSchema.extend({
  ownerId: IdSchema,
  version: z.number().int().min(1),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
});
export type VisibilityCategory = z.infer<typeof VisibilityCategorySchema>;

export const NewCategorySchema = z.object({
  id: IdSchema,
  name: nameSchema,
  description: descriptionSchema.default(""),
});
export type NewCategory = z.input<typeof NewCategorySchema>;

export const CategoryPatchSchema = z
  .object({ name: nameSchema, description: descriptionSchema, position: z.number().int().min(0).max(1000) })
  .partial();
export type CategoryPatch = z.infer<typeof CategoryPatchSchema>;

type BuiltInCategory = {
  readonly kind: Exclude<CategoryKind, "custom">;
  readonly name: string;
  readonly description: string;
};

/** The categories every member begins with, innermost first, in the words people read. */
export const builtInCategories: readonly BuiltInCategory[] = [
  { kind: "private", name: "Private", description: "Only you can see this." },
  { kind: "family", name: "Family", description: "The people you call family here." },
  { kind: "close_friends", name: "Close friends", description: "The few you would call at night." },
  { kind: "friends", name: "Friends", description: "Everyone you are friends with here." },
  { kind: "work", name: "Work", description: "People you know from work." },
  {
    kind: "public",
    name: "Public",
    description: "Anyone with the address of your profile, once you switch that on.",
  },
];

/** The category new things get until the member chooses another: the innermost, so that nothing is shared unasked. */
export const safestKind: CategoryKind = "private";

/** The built-in categories with ids of their own. `createId` makes the ids. */
export function createBuiltInCategories(createId: () => string): CategoryDraft[] {
  return builtInCategories.map((category, position) => ({ ...category, id: createId(), position }));
}
