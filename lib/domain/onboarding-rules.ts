/** Which rules an onboarding has to pass before it can become a member, and on which page each of its fields is asked for. */
import { z } from "zod";

import { EmailSchema } from "./account.ts";
import type { FieldErrors } from "./errors.ts";
import type { OnboardingData, OnboardingStep } from "./onboarding.ts";
import { BioSchema, DisplayNameSchema, UsernameSchema } from "./profile.ts";

/** The questions of the first step, asked one group at a time. */
export const basicsParts = ["name", "email", "about"] as const;
export type BasicsPart = (typeof basicsParts)[number];

export const typedFields = ["displayName", "username", "email", "bio"] as const;
export type TypedField = (typeof typedFields)[number];

/** Where a field is asked for. */
const partFields: Readonly<Record<BasicsPart, readonly TypedField[]>> = {
  name: ["displayName", "username"],
  email: ["email"],
  about: ["bio"],
};

const rules = {
  displayName: DisplayNameSchema,
  username: z.string().trim().min(1, "Choose a username.").pipe(UsernameSchema),
  email: EmailSchema,
  bio: BioSchema,
} as const;

export function fieldsOf(part: BasicsPart): readonly TypedField[] {
  return partFields[part];
}

/** The page that asks for the field. */
export function pathOfField(field: TypedField): string {
  const part = basicsParts.find((each) => partFields[each].includes(field)) ?? "name";
  return pathOfPart(part);
}

export function pathOfPart(part: BasicsPart): string {
  return part === "name" ? "/onboarding/basics" : `/onboarding/basics?part=${part}`;
}

export function pathOfStep(step: OnboardingStep): string {
  return `/onboarding/${step}`;
}

/** One sentence for each of the given fields that would not pass; empty when all do. */
export function findProblems(
  data: Pick<OnboardingData, TypedField>,
  fields: readonly TypedField[] = typedFields,
): FieldErrors {
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const checked = rules[field].safeParse(data[field]);
    if (!checked.success) problems[field] = checked.error.issues[0]?.message ?? "This needs another look.";
  }
  return problems;
}

/** The first group of questions with an answer that would not pass; the last when all would. */
export function firstOpenPart(data: Pick<OnboardingData, TypedField>): BasicsPart {
  const open = basicsParts.find((part) => Object.keys(findProblems(data, partFields[part])).length > 0);
  return open ?? "about";
}

/** Trimmed and folded as the rules say; null when one of them is broken. */
export function toMemberFields(data: Pick<OnboardingData, TypedField>): Record<TypedField, string> | null {
  const parsed = z.object(rules).safeParse(data);
  return parsed.success ? parsed.data : null;
}
