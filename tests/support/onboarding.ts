/** Walking through the onboarding as a person does, by what can be read on the screen. */
import { expect, type Page } from "@playwright/test";

import { cast, castPassword, type CastName } from "#tests/support/cast.ts";

export type Somebody = { displayName: string; username: string; email: string };

let count = 0;

/** Somebody of the cast, with a name and an address nobody else in this run has. */
export function somebody(name: CastName): Somebody {
  count += 1;
  const mark = `${Date.now().toString(36)}${count}`;
  return {
    displayName: cast[name].displayName,
    username: `${cast[name].username}-${mark}`.slice(0, 30),
    email: `${mark}.${cast[name].email}`,
  };
}

export const nameField = (page: Page) => page.getByRole("textbox", { name: "Your name" });
export const usernameField = (page: Page) => page.getByRole("textbox", { name: "Username" });
export const emailField = (page: Page) => page.getByRole("textbox", { name: "E-mail address" });
export const bioField = (page: Page) => page.getByRole("textbox", { name: /In your own words/ });
export const passwordField = (page: Page) => page.getByRole("textbox", { name: "Password" });
export const continueButton = (page: Page) => page.getByRole("button", { name: "Continue" });

export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

export const questions = {
  name: "What should people call you?",
  email: "Where can we reach you?",
  about: /What would you tell a friend/,
  documents: "What do you have already?",
  visibility: /Who are the things/,
  review: "Here is what you have so far.",
} as const;

/** Everything that was typed is stored. */
export async function expectSaved(page: Page): Promise<void> {
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
}

export async function answerName(page: Page, who: Somebody): Promise<void> {
  await expect(heading(page, questions.name)).toBeVisible();
  await nameField(page).fill(who.displayName);
  await usernameField(page).fill(who.username);
  await continueButton(page).click();
}

export async function answerEmail(page: Page, who: Somebody): Promise<void> {
  await expect(heading(page, questions.email)).toBeVisible();
  await emailField(page).fill(who.email);
  await continueButton(page).click();
}

/** From the beginning to the documents. */
export async function answerBasics(page: Page, who: Somebody): Promise<void> {
  await page.goto("/onboarding/basics");
  await answerName(page, who);
  await answerEmail(page, who);
  await expect(heading(page, questions.about)).toBeVisible();
  await continueButton(page).click();
  await expect(heading(page, questions.documents)).toBeVisible();
}

/** From the beginning to the last page before there is an account. */
export async function walkToReview(page: Page, who: Somebody): Promise<void> {
  await answerBasics(page, who);
  await continueButton(page).click();
  await expect(heading(page, questions.visibility)).toBeVisible();
  await continueButton(page).click();
  await expect(heading(page, questions.review)).toBeVisible();
}

export async function finish(page: Page, who: Somebody): Promise<void> {
  await passwordField(page).fill(castPassword);
  await page.getByRole("button", { name: "Make my profile" }).click();
  await expect(page).toHaveURL(/\/profile/);
  await expect(heading(page, who.displayName)).toBeVisible();
}

/** Makes somebody a member, signed in on this page. */
export async function join(page: Page, who: Somebody): Promise<void> {
  await walkToReview(page, who);
  await finish(page, who);
}
