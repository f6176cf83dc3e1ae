/** A member's profile, and the rules its fields keep. */
import { z } from "zod";

import { IdSchema } from "./ids.ts";
import { TimestampSchema } from "./time.ts";

/** Names that would read as a page of the app or as someone speaking for it. */
const reservedUsernames = new Set([
  "about", "account", "admin", "administrator", "api", "app", "auth", "contact", "documents", "health", "help", "home",
  "keepintouch", "me", "moderator", "null", "official", "onboarding", "privacy", "profile", "root", "security", "settings",
  "sign-in", "sign-up", "support", "system", "team", "terms", "undefined", "user", "username", "you",
]); // prettier-ignore

export const usernameRule =
  "3 to 30 characters: lower-case letters, digits and hyphens, beginning with a letter.";

/** Trimmed and lower-cased before it is checked, because people's phones capitalise the first letter. */
export const UsernameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(3, "A username has at least 3 characters.")
  .max(30, "A username has at most 30 characters.")
  .regex(/^[a-z0-9-]*$/, "Use only letters from a to z, digits and hyphens.")
  .regex(/^[a-z]/, "Begin with a letter.")
  .refine((name) => !name.endsWith("-") && !name.includes("--"), "Use single hyphens, and none at the end.")
  .refine((name) => !reservedUsernames.has(name), "That name is kept for the app. Try another.");

export const DisplayNameSchema = z
  .string()
  .trim()
  .min(1, "Tell people what to call you.")
  .max(80, "Keep the name to 80 characters or fewer.");

export const BioSchema = z.string().trim().max(2000, "Keep this to 2,000 characters or fewer.");

export const ProfileSchema = z.object({
  /** The member's id, the same as the account's. */
  id: IdSchema,
  username: UsernameSchema,
  displayName: DisplayNameSchema,
  bio: BioSchema,
  /** Names the avatar file; null without one. */
  avatarId: IdSchema.nullable(),
  /** The category new things get. Always one of the member's own. */
  defaultCategoryId: IdSchema,
  version: z.number().int().min(1),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
});
export type Profile = z.infer<typeof ProfileSchema>;

export const ProfilePatchSchema = ProfileSchema.pick({
  username: true,
  displayName: true,
  bio: true,
  avatarId: true,
  defaultCategoryId: true,
}).partial();
export type ProfilePatch = z.input<typeof ProfilePatchSchema>;
