import { expect, test } from "vitest";

import { areTypesCurrent } from "./support/database-types.ts";

test("database.types.ts is what the migrations make; if not, npm run db:types writes it anew", async () => {
  expect(await areTypesCurrent()).toBe(true);
}, 120_000);
