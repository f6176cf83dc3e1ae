import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { isAppError, type AppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import type { OnboardingData } from "#lib/domain/onboarding.ts";
import { changeAvatar, removeAvatar } from "#lib/services/change-avatar.ts";
import { addDraftCircle, removeDraftCircle, renameDraftCircle } from "#lib/services/change-draft-circles.ts";
import { checkUsername } from "#lib/services/check-username.ts";
import { editProfile } from "#lib/services/edit-profile.ts";
import { finishBasicsPart, finishOnboardingStep } from "#lib/services/finish-onboarding-step.ts";
import { finishOnboarding } from "#lib/services/finish-onboarding.ts";
import { createResumeCapability, findResumable } from "#lib/services/resume-onboarding.ts";
import { saveOnboarding } from "#lib/services/save-onboarding.ts";
import { createEmptyOnboarding, startOnboarding } from "#lib/services/start-onboarding.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { castPassword, categoryOf } from "#tests/support/cast.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { makeJpeg } from "#tests/support/sample-files.ts";
import { giveDocument, useWorld } from "#tests/support/world.ts";

const refusalOf = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error("nothing was refused")),
    (error: unknown) => (isAppError(error) ? error : Promise.reject(error)),
  );

describe("an onboarding", () => {
  const world = useWorld(localStorageUnderTest);

  test("begins with the built-in circles, new things for oneself, and what was said first", async () => {
    const { session, capability } = await startOnboarding(world().visitor, [
      { field: "displayName", base: "", value: "Ada" },
    ]);
    const { data } = session;
    expect(data.displayName).toBe("Ada");
    expect(data.categories.map(({ kind }) => kind)).toEqual([
      ...["private", "family", "close_friends", "friends", "work", "public"],
    ]);
    expect(data.defaultCategoryId).toBe(categoryOf(data.categories, "private").id);
    expect((await world().asVisitor(capability).onboarding.get())?.id).toBe(session.id);
  });

  test("takes in what four devices save at the same moment", async () => {
    const { store } = await world().begin("ada", createEmptyOnboarding());
    await Promise.all([
      saveOnboarding(store, [{ field: "displayName", base: "", value: "Ada" }]),
      saveOnboarding(store, [{ field: "username", base: "", value: "ada" }]),
      saveOnboarding(store, [{ field: "email", base: "", value: "ada@example.org" }]),
      saveOnboarding(store, [{ field: "bio", base: "", value: "Counts." }]),
    ]);
    expect((await store.onboarding.get())?.data).toMatchObject({
      displayName: "Ada",
      username: "ada",
      email: "ada@example.org",
      bio: "Counts.",
    });
  });

  test("keeps what is stored where two contradict, and gives both back", async () => {
    const { store } = await world().begin("ada", { bio: "" });
    await saveOnboarding(store, [{ field: "bio", base: "", value: "First." }]);
    const { conflicts, session } = await saveOnboarding(store, [
      { field: "bio", base: "", value: "Second." },
    ]);
    expect(conflicts).toEqual([{ field: "bio", mine: "Second.", theirs: "First." }]);
    expect(session.data.bio).toBe("First.");
  });

  test("writes nothing when there is nothing new", async () => {
    const { store, session } = await world().begin("ada");
    const saved = await saveOnboarding(store, [{ field: "bio", base: "", value: session.data.bio }]);
    expect(saved.session.version).toBe(session.version);
  });

  test("has no place for what comes without a session, or after its end", async () => {
    const nobody = saveOnboarding(world().visitor, [{ field: "bio", base: "", value: "x" }]);
    expect((await refusalOf(nobody)).code).toBe("not_found");
    const ada = await world().begin("ada");
    await world().finish(ada);
    const late = saveOnboarding(ada.store, [{ field: "bio", base: ada.session.data.bio, value: "x" }]);
    expect((await refusalOf(late)).code).toBe("not_allowed");
  });

  test("goes on from a group of questions only when its answers will do", async () => {
    const { store } = await world().begin("ada", { displayName: " ", username: "no", finishedSteps: [] });
    const { auth } = openBrowser(world().storage);
    const refused = await refusalOf(finishBasicsPart({ store, auth }, "name"));
    expect(refused.fields).toEqual({
      displayName: "Tell people what to call you.",
      username: "A username has at least 3 characters.",
    });
    await finishBasicsPart({ store, auth }, "email");
    expect((await store.onboarding.get())?.data.finishedSteps).toEqual([]);
  });

  test("finishes its first step with the last group of questions, once, and only when all of them will do", async () => {
    const { store } = await world().begin("ada", { email: "nonsense", finishedSteps: [] });
    const { auth } = openBrowser(world().storage);
    expect((await refusalOf(finishBasicsPart({ store, auth }, "about"))).fields).toHaveProperty("email");
    await saveOnboarding(store, [{ field: "email", base: "nonsense", value: "ada@example.org" }]);
    await finishBasicsPart({ store, auth }, "about");
    const again = await finishOnboardingStep(store, "basics");
    expect(again.data.finishedSteps).toEqual(["basics"]);
  });

  test("says at the field that a name or an address is taken", async () => {
    const ben = await world().join("ben");
    const { store } = await world().begin("ada", {
      username: ben.profile.username.toUpperCase(),
      email: ben.email,
    });
    const { auth } = openBrowser(world().storage);
    expect((await refusalOf(finishBasicsPart({ store, auth }, "name"))).fields?.username).toMatch(
      /has that name/,
    );
    expect((await refusalOf(finishBasicsPart({ store, auth }, "email"))).fields?.email).toMatch(/an account/);
  });
});

describe("the end of an onboarding", () => {
  const world = useWorld(localStorageUnderTest);

  test("makes one member, however many press at the same moment, and signs all of them in", async () => {
    const { store, session } = await world().begin("ada");
    const browsers = Array.from({ length: 5 }, () => openBrowser(world().storage));
    const members = await Promise.all(
      browsers.map(({ auth }) => finishOnboarding({ store, auth }, { password: castPassword })),
    );
    expect(new Set(members.map((member) => member?.memberId))).toEqual(new Set([session.memberId]));
    for (const { auth } of browsers) expect((await auth.current())?.memberId).toBe(session.memberId);
    expect(await world().asMember(session.memberId).visibility.list()).toHaveLength(6);
  });

  test("signs in whoever lost the answer and knows the password, and nobody else", async () => {
    const { store } = await world().begin("ada");
    await finishOnboarding({ store, auth: openBrowser(world().storage).auth }, { password: castPassword });
    const { auth } = openBrowser(world().storage);
    const wrong = await refusalOf(finishOnboarding({ store, auth }, { password: "another long password" }));
    expect(wrong.fields?.password).toMatch(/Enter the one you chose/);
    expect(await auth.current()).toBeNull();
    await finishOnboarding({ store, auth }, { password: castPassword });
    expect(await auth.current()).not.toBeNull();
  });

  test("names every answer that will not do, the password among them, and makes nothing", async () => {
    const { store, session } = await world().begin("ada", {
      displayName: "",
      email: "nonsense",
      defaultCategoryId: createId(),
    });
    const { auth } = openBrowser(world().storage);
    const { fields } = await refusalOf(finishOnboarding({ store, auth }, { password: "short" }));
    expect(Object.keys(fields ?? {}).sort()).toEqual([
      "defaultCategoryId",
      "displayName",
      "email",
      "password",
    ]);
    expect((await store.onboarding.get())?.status).toBe("open");
    expect(await world().asMember(session.memberId).profiles.get(session.memberId)).toBeNull();
  });

  test("refuses a name that was taken since, at its field", async () => {
    const { store } = await world().begin("ada", { username: "wanted" });
    await world().join("ben", { username: "wanted" });
    const { auth } = openBrowser(world().storage);
    const { fields } = await refusalOf(finishOnboarding({ store, auth }, { password: castPassword }));
    expect(fields).toHaveProperty("username");
  });
});

describe("circles of an onboarding", () => {
  const world = useWorld(localStorageUnderTest);
  const names = (data: OnboardingData) => data.categories.map(({ name }) => name);

  test("are added once, however often the form is sent", async () => {
    const { store } = await world().begin("ada");
    const circle = { id: createId(), name: "Choir" };
    await addDraftCircle(store, circle);
    const { data } = await addDraftCircle(store, circle);
    expect(names(data).filter((name) => name === "Choir")).toHaveLength(1);
  });

  test("have names of their own, whatever the case", async () => {
    const { store } = await world().begin("ada");
    const { fields } = await refusalOf(addDraftCircle(store, { id: createId(), name: "FAMILY" }));
    expect(fields).toEqual({ name: "You have a circle of that name already." });
  });

  test("are not renamed over a name given elsewhere meanwhile", async () => {
    const { store } = await world().begin("ada");
    const id = createId();
    await addDraftCircle(store, { id, name: "Choir" });
    const base = { name: "Choir", description: "" };
    await renameDraftCircle(store, id, { base, words: { name: "Singers", description: "" } });
    const second = renameDraftCircle(store, id, { base, words: { name: "Voices", description: "" } });
    expect((await refusalOf(second)).code).toBe("conflict");
    expect(names((await store.onboarding.get())?.data as OnboardingData)).toContain("Singers");
  });

  test("hand what is in them to another one before they go", async () => {
    const ada = await world().begin("ada");
    const id = createId();
    const { data } = await addDraftCircle(ada.store, { id, name: "Choir" });
    const owner = { store: ada.store, categories: data.categories };
    const { document } = await giveDocument(owner, "Dear choir,", { categoryId: id });
    const family = categoryOf(data.categories, "family").id;
    await removeDraftCircle(ada.store, id, family);
    expect((await ada.store.documents.get(document.id))?.categoryId).toBe(family);
    await removeDraftCircle(ada.store, id, family);
    expect(names((await ada.store.onboarding.get())?.data as OnboardingData)).not.toContain("Choir");
  });

  test("stay while new things go to them, and built-in ones stay always", async () => {
    const { store, session } = await world().begin("ada");
    const { data } = session;
    const id = createId();
    await addDraftCircle(store, { id, name: "Choir" });
    await saveOnboarding(store, [{ field: "defaultCategoryId", base: data.defaultCategoryId, value: id }]);
    const elsewhere = categoryOf(data.categories, "work").id;
    expect((await refusalOf(removeDraftCircle(store, id, elsewhere))).fields?.name).toMatch(/New things/);
    const builtIn = categoryOf(data.categories, "family").id;
    expect((await refusalOf(removeDraftCircle(store, builtIn, elsewhere))).code).toBe("not_allowed");
  });
});

describe("a link to another device", () => {
  const world = useWorld(localStorageUnderTest);

  test("opens the same onboarding, and tells what it would leave behind", async () => {
    const ada = await world().begin("ada");
    const linked = world().asVisitor(await createResumeCapability(ada.store));
    expect(await findResumable(linked, world().visitor)).toMatchObject({
      session: { id: ada.session.id },
      leaves: null,
    });
    const ben = await world().begin("ben");
    expect((await findResumable(linked, ben.store))?.leaves?.id).toBe(ben.session.id);
    expect((await findResumable(linked, ada.store))?.leaves).toBeNull();
  });

  test("opens nothing when it is forged, or the onboarding behind it is finished", async () => {
    expect(await findResumable(world().asVisitor("forged"), world().visitor)).toBeNull();
    const ada = await world().begin("ada");
    const linked = world().asVisitor(await createResumeCapability(ada.store));
    await world().finish(ada);
    expect(await findResumable(linked, world().visitor)).toBeNull();
    expect((await refusalOf(createResumeCapability(ada.store))).code).toBe("not_found");
  });
});

describe("an avatar", () => {
  const world = useWorld(localStorageUnderTest);

  async function withPicture<T>(
    bytes: Buffer,
    use: (picture: { path: string; folder: string; crop: null }) => Promise<T>,
  ) {
    const folder = await mkdtemp(path.join(tmpdir(), "keepintouch-avatar-"));
    try {
      const picture = path.join(folder, "original");
      await writeFile(picture, bytes);
      return await use({ path: picture, folder, crop: null });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  test("of a newcomer comes along to the profile; a new one takes the place of the old, file and all", async () => {
    const ada = await world().begin("ada");
    const visitor = { store: ada.store, viewer: { kind: "visitor", capability: ada.capability } } as const;
    const jpeg = await makeJpeg();
    const first = await withPicture(jpeg, (picture) => changeAvatar(visitor, picture));
    const second = await withPicture(jpeg, (picture) => changeAvatar(visitor, picture));
    expect(await ada.store.files.open({ kind: "avatar", id: first })).toBeNull();

    const { store, id, profile } = await world().finish(ada);
    expect(profile.avatarId).toBe(second);
    const member = { store, viewer: { kind: "member", memberId: id } } as const;
    const third = await withPicture(jpeg, (picture) => changeAvatar(member, picture));
    expect((await store.profiles.get(id))?.avatarId).toBe(third);
    expect(await store.files.open({ kind: "avatar", id: second })).toBeNull();
    await removeAvatar(member);
    expect((await store.profiles.get(id))?.avatarId).toBeNull();
    expect(await world().storage.countFiles()).toBe(0);
  });

  test("is refused at its field when it is no picture, and nothing is kept", async () => {
    const ada = await world().begin("ada");
    const ports = { store: ada.store, viewer: { kind: "visitor", capability: ada.capability } } as const;
    const refused = withPicture(Buffer.from("no picture"), (picture) => changeAvatar(ports, picture));
    expect((await refusalOf(refused)).fields).toHaveProperty("picture");
    expect((await ada.store.onboarding.get())?.data.avatarId).toBeNull();
    expect(await world().storage.countFiles()).toBe(0);
  });
});

describe("a profile", () => {
  const world = useWorld(localStorageUnderTest);

  test("takes in what two devices change on different lines", async () => {
    const { store, id, profile } = await world().join("ada");
    await Promise.all([
      editProfile(store, id, [{ field: "displayName", base: profile.displayName, value: "Augusta" }]),
      editProfile(store, id, [{ field: "bio", base: profile.bio, value: "A poet of numbers." }]),
    ]);
    expect(await store.profiles.get(id)).toMatchObject({ displayName: "Augusta", bio: "A poet of numbers." });
  });

  test("changes nothing where two contradict, and gives both back", async () => {
    const { store, id, profile } = await world().join("ada");
    await editProfile(store, id, [{ field: "bio", base: profile.bio, value: "First." }]);
    const { conflicts } = await editProfile(store, id, [
      { field: "bio", base: profile.bio, value: "Second." },
      { field: "displayName", base: profile.displayName, value: "Augusta" },
    ]);
    expect(conflicts).toEqual([{ field: "bio", mine: "Second.", theirs: "First." }]);
    expect(await store.profiles.get(id)).toMatchObject({ bio: "First.", displayName: profile.displayName });
  });

  test("says at the field that a username is taken", async () => {
    const ben = await world().join("ben");
    const { store, id, profile } = await world().join("ada");
    const taken = editProfile(store, id, [
      { field: "username", base: profile.username, value: ben.profile.username },
    ]);
    expect((await refusalOf(taken)).fields?.username).toMatch(/has that name/);
  });
});

describe("asking for a username", () => {
  const world = useWorld(localStorageUnderTest);

  test("tells free, taken and refused apart, and offers others that are free", async () => {
    await world().join("ada");
    const ask = (username: string, own?: string) =>
      checkUsername(world().visitor, { username, displayName: "Ada Byron", ...(own && { own }) });
    expect(await ask("ada-two")).toEqual({ status: "free", problem: null, suggestions: [] });
    const taken = await ask("Ada");
    expect(taken.status).toBe("taken");
    expect(taken.suggestions).toContain("ada-byron");
    expect(taken.suggestions).not.toContain("ada");
    expect(await ask("a!")).toMatchObject({
      status: "refused",
      problem: "A username has at least 3 characters.",
    });
    expect((await ask("ada", "ada")).status).toBe("free");
  });
});
