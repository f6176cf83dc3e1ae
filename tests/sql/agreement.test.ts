/** Rules that are written twice, in TypeScript and in SQL, say the same. */
import fc from "fast-check";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { documentKindIds, documentKinds, maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { memberQuota, onboardingQuota, undoWindowHours } from "#lib/domain/document.ts";
import { UsernameSchema } from "#lib/domain/profile.ts";
import { categoryKinds, maximumCategories } from "#lib/domain/visibility.ts";
import { foldText } from "#lib/store/local/document-index.ts";
import { uploadLifetime } from "#lib/store/local/uploads.ts";
import { ids } from "./raw-access/table.ts";
import { text } from "./support/catalog.ts";
import { becomeActor, openDatabase, undone, type Database, type Row } from "./support/database.ts";

const root = path.resolve(import.meta.dirname, "../..");

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
}, 120_000);

afterAll(() => database?.close());

async function ask(sql: string, parameters: readonly unknown[] = []): Promise<Row> {
  const [row] = await database.session((connection) => connection.query(sql, parameters));
  if (!row) throw new Error(`no answer to ${sql}`);
  return row;
}

/** The values a check constraint lists. */
async function listedIn(constraint: string): Promise<string[]> {
  const row = await ask("select pg_get_constraintdef(oid) as rule from pg_constraint where conname = $1", [
    constraint,
  ]);
  return [...text(row, "rule").matchAll(/'(\w+)'::text/g)].map(([, value]) => value ?? "");
}

describe("usernames", () => {
  const isUsername = async (name: string) =>
    (await ask("select private.is_username($1::text) as answer", [name])).answer;

  test("are judged alike, whatever they are", async () => {
    const near = fc.stringMatching(/^[a-z0-9-]{1,32}$/);
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, fc.string({ unit: "grapheme-ascii", maxLength: 12 })), async (name) => {
        // The form folds case and blanks away before the rule is asked.
        fc.pre(name === name.trim().toLowerCase());
        expect(await isUsername(name)).toBe(UsernameSchema.safeParse(name).success);
      }),
      { numRuns: 200 },
    );
  });

  test("kept for the app are the same", async () => {
    const source = readFileSync(path.join(root, "lib/domain/profile.ts"), "utf8");
    const words = [...source.matchAll(/"([a-z][a-z-]{1,29})"/g)].map(([, word]) => word ?? "");
    const kept = words.filter((word) => !UsernameSchema.safeParse(word).success);
    expect(kept.length).toBeGreaterThan(20);
    const { definition } = await ask(
      "select pg_get_functiondef('private.is_username(text)'::regprocedure) as definition",
    );
    const inSql = [...String(definition).matchAll(/'([a-z-]{2,30})'/g)].map(([, word]) => word ?? "");
    expect(inSql.sort()).toEqual(kept.sort());
  });
});

describe("limits", () => {
  test("of what may be kept are the same", async () => {
    const quota = (home: string) =>
      ask(`select documents, bytes from private.quota(row(${home})::private.home)`);
    expect(await quota("gen_random_uuid(), null")).toEqual(memberQuota);
    expect(await quota("null, gen_random_uuid()")).toEqual(onboardingQuota);
  });

  test("of time are the same", async () => {
    const undo = await ask("select extract(epoch from private.undo_window())::integer as seconds");
    expect(undo.seconds).toBe(undoWindowHours * 3600);
    const lasting = await undone(database, async (connection) => {
      await becomeActor(connection, { memberId: ids.ada });
      const [row] = await connection.query(
        `select extract(epoch from expires_at - created_at)::integer as seconds from public.announce_upload($1::jsonb)`,
        [{ id: ids.upload, purpose: "document", name: "x", declared_type: "", size: 5 }],
      );
      return row?.seconds;
    });
    expect(lasting).toBe(uploadLifetime / 1000);
  });

  test("of a file are the same in the tables, the bucket and its settings", async () => {
    for (const constraint of ["documents_size_range", "files_size_range", "uploads_size_range"]) {
      const row = await ask(
        "select pg_get_constraintdef(oid) as rule from pg_constraint where conname = $1",
        [constraint],
      );
      expect(text(row, "rule")).toContain(String(maximumFileBytes));
    }
    const bucket = await ask(
      "select file_size_limit::integer as size, public from storage.buckets where id = 'user-documents'",
    );
    expect(bucket).toEqual({ size: maximumFileBytes, public: false });
    const settings = readFileSync(path.join(root, "supabase/config.toml"), "utf8");
    const ofBucket = settings.slice(settings.indexOf("[storage.buckets.user-documents]"));
    expect(ofBucket).toContain(`file_size_limit = "${maximumFileBytes / 1024 / 1024}MiB"`);
    expect(ofBucket).toContain("public = false");
  });

  test("of circles are the same", async () => {
    const made = await undone(database, async (connection) => {
      await becomeActor(connection, { memberId: ids.ada });
      let count = 6;
      for (;;) {
        await connection.exec("savepoint before");
        try {
          const category = { id: crypto.randomUUID(), name: `Circle ${count}` };
          await connection.query("select public.create_category($1::jsonb)", [category]);
          count += 1;
        } catch {
          await connection.exec("rollback to savepoint before");
          return count;
        }
      }
    });
    expect(made).toBe(maximumCategories);
  });
});

describe("kinds", () => {
  test("of documents are the same", async () => {
    expect((await listedIn("documents_kind_known")).sort()).toEqual([...documentKindIds].sort());
  });

  test("of circles are the same", async () => {
    expect((await listedIn("visibility_categories_kind_known")).sort()).toEqual([...categoryKinds].sort());
  });

  test("of files the bucket takes are those that are kept, and bytes nobody looked at yet", async () => {
    const kept = new Set(Object.values(documentKinds).map(({ mimeType }) => mimeType));
    const wanted = [...kept, "application/octet-stream"].sort();
    const { types } = await ask(
      "select to_jsonb(allowed_mime_types) as types from storage.buckets where id = 'user-documents'",
    );
    expect([...(types as string[])].sort()).toEqual(wanted);
    const settings = readFileSync(path.join(root, "supabase/config.toml"), "utf8");
    const listed = /allowed_mime_types = \[([^\]]+)\]/.exec(settings)?.[1] ?? "";
    expect([...listed.matchAll(/"([^"]+)"/g)].map(([, type]) => type).sort()).toEqual(wanted);
  });
});

test("text is folded alike for comparing", async () => {
  for (const words of [
    "Résumé 2026.txt",
    "RE\u0301SUME\u0301",
    "ÀÉÎÕÜ ß Ł Ø",
    "ΑΒΓ абВ",
    "100% (.*)",
    "日本語",
  ]) {
    expect((await ask("select private.fold($1::text) as folded", [words])).folded).toBe(foldText(words));
  }
});
