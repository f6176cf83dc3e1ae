import nextVitals from "eslint-config-next/core-web-vitals";
import nextTypescript from "eslint-config-next/typescript";

const root = import.meta.dirname;
const code = "**/*.{ts,tsx,mjs}";
const ours = ["app", "components", "lib"];

const ports = ["store/port.ts", "store/snapshot.ts", "auth/port.ts"];

/** Who may import what: for each folder the parts of `lib` and the other folders it may reach. DESIGN: "The house". */
const streets = [
  { target: "lib/domain", lib: ["domain"] },
  { target: "lib/store/local", lib: ["domain", "store/local", "store/port.ts", "store/snapshot.ts"] },
  { target: "lib/store/supabase", lib: ["domain", "store/supabase", "store/port.ts", "store/snapshot.ts"] },
  { target: "lib/store/port.ts", lib: ["domain", "store/snapshot.ts"] },
  { target: "lib/store/snapshot.ts", lib: ["domain", "store/port.ts"] },
  { target: "lib/auth", lib: ["domain", "auth"] },
  { target: "lib/documents", lib: ["domain", "documents"] },
  { target: "lib/services", lib: ["domain", "services", "documents", ...ports] },
  { target: "lib/env.ts", lib: [] },
  { target: "lib/storage.ts", lib: ["domain", "env.ts", "store", "auth"] },
  { target: "lib/server", lib: ["domain", "services", "server", "storage.ts", "env.ts", ...ports] },
  { target: "lib/cli", lib: ["domain", "services", "cli", "storage.ts", "env.ts", ...ports] },
  { target: "components", lib: ["domain"], folders: ["components"] },
  { target: "app", lib: ["domain", "server", "services"], folders: ["app", "components"] },
  { target: "proxy.ts", lib: ["domain", "env.ts", "auth"] },
  { target: "instrumentation.ts", lib: ["server"] },
];

const zones = streets.flatMap(({ target, lib, folders = [] }) => [
  {
    target: `./${target}`,
    from: "./lib",
    except: lib.map((part) => `./${part}`),
    message: `${target} may import from lib only: ${lib.join(", ") || "nothing"}.`,
  },
  ...["app", "components", "tests", "supabase"]
    .filter((folder) => !folders.includes(folder))
    .map((folder) => ({
      target: `./${target}`,
      from: `./${folder}`,
      message: `${target} may not import from ${folder}.`,
    })),
]);

const packages = {
  next: {
    group: ["next", "next/*", "next/**"],
    message: "Only app, lib/server and the root files know Next.",
  },
  serverOnly: { group: ["server-only"], message: "It throws outside Next; only lib/server may carry it." },
  supabase: { group: ["@supabase/*"], message: "Only the Supabase adapters and lib/cli know Supabase." },
  environment: { group: ["node:process", "process"], message: "Settings come from lib/env.ts." },
};

/** Which packages a folder may not import, all but the ones named. */
const without = (...allowed) => {
  const patterns = Object.entries(packages).filter(([name]) => !allowed.includes(name));
  return {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      { patterns: patterns.map(([, pattern]) => pattern) },
    ],
  };
};

const syntax = [
  {
    selector: "TSAsExpression > TSAsExpression > TSUnknownKeyword",
    message: "Narrow it or parse it; a double cast only silences the compiler.",
  },
  {
    selector: "JSXAttribute[name.name='style']",
    message: "The content security policy forbids inline styles; use a class.",
  },
  {
    selector: "TSEnumDeclaration",
    message: "Node runs our TypeScript by removing types; use an object `as const`.",
  },
];

const noClass = {
  selector: ":matches(ClassDeclaration, ClassExpression)",
  message: "AppError is the only class; use a function.",
};

const config = [
  ...nextVitals,
  ...nextTypescript,
  {
    ignores: [
      ".cache/**",
      "coverage/**",
      "test-results/**",
      "playwright-report/**",
      "tests/bench/node_modules/**",
      "tests/bench/minimal-app/**",
    ],
  },
  { linterOptions: { noInlineConfig: true } },
  {
    files: [code],
    rules: {
      "import/no-restricted-paths": ["error", { basePath: root, zones }],
      "import/no-default-export": "error",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Settings come from lib/env.ts." },
      ],
      "no-restricted-syntax": ["error", ...syntax],
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "react/no-danger": "error",
      // Members' pictures come by signed addresses, which must not end up in a shared image cache.
      "@next/next/no-img-element": "off",
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-non-null-assertion": "error",
      ...without(),
    },
  },
  {
    // A promise nobody waits for is a write nobody knows failed.
    files: [
      "lib/**/*.ts",
      "app/**/*.{ts,tsx}",
      "components/**/*.{ts,tsx}",
      "proxy.ts",
      "instrumentation.ts",
      "instrumentation-client.ts",
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/await-thenable": "error",
    },
  },
  {
    files: ours.map((folder) => `${folder}/${code}`),
    ignores: ["lib/domain/errors.ts"],
    rules: { "no-restricted-syntax": ["error", ...syntax, noClass] },
  },
  // When the whole app broke, leaving the page is the point.
  { files: ["app/global-error.tsx"], rules: { "@next/next/no-html-link-for-pages": "off" } },
  {
    files: ["lib/domain/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(?!#lib/|\\.|zod$)",
              message: "The domain is pure: of all packages it knows zod only.",
            },
          ],
        },
      ],
    },
  },
  // No React there: a function called `use…` is no hook.
  { files: ["lib/**", "tests/**"], rules: { "react-hooks/rules-of-hooks": "off" } },
  { files: ["lib/server/**"], rules: without("next", "serverOnly") },
  {
    files: ["app/**"],
    rules: {
      "import/no-default-export": "off",
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            packages.serverOnly,
            packages.supabase,
            packages.environment,
            {
              group: ["#lib/services/*", "#lib/services/**"],
              allowTypeImports: true,
              message: "Screens reach services through lib/server; only their types come directly.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["components/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            packages.serverOnly,
            packages.supabase,
            packages.environment,
            {
              regex: "^next(/(?!(link|image|navigation|form)$).*)?$",
              message: "Components know Next's link, image, form and navigation only.",
            },
          ],
        },
      ],
    },
  },
  { files: ["lib/store/supabase/**", "lib/auth/supabase.ts"], rules: without("supabase") },
  { files: ["lib/cli/**"], rules: { ...without("supabase"), "no-console": "off" } },
  { files: ["proxy.ts", "instrumentation.ts"], rules: without("next", "supabase") },
  {
    files: ["*.config.{ts,mjs}"],
    rules: { "import/no-default-export": "off", "no-restricted-properties": "off", ...without("next") },
  },
  {
    // NEXT_RUNTIME is written in by the build; it is no setting.
    files: ["lib/env.ts", "instrumentation.ts", "lib/cli/boot/**"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["tests/**"],
    rules: {
      "no-restricted-properties": "off",
      "no-console": "off",
      "@typescript-eslint/no-restricted-imports": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["**/*.d.ts"],
    rules: { "@typescript-eslint/consistent-type-definitions": "off", "import/no-default-export": "off" },
  },
];

export default config;
