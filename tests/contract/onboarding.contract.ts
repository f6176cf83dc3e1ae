import { expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { filledIn } from "../support/cast.ts";
import { contentOf, inPieces, readAll } from "../support/content.ts";
import { outcomesOf, refusalOf } from "../support/refusals.ts";
import { mentionsOf, takeSnapshot } from "../support/snapshots.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import {
  categoryId,
  day,
  describeSection,
  giveDocument,
  hour,
  newDocument,
  putFile,
  someoneElse,
  type Newcomer,
  type World,
} from "../support/world.ts";

/** A capability of the right shape that was never given out. */
const forged = Buffer.alloc(32, 7).toString("base64url");

function accountFor(world: World, newcomer: Newcomer) {
  return world.storage.prepareAccount({ id: newcomer.session.memberId, email: newcomer.session.data.email });
}

/** A staged photo with its thumbnail, an avatar, and an upload under way. */
async function stageThings(world: World, ada: Newcomer) {
  const given = await giveDocument(ada, "a long letter", { hasThumbnail: true });
  const picture = contentOf("a small picture", "image/webp");
  await ada.store.files.put({ kind: "thumbnail", id: given.document.id }, inPieces(picture.bytes), {
    mimeType: picture.mimeType,
  });
  const avatarId = createId();
  await ada.store.files.put({ kind: "avatar", id: avatarId }, inPieces(picture.bytes), {
    mimeType: picture.mimeType,
  });
  const session = await ada.store.onboarding.update(1, { ...ada.session.data, avatarId });
  return { ...given, picture, avatarId, session };
}

export function onboardingContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "onboarding.start", (world) => {
    test("begins an open session that only the capability opens", async () => {
      const data = filledIn("ada");
      const wanted = { id: createId(), memberId: createId(), data };
      const { session, capability } = await world().visitor.onboarding.start(wanted);
      expect(session).toMatchObject({ ...wanted, status: "open", attachedTo: null, version: 1 });
      expect(await world().asVisitor(capability).onboarding.get()).toEqual(session);
      expect(await world().visitor.onboarding.get()).toBeNull();
      expect(await world().asMember(session.memberId).onboarding.get()).toBeNull();
    });

    test("expires after the configured time", async () => {
      const { session } = await world().begin("ada");
      const lasts = Date.parse(session.expiresAt) - Date.parse(session.createdAt);
      expect(lasts).toBe(world().storage.sessionTimeout);
    });

    test("the capability is 256 bits in base64url, another every time, and stored nowhere", async () => {
      const ada = await world().begin("ada");
      const ben = await world().begin("ben");
      const second = await ada.store.onboarding.createCapability();
      const capabilities = [ada.capability, ben.capability, second];
      for (const capability of capabilities) expect(capability).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(new Set(capabilities).size).toBe(3);
      const exported = JSON.stringify((await takeSnapshot(world().storage.admin)).rows);
      const stored = await world().storage.everythingStored();
      expect(stored).toContain(ada.session.id);
      for (const capability of capabilities) {
        expect(exported).not.toContain(capability);
        expect(stored).not.toContain(capability);
      }
    });

    test("keeps what was typed as it was typed, even where it would not pass yet", async () => {
      const typed = { username: " A!! ", email: "nobody@", displayName: "", bio: "x".repeat(5000) };
      const { session } = await world().begin("ada", typed);
      expect(session.data).toMatchObject(typed);
    });

    test("data that is no onboarding's is refused", async () => {
      const data = filledIn("ada", { bio: "x".repeat(20_001) });
      const wanted = { id: createId(), memberId: createId(), data };
      await refusalOf(world().visitor.onboarding.start(wanted), "invalid_input");
    });

    test("an id that is taken is a conflict without a word about the session", async () => {
      const ada = await world().begin("ada");
      const wanted = { id: ada.session.id, memberId: createId(), data: filledIn("ben") };
      for (const store of [world().visitor, (await world().begin("ben")).store]) {
        const refusal = await refusalOf(store.onboarding.start(wanted), "conflict");
        expect(refusal.current).toBeUndefined();
      }
      expect(await ada.store.onboarding.get()).toEqual(ada.session);
    });

    test("nobody can begin under the id of somebody who is a member, or on the way to be one", async () => {
      const ada = await world().join("ada");
      const ben = await world().begin("ben");
      for (const memberId of [ada.id, ben.session.memberId]) {
        const wanted = { id: createId(), memberId, data: filledIn("dan") };
        await refusalOf(world().visitor.onboarding.start(wanted), "conflict");
      }
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
    });
  });

  describeSection(adapter, "onboarding.get", (world) => {
    test("a forged, damaged or expired capability opens nothing", async () => {
      const ada = await world().begin("ada");
      const damaged = ada.capability.slice(0, -2) + (ada.capability.endsWith("AA") ? "BB" : "AA");
      for (const wrong of [forged, damaged, ada.session.id, "", "x".repeat(5000)]) {
        expect(await world().asVisitor(wrong).onboarding.get()).toBeNull();
      }
      await world().storage.clock.advance(world().storage.sessionTimeout + 1);
      expect(await ada.store.onboarding.get()).toBeNull();
    });

    test("reading moves the expiry on, at most once an hour, and leaves the version alone", async () => {
      const ada = await world().begin("ada");
      await world().storage.clock.advance(hour / 2);
      expect(await ada.store.onboarding.get()).toEqual(ada.session);
      await world().storage.clock.advance(hour);
      const later = await ada.store.onboarding.get();
      expect(Date.parse(later!.expiresAt) - Date.parse(ada.session.expiresAt)).toBe(1.5 * hour);
      expect(later).toEqual({ ...ada.session, expiresAt: later!.expiresAt });
    });

    test("somebody who keeps coming back never expires; the last visit counts", async () => {
      const ada = await world().begin("ada");
      const almost = world().storage.sessionTimeout - 1000;
      for (let visit = 0; visit < 3; visit += 1) {
        await world().storage.clock.advance(almost);
        expect(await ada.store.onboarding.get()).toMatchObject({ id: ada.session.id });
      }
      await world().storage.clock.advance(world().storage.sessionTimeout + 1);
      expect(await ada.store.onboarding.get()).toBeNull();
    });
  });

  describeSection(adapter, "onboarding.update", (world) => {
    test("replaces the data, adds 1 to the version and moves the expiry on", async () => {
      const ada = await world().begin("ada");
      await world().storage.clock.advance(hour / 2);
      const data = { ...ada.session.data, bio: "Counts on.", finishedSteps: ["basics" as const] };
      const updated = await ada.store.onboarding.update(1, data);
      expect(updated).toMatchObject({ data, version: 2, status: "open" });
      expect(Date.parse(updated.expiresAt) - Date.parse(ada.session.expiresAt)).toBe(hour / 2);
      expect(await ada.store.onboarding.get()).toEqual(updated);
    });

    test("a stale version is a conflict that carries the session; of many writers one wins", async () => {
      const ada = await world().begin("ada");
      const outcomes = await outcomesOf(
        Array.from({ length: 8 }, (_, number) =>
          ada.store.onboarding.update(1, { ...ada.session.data, bio: `Bio ${number}` }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "conflict")).toHaveLength(7);
      const current = await ada.store.onboarding.get();
      expect(current).toMatchObject({ version: 2, data: { bio: `Bio ${outcomes.indexOf("ok")}` } });
      const refusal = await refusalOf(ada.store.onboarding.update(1, ada.session.data), "conflict");
      expect(refusal.current).toEqual(current);
    });

    test("without the capability there is no session to change", async () => {
      const ada = await world().begin("ada");
      for (const store of [world().visitor, world().asVisitor(forged), (await world().join("ben")).store]) {
        await refusalOf(store.onboarding.update(1, filledIn("dan")), "not_found");
      }
      await world().storage.clock.advance(world().storage.sessionTimeout + 1);
      await refusalOf(ada.store.onboarding.update(1, ada.session.data), "not_found");
    });

    test("a completed session takes no more changes", async () => {
      const ada = await world().begin("ada");
      await world().finish(ada);
      await refusalOf(ada.store.onboarding.update(1, ada.session.data), "not_allowed");
    });

    test("changing what was given in or out changes nothing in the store", async () => {
      const ada = await world().begin("ada");
      const data = filledIn("ada");
      const updated = await ada.store.onboarding.update(1, data);
      const expected = structuredClone(updated);
      data.categories.pop();
      updated.data.categories.pop();
      expect(await ada.store.onboarding.get()).toEqual(expected);
    });
  });

  describeSection(adapter, "onboarding.createCapability", (world) => {
    test("opens the same session on another device, beside the first", async () => {
      const ada = await world().begin("ada");
      const phone = world().asVisitor(await ada.store.onboarding.createCapability());
      expect(await phone.onboarding.get()).toEqual(ada.session);
      const updated = await phone.onboarding.update(1, { ...ada.session.data, bio: "From the phone." });
      expect(await ada.store.onboarding.get()).toEqual(updated);
    });

    test("at most 10 live at once; the oldest but the first gives way", async () => {
      const ada = await world().begin("ada");
      const more: string[] = [];
      for (let number = 0; number < 10; number += 1) more.push(await ada.store.onboarding.createCapability());
      const opens = async (capability: string) =>
        (await world().asVisitor(capability).onboarding.get()) !== null;
      expect(await opens(ada.capability)).toBe(true);
      expect(await Promise.all(more.map(opens))).toEqual([false, ...Array<boolean>(9).fill(true)]);
    });

    test("needs a session", async () => {
      await refusalOf(world().visitor.onboarding.createCapability(), "not_found");
      await refusalOf(world().asVisitor(forged).onboarding.createCapability(), "not_found");
    });
  });

  describeSection(adapter, "onboarding.attachViewer", (world) => {
    test("binds the session to the member, who finds it without the capability", async () => {
      const ada = await world().begin("ada");
      const member = world().asMember(ada.session.memberId);
      const attached = await member.onboarding.attachViewer(ada.capability);
      expect(attached).toMatchObject({ id: ada.session.id, attachedTo: ada.session.memberId });
      expect(await member.onboarding.get()).toMatchObject({ id: ada.session.id });
      expect(await member.onboarding.attachViewer(ada.capability)).toEqual(attached);
    });

    test("another member, or a forged capability, finds nothing", async () => {
      const ada = await world().begin("ada");
      const dan = await world().join("dan");
      await refusalOf(dan.store.onboarding.attachViewer(forged), "not_found");
      await world().asMember(ada.session.memberId).onboarding.attachViewer(ada.capability);
      await refusalOf(dan.store.onboarding.attachViewer(ada.capability), "not_found");
      expect(await dan.store.onboarding.get()).not.toMatchObject({ id: ada.session.id });
    });

    test("of two members racing for one session exactly one gets it", async () => {
      const ada = await world().begin("ada");
      const outcomes = await outcomesOf(
        [ada.session.memberId, createId()].map((id) =>
          world().asMember(id).onboarding.attachViewer(ada.capability),
        ),
      );
      expect([...outcomes].sort()).toEqual(["not_found", "ok"]);
    });

    test("from then on only that member may finish it", async () => {
      const ada = await world().begin("ada");
      const dan = await world().join("dan");
      const member = world().asMember(ada.session.memberId);
      await member.onboarding.attachViewer(ada.capability);
      const account = await accountFor(world(), ada);
      await refusalOf(ada.store.onboarding.complete(account));
      await refusalOf(dan.store.onboarding.complete(account));
      expect(await member.profiles.get(ada.session.memberId)).toBeNull();
      expect(await member.onboarding.complete(account)).toMatchObject({ id: ada.session.memberId });
    });
  });

  describeSection(adapter, "onboarding.complete", (world) => {
    test("makes the member of what was gathered", async () => {
      const ada = await world().begin("ada", { username: " Ada ", displayName: " Ada Byron " });
      const profile = await ada.store.onboarding.complete(await accountFor(world(), ada));
      expect(profile).toMatchObject({
        id: ada.session.memberId,
        username: "ada",
        displayName: "Ada Byron",
        bio: ada.session.data.bio,
        avatarId: null,
        defaultCategoryId: ada.session.data.defaultCategoryId,
        version: 1,
      });
      const member = world().asMember(profile.id);
      expect(await member.profiles.get(profile.id)).toEqual(profile);
      const categories = await member.visibility.list();
      expect(
        categories.map(({ id, kind, name, description, position }) => ({
          id,
          kind,
          name,
          description,
          position,
        })),
      ).toEqual(ada.session.data.categories);
      expect(await ada.store.onboarding.get()).toMatchObject({ status: "completed" });
    });

    test("own categories come along", async () => {
      const draft = filledIn("ada");
      const club = {
        id: createId(),
        kind: "custom" as const,
        name: "Book club",
        description: "",
        position: 6,
      };
      const ada = await world().join("ada", {
        ...draft,
        categories: [...draft.categories, club],
        defaultCategoryId: club.id,
      });
      expect(await ada.store.visibility.get(club.id)).toMatchObject({ ...club, ownerId: ada.id });
      expect(ada.profile.defaultCategoryId).toBe(club.id);
    });

    test("staged documents, thumbnails and the avatar become the member's, byte for byte", async () => {
      const newcomer = await world().begin("ada");
      const staged = await stageThings(world(), newcomer);
      const ada = await world().finish(newcomer);

      expect(ada.profile.avatarId).toBe(staged.avatarId);
      const document = await ada.store.documents.get(staged.document.id);
      const { version, updatedAt, ...given } = staged.document;
      expect(document).toMatchObject({ ...given, ownerId: ada.id, sessionId: null });
      expect(document!.version).toBeGreaterThanOrEqual(version);
      expect(document!.updatedAt >= updatedAt).toBe(true);
      for (const [kind, id, content] of [
        ["document", staged.document.id, staged.content],
        ["thumbnail", staged.document.id, staged.picture],
        ["avatar", staged.avatarId, staged.picture],
      ] as const) {
        const opened = await ada.store.files.open({ kind, id });
        expect(opened).toMatchObject({ sha256: content.sha256, size: content.size });
        expect(Buffer.from(await readAll(opened!.stream))).toEqual(Buffer.from(content.bytes));
      }
      expect(await ada.store.documents.usage()).toMatchObject({ documents: 1, bytes: staged.content.size });
    });

    test("the capability reaches nothing of the member any more", async () => {
      const newcomer = await world().begin("ada");
      const staged = await stageThings(world(), newcomer);
      await world().finish(newcomer);
      const { store } = newcomer;
      expect((await store.documents.list()).items).toEqual([]);
      expect(await store.documents.get(staged.document.id)).toBeNull();
      expect(await store.files.open({ kind: "document", id: staged.document.id })).toBeNull();
      expect(await store.files.open({ kind: "avatar", id: staged.avatarId })).toBeNull();
      expect(await store.profiles.get(newcomer.session.memberId)).toBeNull();
      await refusalOf(
        store.documents.update(staged.document.id, staged.document.version, { name: "x" }),
        "not_found",
      );
      const late = contentOf("too late");
      const creating = putFile(newcomer, createId(), late);
      expect((await outcomesOf([creating]))[0]).not.toBe("ok");
    });

    test("an upload under way goes on as the member's", async () => {
      const newcomer = await world().begin("ada");
      const upload = await newcomer.store.files.createUpload({
        id: createId(),
        purpose: "document",
        name: "later.txt",
        declaredType: "text/plain",
        size: 10,
        categoryId: categoryId(newcomer, "family"),
      });
      const ada = await world().finish(newcomer);
      expect(await ada.store.files.getUpload(upload.id)).toEqual(upload);
      expect(await newcomer.store.files.getUpload(upload.id)).toBeNull();
    });

    test("repeated, and many times at once, it gives one account and the same profile", async () => {
      const ada = await world().begin("ada");
      await stageThings(world(), ada);
      const account = await accountFor(world(), ada);
      const profiles = await Promise.all(
        Array.from({ length: 8 }, () => ada.store.onboarding.complete(account)),
      );
      profiles.push(await ada.store.onboarding.complete(account));
      expect(new Set(profiles.map((profile) => JSON.stringify(profile))).size).toBe(1);
      const { rows } = await takeSnapshot(world().storage.admin);
      expect(rows.filter(({ table }) => table === "accounts")).toHaveLength(1);
      expect(rows.filter(({ table }) => table === "profiles")).toHaveLength(1);
      expect(rows.filter(({ table }) => table === "visibility_categories")).toHaveLength(6);
      expect(rows.filter(({ table }) => table === "documents")).toHaveLength(1);
    });

    test("a repeat finds its result even when the profile was changed since", async () => {
      const newcomer = await world().begin("ada");
      const ada = await world().finish(newcomer);
      const changed = await ada.store.profiles.update(1, { username: "countess", bio: "Changed." });
      const account = await accountFor(world(), newcomer);
      expect(await newcomer.store.onboarding.complete(account)).toEqual(changed);
    });

    test("a taken username or address is named at its field; nothing is made and nothing is lost", async () => {
      await world().join("ada");
      const cases = [
        { field: "username", data: { username: "ADA" } },
        { field: "email", data: { email: "ada@example.org" } },
      ];
      for (const { field, data } of cases) {
        const ben = await world().begin("ben", data);
        const { document } = await giveDocument(ben);
        const before = await takeSnapshot(world().storage.admin);
        const refusal = await refusalOf(
          ben.store.onboarding.complete({
            id: ben.session.memberId,
            email: ben.session.data.email,
            passwordHash: null,
          }),
          "invalid_input",
        );
        expect(Object.keys(refusal.fields ?? {})).toEqual([field]);
        expect((await takeSnapshot(world().storage.admin)).rows).toEqual(before.rows);
        expect(await ben.store.onboarding.get()).toMatchObject({ status: "open" });
        expect(await ben.store.documents.get(document.id)).toEqual(document);
      }
    });

    test.each([
      { field: "displayName", data: { displayName: " " } },
      { field: "username", data: { username: "x" } },
      { field: "bio", data: { bio: "x".repeat(2001) } },
    ])(
      "a $field that breaks its rule is named at the field, and nothing is made",
      async ({ field, data }) => {
        const ada = await world().begin("ada", data);
        const account = await accountFor(world(), ada);
        const refusal = await refusalOf(ada.store.onboarding.complete(account), "invalid_input");
        expect(Object.keys(refusal.fields ?? {})).toEqual([field]);
        expect(await ada.store.onboarding.get()).toMatchObject({ status: "open" });
        expect(await world().asMember(account.id).profiles.get(account.id)).toBeNull();
        const repaired = await ada.store.onboarding.update(1, filledIn("ada"));
        expect(repaired.status).toBe("open");
        expect(await ada.store.onboarding.complete(account)).toMatchObject({ username: "ada" });
      },
    );

    test("a missing built-in category or a foreign default is refused", async () => {
      const draft = filledIn("ada");
      const lacking = draft.categories.filter(({ kind }) => kind !== "public");
      const cases = [{ categories: lacking }, { defaultCategoryId: createId() }];
      for (const [number, changes] of cases.entries()) {
        const ada = await world().begin("ada", {
          ...draft,
          ...someoneElse("ada", String(number)),
          ...changes,
        });
        const account = await accountFor(world(), ada);
        await refusalOf(ada.store.onboarding.complete(account), "invalid_input");
      }
    });

    test("an account made for another id is not taken", async () => {
      const ada = await world().join("ada");
      const dan = await world().begin("dan");
      for (const id of [ada.id, createId()]) {
        await refusalOf(
          dan.store.onboarding.complete({ id, email: dan.session.data.email, passwordHash: null }),
        );
      }
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
      expect(await dan.store.onboarding.get()).toMatchObject({ status: "open" });
    });

    test.each(["username", "email"] as const)(
      "of newcomers racing for one %s exactly one gets it, and the others can go on",
      async (field) => {
        const shared = { username: "wanted", email: "wanted@example.org" };
        const newcomers = await Promise.all(
          (["ada", "ben", "cleo", "dan"] as const).map((name) =>
            world().begin(name, { [field]: shared[field] }),
          ),
        );
        const outcomes = await outcomesOf(
          newcomers.map(async (newcomer) =>
            newcomer.store.onboarding.complete(await accountFor(world(), newcomer)),
          ),
        );
        expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === "invalid_input")).toHaveLength(3);
        const loser = newcomers[outcomes.indexOf("invalid_input")]!;
        expect(await loser.store.onboarding.get()).toMatchObject({ status: "open" });
        const data = { ...loser.session.data, username: "another", email: "another@example.org" };
        await loser.store.onboarding.update(1, data);
        const account = await world().storage.prepareAccount({
          id: loser.session.memberId,
          email: data.email,
        });
        expect(await loser.store.onboarding.complete(account)).toMatchObject({ username: "another" });
      },
    );

    test("a document staged at the same moment is the member's or was refused, never in between", async () => {
      for (let round = 0; round < 5; round += 1) {
        const ada = await world().begin("ada", someoneElse("ada", `round-${round}`));
        const account = await accountFor(world(), ada);
        const content = contentOf(`letter ${round}`);
        const document = newDocument(ada, content);
        await putFile(ada, document.id, content);
        const [finished, created] = await outcomesOf([
          ada.store.onboarding.complete(account),
          ada.store.documents.create(document),
        ]);
        expect(finished).toBe("ok");
        const found = await world().asMember(account.id).documents.get(document.id);
        if (created === "ok") expect(found).toMatchObject({ ownerId: account.id, sessionId: null });
        else expect(found).toBeNull();
      }
    });

    test("without a session there is nothing to finish", async () => {
      const account = await world().storage.prepareAccount({ id: createId(), email: "x@example.org" });
      await refusalOf(world().visitor.onboarding.complete(account), "not_found");
      await refusalOf(world().asVisitor(forged).onboarding.complete(account), "not_found");
    });
  });

  describeSection(adapter, "onboarding.discard", (world) => {
    test("removes the session with everything staged in it", async () => {
      const ada = await world().begin("ada");
      const { document, avatarId } = await stageThings(world(), ada);
      await ada.store.files.createUpload({
        id: createId(),
        purpose: "document",
        name: "later.txt",
        declaredType: "text/plain",
        size: 10,
        categoryId: null,
      });
      await ada.store.onboarding.discard();
      expect(await ada.store.onboarding.get()).toBeNull();
      expect((await ada.store.documents.list()).items).toEqual([]);
      expect(await ada.store.files.listUploads()).toEqual([]);
      const ids = [ada.session.id, ada.session.memberId, document.id, avatarId];
      expect(mentionsOf(await takeSnapshot(world().storage.admin), ids)).toEqual([]);
      expect(await world().storage.countFiles()).toBe(0);
    });

    test("is harmless when there is none, or when it was done before", async () => {
      const ada = await world().begin("ada");
      await ada.store.onboarding.discard();
      await ada.store.onboarding.discard();
      await world().visitor.onboarding.discard();
      await world().asVisitor(forged).onboarding.discard();
    });

    test("takes nothing from the member it became", async () => {
      const newcomer = await world().begin("ada");
      const { document, content } = await giveDocument(newcomer);
      const ada = await world().finish(newcomer);
      await newcomer.store.onboarding.discard();
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
      const opened = await ada.store.files.open({ kind: "document", id: document.id });
      expect(Buffer.from(await readAll(opened!.stream))).toEqual(Buffer.from(content.bytes));
    });

    test("touches no other session", async () => {
      const ada = await world().begin("ada");
      const ben = await world().begin("ben");
      const { document } = await giveDocument(ben);
      await ada.store.onboarding.discard();
      expect(await ben.store.onboarding.get()).toEqual(ben.session);
      expect(await ben.store.documents.get(document.id)).toEqual(document);
    });
  });

  describeSection(adapter, "onboarding: housekeeping", (world) => {
    test("removes expired sessions with their staged files and leaves live ones", async () => {
      const ada = await world().begin("ada");
      const staged = await stageThings(world(), ada);
      await world().storage.clock.advance(world().storage.sessionTimeout - day);
      const ben = await world().begin("ben");
      const kept = await giveDocument(ben);
      expect(await world().storage.admin.housekeep()).toMatchObject({ sessions: 0 });

      await world().storage.clock.advance(day + 1);
      expect(await world().storage.admin.housekeep()).toMatchObject({ sessions: 1 });

      const ids = [ada.session.id, staged.document.id, staged.avatarId];
      expect(mentionsOf(await takeSnapshot(world().storage.admin), ids)).toEqual([]);
      expect(await world().storage.countFiles()).toBe(1);
      expect(await ben.store.documents.get(kept.document.id)).toEqual(kept.document);
    });

    test("a completed session expires too; what it became stays", async () => {
      const newcomer = await world().begin("ada");
      const staged = await stageThings(world(), newcomer);
      const ada = await world().finish(newcomer);
      await world().storage.clock.advance(world().storage.sessionTimeout + 1);
      expect(await world().storage.admin.housekeep()).toMatchObject({ sessions: 1 });
      expect(await newcomer.store.onboarding.get()).toBeNull();
      expect(await ada.store.profiles.get(ada.id)).toEqual(ada.profile);
      for (const kind of ["document", "thumbnail"] as const) {
        const opened = await ada.store.files.open({ kind, id: staged.document.id });
        expect(opened).not.toBeNull();
        await opened?.stream.cancel();
      }
      const avatar = await ada.store.files.open({ kind: "avatar", id: staged.avatarId });
      expect(avatar).not.toBeNull();
      await avatar?.stream.cancel();
    });
  });
}
