/** Looks at settings and storage, says what is wrong and how to mend it. */
import { getEnv, isEnvironmentError, type Env } from "#lib/env.ts";
import type { Command, CommandInput, CommandResult } from "./command.ts";
import { type Finding, wrong } from "./doctor/finding.ts";
import { lookAtLocal } from "./doctor/look-at-local.ts";
import { lookAtSettings } from "./doctor/look-at-settings.ts";
import { lookAtSupabase } from "./doctor/look-at-supabase.ts";

export const doctorCommand: Command = {
  name: "doctor",
  usage: "",
  summary: "look at settings and storage; say what is wrong and how to mend it",
  details: [
    "On this machine: the data folder, who has it, journal and backup, disk, mail. On Supabase: whether the project answers,",
    "both keys, migrations, row level security, the bucket, sign-in, the clock, and whether a member can read another's row,",
    "for which two accounts are made and removed again. It mends nothing by itself.",
  ],
  options: [
    {
      name: "files",
      value: null,
      summary: "also read every file and compare it with what was stored; takes as long as a backup",
    },
    {
      name: "read-only",
      value: null,
      summary: "on Supabase: make no accounts for trying what a member can read",
    },
  ],
  examples: [
    ["doctor", "after a change of settings"],
    ["doctor --files --json", "in a script, every night"],
  ],
  failure: "something is wrong, which is listed",
  maximumWords: 0,
  async run(input) {
    return toResult(await findAll(input));
  },
};

async function findAll({ has, progress }: CommandInput): Promise<Finding[]> {
  let env: Env;
  try {
    env = getEnv();
  } catch (error) {
    if (!isEnvironmentError(error)) throw error;
    return [wrong("settings", error.message, "Change them in .env or in the environment.")];
  }
  progress.begin("Looking", null);
  const { storage } = env;
  return [
    ...(await lookAtSettings(env)),
    ...(storage.kind === "local"
      ? await lookAtLocal(env, has("files"), progress)
      : await lookAtSupabase(
          storage,
          { readsFiles: has("files"), triesAccess: !has("read-only") },
          progress,
        )),
  ];
}

const marks: Record<Finding["state"], string> = { well: "ok   ", note: "note ", wrong: "WRONG" };

function toResult(findings: readonly Finding[]): CommandResult {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const indent = " ".repeat(width + 9);
  const lines = findings.flatMap(({ about, state, found, remedy }) => [
    `${marks[state]}  ${about.padEnd(width)}  ${found.replaceAll("\n", `\n${indent}`)}`,
    ...(remedy === null ? [] : [`${indent}→ ${remedy}`]),
  ]);
  const count = findings.filter(({ state }) => state === "wrong").length;
  const verdict = count === 0 ? "All is well." : `${count} ${count === 1 ? "thing is" : "things are"} wrong.`;
  return {
    text: [...lines, "", verdict].join("\n"),
    data: { well: count === 0, findings },
    exitCode: count === 0 ? 0 : 1,
  };
}
