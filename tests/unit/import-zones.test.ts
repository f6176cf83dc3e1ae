import path from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const eslint = new ESLint();
const rules = ["import/no-restricted-paths", "@typescript-eslint/no-restricted-imports"];

/** The rules an import breaks when it stands in the file. The file need not exist, what it imports must. */
async function brokenBy(file: string, line: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${line}\n`, { filePath: path.resolve(file) });
  const broken = (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
  return broken.filter((rule) => rules.includes(rule) || rule.startsWith("Parsing error"));
}

describe("an import against the house rules is an error", { timeout: 60_000 }, () => {
  test.each([
    ["lib/domain/errors.ts", "#lib/env.ts"],
    ["lib/domain/errors.ts", "#lib/store/port.ts"],
    ["lib/store/port.ts", "#lib/store/local/open-local-store.ts"],
    ["lib/store/local/open-local-store.ts", "#lib/env.ts"],
    ["lib/store/local/open-local-store.ts", "#lib/auth/port.ts"],
    ["lib/store/local/open-local-store.ts", "#lib/services/finish-onboarding.ts"],
    ["lib/auth/port.ts", "#lib/store/port.ts"],
    ["lib/auth/port.ts", "#lib/env.ts"],
    ["lib/documents/sniff.ts", "#lib/store/port.ts"],
    ["lib/documents/sniff.ts", "#lib/env.ts"],
    ["lib/env.ts", "#lib/domain/errors.ts"],
    ["lib/storage.ts", "#lib/server/log.ts"],
    ["lib/server/log.ts", "#lib/store/local/open-local-store.ts"],
    ["lib/server/log.ts", "#lib/cli/check-env.ts"],
    ["lib/cli/check-env.ts", "#lib/server/log.ts"],
    ["lib/cli/check-env.ts", "#lib/documents/prepare.ts"],
    ["lib/cli/check-env.ts", "#lib/store/local/open-local-store.ts"],
    ["components/ui/button.tsx", "#lib/server/log.ts"],
    ["components/ui/button.tsx", "#lib/env.ts"],
    ["components/ui/button.tsx", "#app/layout.tsx"],
    ["app/page.tsx", "#lib/env.ts"],
    ["app/page.tsx", "#lib/storage.ts"],
    ["app/page.tsx", "#lib/store/port.ts"],
    ["app/page.tsx", "#tests/support/server.ts"],
    ["proxy.ts", "#lib/storage.ts"],
    ["instrumentation.ts", "#lib/storage.ts"],
  ])("%s ← %s", async (file, imported) => {
    expect(await brokenBy(file, `import "${imported}";`)).toEqual(["import/no-restricted-paths"]);
  });

  test("also when it is written as a relative path, a type, or a call", async () => {
    const file = "lib/domain/errors.ts";
    for (const line of [
      'import "../env.ts";',
      'import type { Env } from "#lib/env.ts"; export type X = Env;',
      'export { getEnv } from "#lib/env.ts";',
      'export const load = () => import("#lib/env.ts");',
    ]) {
      expect(await brokenBy(file, line), line).toContain("import/no-restricted-paths");
    }
  });
});

describe("a package in the wrong folder is an error", { timeout: 60_000 }, () => {
  test.each([
    ["lib/domain/errors.ts", "node:fs"],
    ["lib/domain/errors.ts", "tus-js-client"],
    ["lib/documents/sniff.ts", "server-only"],
    ["lib/documents/sniff.ts", "next/headers"],
    ["lib/storage.ts", "@supabase/supabase-js"],
    ["lib/store/local/open-local-store.ts", "@supabase/supabase-js"],
    ["lib/server/log.ts", "@supabase/ssr"],
    ["lib/cli/check-env.ts", "next/headers"],
    ["lib/cli/check-env.ts", "server-only"],
    ["components/ui/button.tsx", "next/headers"],
    ["components/ui/button.tsx", "server-only"],
    ["components/ui/button.tsx", "@supabase/supabase-js"],
    ["app/page.tsx", "@supabase/ssr"],
    ["lib/storage.ts", "node:process"],
  ])("%s ← %s", async (file, imported) => {
    expect(await brokenBy(file, `import "${imported}";`)).toEqual([
      "@typescript-eslint/no-restricted-imports",
    ]);
  });
});

describe("an import along the streets passes", { timeout: 60_000 }, () => {
  test.each([
    ["lib/domain/errors.ts", "zod"],
    ["lib/store/port.ts", "#lib/domain/errors.ts"],
    ["lib/store/local/open-local-store.ts", "#lib/store/port.ts"],
    ["lib/documents/sniff.ts", "#lib/domain/errors.ts"],
    ["lib/storage.ts", "#lib/store/local/open-local-store.ts"],
    ["lib/storage.ts", "#lib/env.ts"],
    ["lib/server/log.ts", "#lib/storage.ts"],
    ["lib/server/log.ts", "next/headers"],
    ["lib/server/log.ts", "server-only"],
    ["lib/cli/check-env.ts", "#lib/storage.ts"],
    ["components/ui/button.tsx", "#lib/domain/errors.ts"],
    ["components/ui/button.tsx", "next/link"],
    ["app/page.tsx", "#components/ui/button.tsx"],
    ["app/page.tsx", "#lib/server/log.ts"],
    ["app/page.tsx", "next/navigation"],
    ["proxy.ts", "#lib/env.ts"],
    ["instrumentation.ts", "#lib/server/log.ts"],
  ])("%s ← %s", async (file, imported) => {
    expect(await brokenBy(file, `import "${imported}";`)).toEqual([]);
  });
});
