/** Tries every cell of the raw access table in the database itself: what a token alone can reach, whatever the app does. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { setScene } from "./raw-access/scene.ts";
import {
  actors,
  ids,
  operations,
  rawTables,
  type RawActor,
  type RawOperation,
  type RawOutcome,
  type RawTable,
} from "./raw-access/table.ts";
import { listTables } from "./support/catalog.ts";
import { becomeActor, openDatabase, undone, type Actor, type Database } from "./support/database.ts";

const actorOf: Readonly<Record<RawActor, Actor>> = {
  visitor: "anon",
  owner: { memberId: ids.ada },
  "friend in the category": { memberId: ids.ben },
  "friend outside it": { memberId: ids.cleo },
  stranger: { memberId: ids.dan },
  "service key": "service_role",
};

/** Permission denied by the database, or `not_allowed` by a rule of ours that comes before it. */
const refusals = ["42501", "PT403"];

let database: Database;
const matrix: string[] = [];

beforeAll(async () => {
  database = await openDatabase();
  await database.transaction(setScene);
}, 120_000);

afterAll(async () => {
  const cells = rawTables.length * operations.length * actors.length;
  process.stdout.write(
    `raw access, ${cells} cells tried on ${database.name} (${actors.join(", ")}; a allowed, h hidden, r refused)\n${matrix.join("\n")}\n`,
  );
  await database.close();
});

test("every table has a row, and no row is of a table that is not there", async () => {
  const tables = await database.session(listTables);
  const names = tables.map(({ schema, name }) => `${schema}.${name}`);
  expect(rawTables.map(({ table }) => table).sort()).toEqual(names.sort());
});

describe.each(rawTables)("$table", (row) => {
  test.each(operations)("%s", async (operation) => {
    const outcomes: RawOutcome[] = [];
    for (const actor of actors) outcomes.push(await attempt(row, operation, actorOf[actor]));
    matrix.push(
      `${row.table.padEnd(32)} ${operation.padEnd(7)} ${outcomes.map((each) => each[0]).join(" ")}`,
    );
    expect(withNames(outcomes)).toEqual(withNames(row.outcomes[operation]));
  });
});

function withNames(outcomes: readonly RawOutcome[]): Record<string, RawOutcome | undefined> {
  return Object.fromEntries(actors.map((actor, index) => [actor, outcomes[index]]));
}

/** Nothing of it stays. Any failure but a refusal is a mistake in the table. */
async function attempt(row: RawTable, operation: RawOperation, actor: Actor): Promise<RawOutcome> {
  const { sql, parameters } = statementOf(row, operation);
  try {
    const rows = await undone(database, async (connection) => {
      await becomeActor(connection, actor);
      return connection.query(sql, parameters);
    });
    return rows.length > 0 || operation === "insert" ? "allowed" : "hidden";
  } catch (error) {
    if (error instanceof Error && "code" in error && refusals.includes(String(error.code))) return "refused";
    throw error;
  }
}

type Statement = { readonly sql: string; readonly parameters: readonly unknown[] };

function statementOf({ table, find, add, change }: RawTable, operation: RawOperation): Statement {
  const isRow = (first: number) =>
    Object.keys(find)
      .map((column, index) => `${column} = $${first + index}`)
      .join(" and ");
  const found = Object.values(find);
  switch (operation) {
    case "select":
      return { sql: `select 1 as one from ${table} where ${isRow(1)}`, parameters: found };
    case "delete":
      return { sql: `delete from ${table} where ${isRow(1)} returning 1 as one`, parameters: found };
    case "insert": {
      const columns = Object.keys(add);
      const places = columns.map((_, index) => `$${index + 1}`);
      // Without returning: whoever adds a row need not be able to see it.
      return {
        sql: `insert into ${table} (${columns.map((column) => `"${column}"`).join(", ")}) values (${places.join(", ")})`,
        parameters: Object.values(add),
      };
    }
    case "update": {
      const settings = Object.keys(change).map((column, index) => `${column} = $${index + 1}`);
      return {
        sql: `update ${table} set ${settings.join(", ")} where ${isRow(settings.length + 1)} returning 1 as one`,
        parameters: [...Object.values(change), ...found],
      };
    }
  }
}
