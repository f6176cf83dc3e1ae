import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  isEnvironmentError,
  isWritableVolume,
  parseEnv,
  resolveDataFolder,
  type Surroundings,
} from "#lib/env.ts";

const around: Surroundings = { workingFolder: "/app", tempFolder: "/temp", hasVolume: () => false };
const parse = (source: Record<string, string | undefined>) => parseEnv(source, around);

/** The message a person reads when these settings are given. */
function refusal(source: Record<string, string>): string {
  try {
    parse(source);
  } catch (error) {
    if (isEnvironmentError(error)) return error.message;
    throw error;
  }
  throw new Error("the settings were accepted");
}

describe("with nothing set", () => {
  test("the app runs on local storage in .data, on port 3000, with sessions of 30 days", () => {
    const local = {
      kind: "local",
      persistent: true,
      backupFile: "/app/.data/backup.json",
      tempFolder: "/temp",
    };
    expect(parse({})).toEqual({
      mode: "development",
      port: 3000,
      host: null,
      publicUrl: null,
      trustProxy: false,
      logLevel: "info",
      sessionTimeoutHours: 720,
      dataFolder: "/app/.data",
      storage: local,
      local,
      mail: { smtpUrl: null, from: "KeepInTouch <no-reply@localhost>" },
    });
  });

  test("an empty value counts as not set", () => {
    expect(parse({ PORT: "", SMTP_URL: " ", NEXT_PUBLIC_SUPABASE_URL: "" })).toEqual(parse({}));
  });

  test(".env.example changes nothing", () => {
    const lines = readFileSync(".env.example", "utf8").split("\n");
    const active = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
    const source = Object.fromEntries(active.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(parse(source)).toEqual(parse({}));
  });
});

describe("a wrong value is named with the way to mend it", () => {
  test.each([
    ["NODE_ENV", "staging"],
    ["PORT", "abc"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["HOST", "two words"],
    ["KEEPINTOUCH_URL", "keep.example.org"],
    ["KEEPINTOUCH_URL", "https://keep.example.org/app"],
    ["APP_URL", "ftp://keep.example.org"],
    ["TRUST_PROXY", "maybe"],
    ["LOG_LEVEL", "loud"],
    ["SESSION_TIMEOUT_HOURS", "0"],
    ["SESSION_TIMEOUT_HOURS", "8761"],
    ["SESSION_TIMEOUT_HOURS", "1.5"],
    ["MAIL_FROM", "nobody"],
  ])("%s=%s", (name, value) => {
    expect(refusal({ [name]: value })).toMatch(new RegExp(`^  ${name} is "${value}": use .+\\.$`, "m"));
  });

  test("all of them in one message", () => {
    const message = refusal({ PORT: "abc", TRUST_PROXY: "maybe", SUPABASE_URL: "https://abc.example" });
    for (const name of [
      "PORT",
      "TRUST_PROXY",
      "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_SECRET_KEY",
    ]) {
      expect(message).toContain(`  ${name} `);
    }
    expect(message).toMatch(/^KeepInTouch did not start: 4 environment settings need mending\.$/m);
  });

  test("without repeating a password", () => {
    expect(refusal({ SMTP_URL: "http://ada:swordfish@mail.example" })).not.toContain("swordfish");
  });
});

describe("the data folder", () => {
  test("is KEEPINTOUCH_DATA_DIR, taken from the folder the app runs in", () => {
    expect(parse({ KEEPINTOUCH_DATA_DIR: "kept" }).dataFolder).toBe("/app/kept");
    expect(parse({ KEEPINTOUCH_DATA_DIR: "/kept" }).dataFolder).toBe("/kept");
  });

  test("is the container's volume when one is mounted and nothing is configured", () => {
    const container = { ...around, hasVolume: (folder: string) => folder === "/data" };
    expect(resolveDataFolder(undefined, container)).toBe("/data");
    expect(resolveDataFolder("kept", container)).toBe("/app/kept");
  });

  test("is not an ordinary folder that happens to be called like the volume, nor a missing one", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "keepintouch-env-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(path.join(folder, "data"));
    expect(isWritableVolume(path.join(folder, "data"))).toBe(false);
    expect(isWritableVolume(path.join(folder, "missing"))).toBe(false);
  });
});

describe("LOCAL_STORAGE_BACKUP", () => {
  test.each(["false", "0", "off", "no", "FALSE"])("%s keeps everything in memory", (value) => {
    expect(parse({ LOCAL_STORAGE_BACKUP: value, LOCAL_STORAGE_TEMP_DIR: "scratch" }).storage).toMatchObject({
      persistent: false,
      tempFolder: "/app/scratch",
    });
  });

  test.each(["true", "1", "on"])("%s is the default", (value) => {
    expect(parse({ LOCAL_STORAGE_BACKUP: value })).toEqual(parse({}));
  });

  test("may name the folder", () => {
    const env = parse({ LOCAL_STORAGE_BACKUP: "/kept" });
    expect(env.dataFolder).toBe("/kept");
    expect(env.storage).toMatchObject({ persistent: true, backupFile: "/kept/backup.json" });
  });

  test("may name the file, whose folder then holds everything", () => {
    const env = parse({ LOCAL_STORAGE_BACKUP: "./kept/family.json" });
    expect(env.dataFolder).toBe("/app/kept");
    expect(env.storage).toMatchObject({ persistent: true, backupFile: "/app/kept/family.json" });
  });

  test("may not point away from KEEPINTOUCH_DATA_DIR", () => {
    expect(refusal({ LOCAL_STORAGE_BACKUP: "/here", KEEPINTOUCH_DATA_DIR: "/there" })).toContain(
      "LOCAL_STORAGE_BACKUP",
    );
    expect(parse({ LOCAL_STORAGE_BACKUP: "/here/a.json", KEEPINTOUCH_DATA_DIR: "/here" }).dataFolder).toBe(
      "/here",
    );
  });
});

describe("Supabase", () => {
  const supabase = {
    kind: "supabase",
    url: "https://abc.example",
    publishableKey: "public",
    secretKey: "secret",
    databaseUrl: null,
  };

  test("is chosen when all three are set", () => {
    expect(
      parse({
        NEXT_PUBLIC_SUPABASE_URL: "https://abc.example/",
        NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "public",
        SUPABASE_SECRET_KEY: "secret",
      }).storage,
    ).toEqual(supabase);
  });

  test("goes by the original names too", () => {
    expect(
      parse({
        SUPABASE_URL: "https://abc.example",
        SUPABASE_ANON_KEY: "public",
        SUPABASE_SERVICE_KEY: "secret",
      }).storage,
    ).toEqual(supabase);
  });

  test("what local storage needs is known beside it, so that data can be carried between the two", () => {
    const env = parse({
      SUPABASE_URL: "https://abc.example",
      SUPABASE_ANON_KEY: "public",
      SUPABASE_SERVICE_KEY: "secret",
      SUPABASE_DB_URL: "postgresql://postgres:swordfish@db.abc.example:5432/postgres",
    });
    expect(env.storage).toEqual({
      ...supabase,
      databaseUrl: "postgresql://postgres:swordfish@db.abc.example:5432/postgres",
    });
    expect(env.local).toEqual(parse({}).local);
  });

  test("a connection string that is none is named and never repeated", () => {
    const message = refusal({ SUPABASE_DB_URL: "https://swordfish.example" });
    expect(message).toContain("SUPABASE_DB_URL is not right: use the project's connection string");
    expect(message).not.toContain("swordfish");
  });

  test("half set says what is missing, and nothing of what is there", () => {
    const message = refusal({ SUPABASE_SECRET_KEY: "swordfish", SUPABASE_ANON_KEY: "public" });
    expect(message).toContain("NEXT_PUBLIC_SUPABASE_URL is missing");
    expect(message).not.toContain("SUPABASE_SECRET_KEY");
    expect(message).not.toContain("swordfish");
  });

  test("two names for one setting may not disagree", () => {
    const message = refusal({ SUPABASE_ANON_KEY: "one", NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "two" });
    expect(message).toContain("NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY and SUPABASE_ANON_KEY are two names");
  });
});

test("the public address is kept as an origin, and mail comes from its host", () => {
  const env = parse({ APP_URL: "https://keep.example.org/", SMTP_URL: "smtps://ada:pw@mail.example:465" });
  expect(env.publicUrl).toBe("https://keep.example.org");
  expect(env.mail).toEqual({
    smtpUrl: "smtps://ada:pw@mail.example:465",
    from: "KeepInTouch <no-reply@keep.example.org>",
  });
});
