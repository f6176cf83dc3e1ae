/** `npm run db:types [-- --check]`: writes database.types.ts from the migrations, or says whether it is current. */
import { writeFile } from "node:fs/promises";

import { areTypesCurrent, generateTypes, typesFile } from "./support/database-types.ts";

if (process.argv.includes("--check")) {
  const isCurrent = await areTypesCurrent();
  if (!isCurrent) console.error("database.types.ts is out of date: run npm run db:types.");
  process.exitCode = isCurrent ? 0 : 1;
} else {
  await writeFile(typesFile, await generateTypes());
}
