import { expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { createBuiltInCategories } from "#lib/domain/visibility.ts";
import type { NewProfile, Store } from "#lib/store/port.ts";
import { cast, categoryOf, type CastName } from "../support/cast.ts";
import { answerOf, outcomesOf, refusalOf } from "../support/refusals.ts";
import { mentionsOf, takeSnapshot } from "../support/snapshots.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import { categoryId, day, describeSection, giveDocument, someoneElse, type World } from "../support/world.ts";
import { contentOf, inPieces } from "../support/content.ts";

function newProfile(name: CastName, changes: Partial<NewProfile> = {}): NewProfile {
  const { username, displayName, bio } = cast[name];
  const categories = createBuiltInCategories(createId);
  const defaultCategoryId = categoryOf(categories, "private").id;
  return { id: createId(), username, displayName, bio, categories, defaultCategoryId, ...changes };
}

/** A signed-in member who has an account and nothing else. */
async function newMember(world: World, name: CastName): Promise<{ id: string; store: Store }> {
  const id = createId();
  await world.storage.prepareAccount({ id, email: cast[name].email });
  return { id, store: world.asMember(id) };
}

export function profilesContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "profiles.create", (world) => {
    test("makes the viewer's own profile, at version 1, with its categories", async () => {
      const ada = await newMember(world(), "ada");
      const wanted = newProfile("ada", { id: ada.id });
      const profile = await ada.store.profiles.create(wanted);
      expect(profile).toEqual({
        id: ada.id,
        username: wanted.username,
        displayName: wanted.displayName,
        bio: wanted.bio,
        avatarId: null,
        defaultCategoryId: wanted.defaultCategoryId,
        version: 1,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updatedAt: profile.createdAt,
      });
      expect(await ada.store.profiles.get(ada.id)).toEqual(profile);
      const categories = await ada.store.visibility.list();
      expect(categories.map(({ id, kind, ownerId }) => ({ id, kind, ownerId }))).toEqual(
        wanted.categories.map(({ id, kind }) => ({ id, kind, ownerId: ada.id })),
      );
    });

    test("trims and lower-cases the username", async () => {
      const ada = await newMember(world(), "ada");
      const profile = await ada.store.profiles.create(newProfile("ada", { id: ada.id, username: "  Ada " }));
      expect(profile.username).toBe("ada");
    });

    test("the same create twice is the same row, even when it was updated since", async () => {
      const ada = await newMember(world(), "ada");
      const wanted = newProfile("ada", { id: ada.id });
      const first = await ada.store.profiles.create(wanted);
      expect(await ada.store.profiles.create(wanted)).toEqual(first);
      const updated = await ada.store.profiles.update(1, { bio: "Counts more things." });
      expect(await ada.store.profiles.create(wanted)).toEqual(updated);
      expect(await ada.store.visibility.list()).toHaveLength(wanted.categories.length);
    });

    test("the same create many times at once is one profile", async () => {
      const ada = await newMember(world(), "ada");
      const wanted = newProfile("ada", { id: ada.id });
      const profiles = await Promise.all(Array.from({ length: 8 }, () => ada.store.profiles.create(wanted)));
      expect(new Set(profiles.map((profile) => JSON.stringify(profile))).size).toBe(1);
    });

    test("a visitor is refused, and so is a member who gives another's id", async () => {
      const ada = await newMember(world(), "ada");
      await refusalOf(world().visitor.profiles.create(newProfile("ben")), "not_allowed");
      const other = newProfile("ben");
      await refusalOf(ada.store.profiles.create(other), "not_allowed");
      expect(await world().asMember(other.id).profiles.get(other.id)).toBeNull();
      expect(await world().visitor.profiles.isUsernameFree(other.username)).toBe(true);
    });

    test.each([
      { rule: "a username of odd characters", changes: { username: "a_da" }, field: "username" },
      { rule: "a reserved username", changes: { username: "Admin" }, field: "username" },
      { rule: "a name of blanks", changes: { displayName: "   " }, field: "displayName" },
      { rule: "a bio that is too long", changes: { bio: "x".repeat(2001) }, field: "bio" },
    ])("$rule is refused at its field, and nothing is made", async ({ changes, field }) => {
      const ada = await newMember(world(), "ada");
      const refusal = await refusalOf(
        ada.store.profiles.create(newProfile("ada", { id: ada.id, ...changes })),
        "invalid_input",
      );
      expect(Object.keys(refusal.fields ?? {})).toContain(field);
      expect(await ada.store.profiles.get(ada.id)).toBeNull();
      expect(await ada.store.visibility.list()).toEqual([]);
    });

    test("a missing built-in category, or a default that is none of them, is refused", async () => {
      const ada = await newMember(world(), "ada");
      const whole = newProfile("ada", { id: ada.id });
      const lacking = { ...whole, categories: whole.categories.filter(({ kind }) => kind !== "family") };
      await refusalOf(ada.store.profiles.create(lacking), "invalid_input");
      await refusalOf(
        ada.store.profiles.create({ ...whole, defaultCategoryId: createId() }),
        "invalid_input",
      );
      expect(await ada.store.profiles.get(ada.id)).toBeNull();
    });

    test("a taken username is refused at its field, whatever its case, and nothing is made", async () => {
      await world().join("ada");
      const ben = await newMember(world(), "ben");
      const refusal = await refusalOf(
        ben.store.profiles.create(newProfile("ben", { id: ben.id, username: "ADA" })),
        "invalid_input",
      );
      expect(refusal.fields).toHaveProperty("username");
      expect(await ben.store.profiles.get(ben.id)).toBeNull();
      expect(await ben.store.visibility.list()).toEqual([]);
    });

    test("a category id that belongs to somebody else is a conflict without a word about it", async () => {
      const ada = await world().join("ada");
      const ben = await newMember(world(), "ben");
      const wanted = newProfile("ben", { id: ben.id });
      const [first, ...others] = wanted.categories;
      if (!first) throw new Error("there are built-in categories");
      const stolen = [{ ...first, id: categoryId(ada, "private") }, ...others];
      const refusal = await refusalOf(
        ben.store.profiles.create({ ...wanted, categories: stolen, defaultCategoryId: stolen[1]!.id }),
        "conflict",
      );
      expect(refusal.current).toBeUndefined();
      expect(await ben.store.profiles.get(ben.id)).toBeNull();
      expect(await ada.store.visibility.get(categoryId(ada, "private"))).toMatchObject({ ownerId: ada.id });
    });

    test("of members racing for one username exactly one gets it", async () => {
      const people = await Promise.all(
        (["ada", "ben", "cleo", "dan"] as const).map((name) => newMember(world(), name)),
      );
      const outcomes = await outcomesOf(
        people.map(({ id, store }) => store.profiles.create(newProfile("ada", { id, username: "wanted" }))),
      );
      expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "invalid_input")).toHaveLength(3);
      const found = await Promise.all(people.map(({ id, store }) => store.profiles.get(id)));
      expect(found.filter((profile) => profile !== null)).toHaveLength(1);
    });
  });

  describeSection(adapter, "profiles.get and getByUsername", (world) => {
    test("a member sees their own, by id and by username in any case", async () => {
      const ada = await world().join("ada");
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
      expect(await ada.store.profiles.getByUsername("ada")).toEqual(ada.profile);
      expect(await ada.store.profiles.getByUsername("ADA")).toEqual(ada.profile);
    });

    test("somebody else's is null, exactly as one that does not exist", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      for (const store of [ben.store, world().visitor, world().asVisitor(ada.capability)]) {
        expect(await store.profiles.get(ada.id)).toBeNull();
        expect(await store.profiles.get(createId())).toBeNull();
        expect(await store.profiles.getByUsername("ada")).toBeNull();
        expect(await store.profiles.getByUsername("nobody")).toBeNull();
      }
    });

    test("changing what was given out changes nothing in the store", async () => {
      const ada = await world().join("ada");
      const given = await ada.store.profiles.get(ada.id);
      Object.assign(given ?? {}, { displayName: "Mallory", version: 99 });
      const [first] = await ada.store.visibility.list();
      Object.assign(first ?? {}, { name: "Everybody", ownerId: createId() });
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
      expect((await ada.store.visibility.list())[0]).toMatchObject({ name: "Private", ownerId: ada.id });
    });

    test("changing what was given in changes nothing in the store", async () => {
      const ada = await newMember(world(), "ada");
      const wanted = newProfile("ada", { id: ada.id });
      await ada.store.profiles.create(wanted);
      for (const category of wanted.categories) Object.assign(category, { position: 0, kind: "public" });
      const kinds = (await ada.store.visibility.list()).map(({ kind }) => kind);
      expect(new Set(kinds).size).toBe(wanted.categories.length);
    });
  });

  describeSection(adapter, "profiles.isUsernameFree", (world) => {
    test("anybody may ask; case does not matter", async () => {
      const ada = await world().join("ada");
      for (const store of [world().visitor, ada.store]) {
        expect(await store.profiles.isUsernameFree("ada")).toBe(false);
        expect(await store.profiles.isUsernameFree("AdA")).toBe(false);
        expect(await store.profiles.isUsernameFree("ben-o")).toBe(true);
      }
    });

    test("a name is free again once its owner has another or is gone", async () => {
      const ada = await world().join("ada");
      await ada.store.profiles.update(1, { username: "countess" });
      expect(await world().visitor.profiles.isUsernameFree("ada")).toBe(true);
      expect(await world().visitor.profiles.isUsernameFree("countess")).toBe(false);
      await ada.store.profiles.remove();
      expect(await world().visitor.profiles.isUsernameFree("countess")).toBe(true);
      expect(await world().join("ben", { username: "countess" })).toMatchObject({
        profile: { username: "countess" },
      });
    });
  });

  describeSection(adapter, "profiles.update", (world) => {
    test("changes what is named, adds 1 to the version and leaves the rest", async () => {
      const ada = await world().join("ada");
      await world().storage.clock.advance(1000);
      const family = categoryId(ada, "family");
      const updated = await ada.store.profiles.update(1, { bio: "Writes notes.", defaultCategoryId: family });
      expect(updated).toEqual({
        ...ada.profile,
        bio: "Writes notes.",
        defaultCategoryId: family,
        version: 2,
        updatedAt: updated.updatedAt,
      });
      expect(updated.updatedAt > ada.profile.updatedAt).toBe(true);
      expect(await ada.store.profiles.get(ada.id)).toEqual(updated);
    });

    test("a username can be changed and is found under the new one only", async () => {
      const ada = await world().join("ada");
      const updated = await ada.store.profiles.update(1, { username: "Countess" });
      expect(await ada.store.profiles.getByUsername("countess")).toEqual(updated);
      expect(await ada.store.profiles.getByUsername("ada")).toBeNull();
    });

    test("keeping the own username is no clash", async () => {
      const ada = await world().join("ada");
      expect(await ada.store.profiles.update(1, { username: "ADA" })).toMatchObject({ username: "ada" });
    });

    test("a stale version is a conflict that carries the row as it is", async () => {
      const ada = await world().join("ada");
      const current = await ada.store.profiles.update(1, { bio: "First." });
      const refusal = await refusalOf(ada.store.profiles.update(1, { bio: "Second." }), "conflict");
      expect(refusal.current).toEqual(current);
      await refusalOf(ada.store.profiles.update(7, { bio: "From the future." }), "conflict");
      expect(await ada.store.profiles.get(ada.id)).toEqual(current);
    });

    test("of many writers with the same version exactly one wins", async () => {
      const ada = await world().join("ada");
      const bios = Array.from({ length: 8 }, (_, number) => `Bio ${number}`);
      const outcomes = await outcomesOf(bios.map((bio) => ada.store.profiles.update(1, { bio })));
      expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "conflict")).toHaveLength(7);
      expect(await ada.store.profiles.get(ada.id)).toMatchObject({
        version: 2,
        bio: bios[outcomes.indexOf("ok")],
      });
    });

    test("a taken username is refused at its field; of two racing for one, one gets it", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const refusal = await refusalOf(ben.store.profiles.update(1, { username: "Ada" }), "invalid_input");
      expect(refusal.fields).toHaveProperty("username");
      const outcomes = await outcomesOf([
        ada.store.profiles.update(1, { username: "wanted" }),
        ben.store.profiles.update(1, { username: "wanted" }),
      ]);
      expect([...outcomes].sort()).toEqual(["invalid_input", "ok"]);
    });

    test("values that break a rule are refused at their field and change nothing", async () => {
      const ada = await world().join("ada");
      const refusal = await refusalOf(
        ada.store.profiles.update(1, { username: "x", displayName: "", bio: "fine" }),
        "invalid_input",
      );
      expect(Object.keys(refusal.fields ?? {}).sort()).toEqual(["displayName", "username"]);
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
    });

    test("the default category has to be the member's own", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      for (const wrong of [categoryId(ben, "private"), createId()]) {
        await refusalOf(ada.store.profiles.update(1, { defaultCategoryId: wrong }), "invalid_input");
      }
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
    });

    test("what is not part of a patch cannot be smuggled in", async () => {
      const ada = await world().join("ada");
      const patch = { bio: "Fine.", id: createId(), version: 40, createdAt: "2001-01-01T00:00:00.000Z" };
      const updated = await ada.store.profiles.update(1, patch);
      expect(updated).toMatchObject({ id: ada.id, version: 2, createdAt: ada.profile.createdAt });
    });

    test("without a profile there is nothing to change", async () => {
      const ben = await newMember(world(), "ben");
      await refusalOf(ben.store.profiles.update(1, { bio: "Hello." }), "not_found");
      await refusalOf(world().visitor.profiles.update(1, { bio: "Hello." }), "not_found");
    });
  });

  describeSection(adapter, "profiles.remove", (world) => {
    test("leaves nothing of the member: no row, no file, no name, no address", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      const picture = contentOf("a face", "image/webp");
      const avatar = { kind: "avatar", id: createId() } as const;
      await ada.store.files.put(avatar, inPieces(picture.bytes), { mimeType: picture.mimeType });
      await ada.store.profiles.update(1, { avatarId: avatar.id });
      await ada.store.files.put({ kind: "thumbnail", id: document.id }, inPieces(picture.bytes), {
        mimeType: picture.mimeType,
      });
      await ada.store.documents.remove((await giveDocument(ada, "thrown away")).document.id);
      const url = await ada.store.files.signedUrl(
        { kind: "document", id: document.id },
        { expiresIn: 3600, disposition: "inline", name: "letter.txt" },
      );

      await ada.store.profiles.remove();

      const ids = [ada.id, ada.sessionId, document.id, avatar.id, ada.email];
      expect(mentionsOf(await takeSnapshot(world().storage.admin), ids)).toEqual([]);
      expect(await world().storage.countFiles()).toBe(0);
      expect(await ada.store.profiles.get(ada.id)).toBeNull();
      expect(await ada.store.visibility.list()).toEqual([]);
      expect((await ada.store.documents.list()).items).toEqual([]);
      expect(await ada.store.files.open({ kind: "document", id: document.id })).toBeNull();
      expect(await world().storage.openSigned(url ?? "")).toBeNull();
      expect(await world().asVisitor(ada.capability).onboarding.get()).toBeNull();
      expect(await world().visitor.profiles.isUsernameFree("ada")).toBe(true);
    });

    test("touches nobody else", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const { document, content } = await giveDocument(ben);
      const before = mentionsOf(await takeSnapshot(world().storage.admin), [ben.id]);
      await ada.store.profiles.remove();
      expect(mentionsOf(await takeSnapshot(world().storage.admin), [ben.id])).toEqual(before);
      const opened = await ben.store.files.open({ kind: "document", id: document.id });
      expect(opened).toMatchObject({ sha256: content.sha256 });
      await opened?.stream.cancel();
    });

    test("doing it again, or many times at once, is harmless", async () => {
      const ada = await world().join("ada");
      await giveDocument(ada);
      await Promise.all(Array.from({ length: 4 }, () => ada.store.profiles.remove()));
      await ada.store.profiles.remove();
      expect(await ada.store.profiles.get(ada.id)).toBeNull();
    });

    test("name and address can be used by somebody new at once", async () => {
      const ada = await world().join("ada");
      await ada.store.profiles.remove();
      const again = await world().join("ada");
      expect(again.id).not.toBe(ada.id);
      expect(again.profile.username).toBe("ada");
    });

    test("a store still open for a removed member can write nothing", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      await ada.store.profiles.remove();
      await refusalOf(ada.store.profiles.update(1, { bio: "Still here?" }), "not_found");
      await refusalOf(ada.store.documents.update(document.id, 1, { name: "x" }), "not_found");
      await refusalOf(ada.store.documents.restore(document.id), "not_found");
    });

    test("a finished onboarding that is finished again brings nobody back", async () => {
      const ada = await world().join("ada");
      await ada.store.profiles.remove();
      await world().storage.clock.advance(day);
      const account = await world().storage.prepareAccount({ id: ada.id, email: ada.email });
      await refusalOf(world().asVisitor(ada.capability).onboarding.complete(account), "not_found");
      expect(await ada.store.profiles.get(ada.id)).toBeNull();
    });
  });

  describeSection(adapter, "profiles: hidden and missing", (world) => {
    test("asking for somebody's profile and for nobody's gives one answer", async () => {
      const ada = await world().join("ada");
      const dan = await world().join("dan", someoneElse("dan", "x"));
      expect(await answerOf(dan.store.profiles.get(ada.id))).toBe(
        await answerOf(dan.store.profiles.get(createId())),
      );
    });
  });
}
