/** What a browser gets to know of its onboarding, and the changes it may send. */
import { z } from "zod";

import { typedFields } from "./onboarding-rules.ts";
import {
  OnboardingDataSchema,
  type FieldConflict,
  type OnboardingData,
  type OnboardingSession,
} from "./onboarding.ts";
import { IdSchema } from "./ids.ts";

/** Fields a browser saves as they are typed or chosen; the others change by deeds of their own. */
export const draftFields = [...typedFields, "defaultCategoryId"] as const;
export type DraftField = (typeof draftFields)[number];

export type OnboardingView = Pick<OnboardingSession, "id" | "version" | "updatedAt"> & {
  readonly data: Pick<OnboardingData, DraftField | "avatarId" | "finishedSteps">;
};

export function toOnboardingView({ id, version, updatedAt, data }: OnboardingSession): OnboardingView {
  const { displayName, username, email, bio, defaultCategoryId, avatarId, finishedSteps } = data;
  return {
    id,
    version,
    updatedAt,
    data: { displayName, username, email, bio, defaultCategoryId, avatarId, finishedSteps },
  };
}

const tooLong = "That is more than we can keep here. Shorten it and it will be saved.";
const text = (most: number) => z.string().max(most, tooLong);

const limits = {
  displayName: text(1000),
  username: text(1000),
  email: text(1000),
  bio: text(20_000),
  defaultCategoryId: OnboardingDataSchema.shape.defaultCategoryId,
} as const;

function changeOf<F extends DraftField>(field: F) {
  return z.object({ field: z.literal(field), base: limits[field], value: limits[field] });
}

export const DraftChangeSchema = z.discriminatedUnion("field", [
  changeOf("displayName"),
  changeOf("username"),
  changeOf("email"),
  changeOf("bio"),
  changeOf("defaultCategoryId"),
]);
export type DraftChange = z.infer<typeof DraftChangeSchema>;

export const SaveRequestSchema = z.object({
  /** The session the page was made from; null when there was none. */
  sessionId: IdSchema.nullable(),
  changes: z.array(DraftChangeSchema).max(20),
});
export type SaveRequest = z.infer<typeof SaveRequestSchema>;

export type SaveAnswer = {
  readonly view: OnboardingView;
  readonly conflicts: readonly FieldConflict[];
};
