import { expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { builtInCategories, maximumCategories } from "#lib/domain/visibility.ts";
import { answerOf, outcomesOf, refusalOf } from "../support/refusals.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import { categoryId, describeSection, giveDocument, newDocument, putFile } from "../support/world.ts";
import { contentOf } from "../support/content.ts";

export function visibilityContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "visibility.list and get", (world) => {
    test("a new member has the built-in categories, innermost first", async () => {
      const ada = await world().join("ada");
      const categories = await ada.store.visibility.list();
      expect(categories.map(({ kind, name, description }) => ({ kind, name, description }))).toEqual(
        builtInCategories,
      );
      expect(categories.every((category) => category.ownerId === ada.id && category.version === 1)).toBe(
        true,
      );
      expect(await ada.store.visibility.get(categories[0]!.id)).toEqual(categories[0]);
    });

    test("they come by position", async () => {
      const ada = await world().join("ada");
      await ada.store.visibility.update(categoryId(ada, "private"), 1, { position: 900 });
      expect((await ada.store.visibility.list()).at(-1)).toMatchObject({ kind: "private", position: 900 });
    });

    test("a visitor has none, and nobody sees another's", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      expect(await world().visitor.visibility.list()).toEqual([]);
      expect((await ben.store.visibility.list()).every(({ ownerId }) => ownerId === ben.id)).toBe(true);
      for (const store of [ben.store, world().visitor, world().asVisitor(ada.capability)]) {
        expect(await store.visibility.get(categoryId(ada, "friends"))).toBeNull();
        expect(await store.visibility.get(createId())).toBeNull();
      }
    });
  });

  describeSection(adapter, "visibility.create", (world) => {
    test("adds a custom category at the end", async () => {
      const ada = await world().join("ada");
      const made = await ada.store.visibility.create({ id: createId(), name: " Book club " });
      expect(made).toMatchObject({
        kind: "custom",
        name: "Book club",
        description: "",
        ownerId: ada.id,
        version: 1,
      });
      const list = await ada.store.visibility.list();
      expect(list.at(-1)).toEqual(made);
      expect(list.filter(({ position }) => position >= made.position)).toHaveLength(1);
    });

    test("the same create twice is the same row, even when it was updated since", async () => {
      const ada = await world().join("ada");
      const wanted = { id: createId(), name: "Book club" };
      const first = await ada.store.visibility.create(wanted);
      expect(await ada.store.visibility.create(wanted)).toEqual(first);
      const renamed = await ada.store.visibility.update(first.id, 1, { name: "Readers" });
      expect(await ada.store.visibility.create(wanted)).toEqual(renamed);
      expect(await ada.store.visibility.list()).toHaveLength(builtInCategories.length + 1);
    });

    test("an id that is somebody else's is a conflict without a word about the row", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const hers = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const refusal = await refusalOf(ben.store.visibility.create({ id: hers.id, name: "Mine" }), "conflict");
      expect(refusal.current).toBeUndefined();
      expect(await ada.store.visibility.get(hers.id)).toEqual(hers);
    });

    test("a name the member already uses is refused at the field; another member's is free", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      await ada.store.visibility.create({ id: createId(), name: "Book club" });
      for (const name of ["Book club", "  Book club ", "Family"]) {
        const refusal = await refusalOf(
          ada.store.visibility.create({ id: createId(), name }),
          "invalid_input",
        );
        expect(refusal.fields).toHaveProperty("name");
      }
      expect(await ben.store.visibility.create({ id: createId(), name: "Book club" })).toMatchObject({
        name: "Book club",
      });
    });

    test("of two creates racing for one name exactly one gets it", async () => {
      const ada = await world().join("ada");
      const outcomes = await outcomesOf(
        [createId(), createId()].map((id) => ada.store.visibility.create({ id, name: "Book club" })),
      );
      expect([...outcomes].sort()).toEqual(["invalid_input", "ok"]);
    });

    test("one too many is refused at the field, and two at the edge never both get in", async () => {
      const ada = await world().join("ada");
      const room = maximumCategories - builtInCategories.length;
      for (let number = 1; number < room; number += 1) {
        await ada.store.visibility.create({ id: createId(), name: `Circle ${number}` });
      }
      const outcomes = await outcomesOf(
        ["Edge one", "Edge two"].map((name) => ada.store.visibility.create({ id: createId(), name })),
      );
      expect([...outcomes].sort()).toEqual(["invalid_input", "ok"]);
      const refusal = await refusalOf(
        ada.store.visibility.create({ id: createId(), name: "One too many" }),
        "invalid_input",
      );
      expect(refusal.fields).toHaveProperty("name");
      expect(await ada.store.visibility.list()).toHaveLength(maximumCategories);
    });

    test.each([
      { rule: "no name", category: { name: "  " }, field: "name" },
      { rule: "a name of 41 characters", category: { name: "x".repeat(41) }, field: "name" },
      {
        rule: "a description of 201 characters",
        category: { name: "Book club", description: "x".repeat(201) },
        field: "description",
      },
    ])("$rule is refused at its field", async ({ category, field }) => {
      const ada = await world().join("ada");
      const refusal = await refusalOf(
        ada.store.visibility.create({ id: createId(), ...category }),
        "invalid_input",
      );
      expect(refusal.fields).toHaveProperty(field);
      expect(await ada.store.visibility.list()).toHaveLength(builtInCategories.length);
    });

    test("a visitor can make none", async () => {
      await refusalOf(
        world().visitor.visibility.create({ id: createId(), name: "Book club" }),
        "not_allowed",
      );
    });
  });

  describeSection(adapter, "visibility.update", (world) => {
    test("changes name, description and place of an own category, adding 1 to the version", async () => {
      const ada = await world().join("ada");
      const made = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const patch = { name: "Readers", description: "Thursdays.", position: 0 };
      const updated = await ada.store.visibility.update(made.id, 1, patch);
      expect(updated).toEqual({ ...made, ...patch, version: 2, updatedAt: updated.updatedAt });
      expect(await ada.store.visibility.get(made.id)).toEqual(updated);
    });

    test("keeping its own name is no clash; taking another's is refused at the field", async () => {
      const ada = await world().join("ada");
      const made = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      await ada.store.visibility.update(made.id, 1, { name: "Book club", description: "Thursdays." });
      const refusal = await refusalOf(
        ada.store.visibility.update(made.id, 2, { name: "Work" }),
        "invalid_input",
      );
      expect(refusal.fields).toHaveProperty("name");
    });

    test("a stale version is a conflict that carries the row as it is; of many writers one wins", async () => {
      const ada = await world().join("ada");
      const made = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const outcomes = await outcomesOf(
        Array.from({ length: 6 }, (_, number) =>
          ada.store.visibility.update(made.id, 1, { name: `Readers ${number}` }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "conflict")).toHaveLength(5);
      const refusal = await refusalOf(ada.store.visibility.update(made.id, 1, { name: "Late" }), "conflict");
      expect(refusal.current).toEqual(await ada.store.visibility.get(made.id));
    });

    test("built-in ones keep their name and description, and may change place", async () => {
      const ada = await world().join("ada");
      const family = categoryId(ada, "family");
      await refusalOf(ada.store.visibility.update(family, 1, { name: "Clan" }), "not_allowed");
      await refusalOf(ada.store.visibility.update(family, 1, { description: "Us." }), "not_allowed");
      expect(await ada.store.visibility.update(family, 1, { position: 40 })).toMatchObject({
        name: "Family",
        position: 40,
        version: 2,
      });
    });

    test("somebody else's answers as one that does not exist", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const hers = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const hidden = await answerOf(ben.store.visibility.update(hers.id, 1, { name: "Mine" }));
      expect(hidden).toBe(await answerOf(ben.store.visibility.update(createId(), 1, { name: "Mine" })));
      await refusalOf(ben.store.visibility.update(hers.id, 1, { name: "Mine" }), "not_found");
      await refusalOf(world().visitor.visibility.update(hers.id, 1, { name: "Mine" }), "not_found");
      expect(await ada.store.visibility.get(hers.id)).toEqual(hers);
    });
  });

  describeSection(adapter, "visibility.remove", (world) => {
    test("moves what was in it in the same step, removed documents too", async () => {
      const ada = await world().join("ada");
      const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const friends = categoryId(ada, "friends");
      const kept = await giveDocument(ada, "minutes", { categoryId: club.id });
      const thrown = await giveDocument(ada, "draft", { categoryId: club.id });
      const elsewhere = await giveDocument(ada, "diary");
      await ada.store.documents.remove(thrown.document.id);

      await ada.store.visibility.remove(club.id, friends);

      expect(await ada.store.visibility.get(club.id)).toBeNull();
      expect(await ada.store.documents.get(kept.document.id)).toMatchObject({ categoryId: friends });
      expect(await ada.store.documents.restore(thrown.document.id)).toMatchObject({ categoryId: friends });
      expect(await ada.store.documents.get(elsewhere.document.id)).toEqual(elsewhere.document);
      const inFriends = await ada.store.documents.list({ categoryId: friends });
      expect(inFriends.items).toHaveLength(2);
    });

    test("an upload under way that was meant for it goes to the other as well", async () => {
      const ada = await world().join("ada");
      const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const upload = await ada.store.files.createUpload({
        id: createId(),
        purpose: "document",
        name: "later.txt",
        declaredType: "text/plain",
        size: 10,
        categoryId: club.id,
      });
      await ada.store.visibility.remove(club.id, categoryId(ada, "friends"));
      expect(await ada.store.files.getUpload(upload.id)).toEqual({
        ...upload,
        categoryId: categoryId(ada, "friends"),
      });
    });

    test("its name is free again, and it is gone", async () => {
      const ada = await world().join("ada");
      const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      await ada.store.visibility.remove(club.id, categoryId(ada, "private"));
      await refusalOf(ada.store.visibility.remove(club.id, categoryId(ada, "private")), "not_found");
      expect(await ada.store.visibility.create({ id: createId(), name: "Book club" })).toMatchObject({
        name: "Book club",
      });
    });

    test("built-in ones stay, and the default one until another is the default", async () => {
      const ada = await world().join("ada");
      const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const privately = categoryId(ada, "private");
      await refusalOf(ada.store.visibility.remove(categoryId(ada, "work"), privately), "not_allowed");
      await ada.store.profiles.update(1, { defaultCategoryId: club.id });
      await refusalOf(ada.store.visibility.remove(club.id, privately), "not_allowed");
      await ada.store.profiles.update(2, { defaultCategoryId: privately });
      await ada.store.visibility.remove(club.id, privately);
      expect(await ada.store.visibility.get(club.id)).toBeNull();
    });

    test("what was in it can only move to another of the member's own", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      const { document } = await giveDocument(ada, "minutes", { categoryId: club.id });
      for (const wrong of [categoryId(ben, "friends"), createId(), club.id]) {
        await refusalOf(ada.store.visibility.remove(club.id, wrong));
      }
      expect(await ada.store.visibility.get(club.id)).toEqual(club);
      expect(await ada.store.documents.get(document.id)).toEqual(document);
    });

    test("somebody else's is not found and stays", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
      await refusalOf(ben.store.visibility.remove(club.id, categoryId(ben, "friends")), "not_found");
      await refusalOf(world().visitor.visibility.remove(club.id, createId()), "not_found");
      expect(await ada.store.visibility.get(club.id)).toEqual(club);
    });

    test("a document created while its category goes is in a category that exists", async () => {
      const ada = await world().join("ada");
      for (let round = 0; round < 5; round += 1) {
        const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
        const content = contentOf(`minutes ${round}`);
        const document = newDocument(ada, content, { categoryId: club.id });
        await putFile(ada, document.id, content);
        const [removed, created] = await outcomesOf([
          ada.store.visibility.remove(club.id, categoryId(ada, "friends")),
          ada.store.documents.create(document),
        ]);
        expect(removed).toBe("ok");
        expect(["ok", "invalid_input"]).toContain(created);
      }
      const own = new Set((await ada.store.visibility.list()).map(({ id }) => id));
      const { items } = await ada.store.documents.list();
      expect(items.every((document) => own.has(document.categoryId))).toBe(true);
    });
  });
}
