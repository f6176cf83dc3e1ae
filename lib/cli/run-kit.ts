/** From the words after `npm run kit --` to what is printed and the exit code. The one place of the CLI that turns an AppError into output. */
import { parseArgs } from "node:util";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import { isEnvironmentError } from "#lib/env.ts";
import type { Command, CommandResult } from "./command.ts";
import { demoDataCommand } from "./demo-data.ts";
import { createHelp, findCommand } from "./help.ts";
import { housekeepCommand } from "./housekeep.ts";
import { outboxCommand } from "./outbox.ts";

export type KitOutcome = {
  /** 0 done, 1 refused or failed, 2 called wrongly. */
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
};

const deeds: readonly Command[] = [outboxCommand, demoDataCommand, housekeepCommand];
const commands: readonly Command[] = [...deeds, createHelp(deeds)];

/** Never rejects. What nobody expected is shown with its place in the code. */
export async function runKit(args: readonly string[]): Promise<KitOutcome> {
  const json = args.includes("--json");
  let called: Called;
  try {
    called = parseCall(args);
  } catch (error) {
    return { ...toFailure(error, json), exitCode: 2 };
  }
  try {
    return toSuccess(await called.command.run({ words: called.words }), json);
  } catch (error) {
    return toFailure(error, json);
  }
}

type Called = { readonly command: Command; readonly words: readonly string[] };

function parseCall(args: readonly string[]): Called {
  const { values, positionals } = readArgs(args);
  const [name = "help", ...words] = positionals;
  const command = findCommand(commands, name);
  if (values.help) return { command: findCommand(commands, "help"), words: positionals.slice(0, 1) };
  if (name === "help" && words[0] !== undefined) findCommand(commands, words[0]);
  if (words.length > command.maximumWords) {
    throw new AppError("invalid_input", {
      sentence: `"${words[command.maximumWords]}" is too much for ${name}. See: npm run kit -- help ${name}`,
    });
  }
  return { command, words };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    const option = args.find((word) => word.startsWith("-") && !["--json", "--help", "-h"].includes(word));
    throw new AppError("invalid_input", {
      sentence: `There is no option ${option ?? "like that"}. See: npm run kit -- help`,
      cause: error,
    });
  }
}

function toSuccess({ text, data }: CommandResult, json: boolean): KitOutcome {
  return { exitCode: 0, stdout: `${json ? JSON.stringify(data) : text}\n`, stderr: "" };
}

function toFailure(error: unknown, json: boolean): KitOutcome {
  const { code, message } = describe(error);
  const stderr = json ? JSON.stringify({ error: { code, message } }) : message;
  return { exitCode: 1, stdout: "", stderr: `${stderr}\n` };
}

function describe(error: unknown): { code: string; message: string } {
  if (isAppError(error)) {
    const fields = Object.values(error.fields ?? {});
    return { code: error.code, message: [error.sentence, ...fields].join("\n") };
  }
  if (isEnvironmentError(error)) return { code: "invalid_input", message: error.message };
  const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "unexpected", message: where };
}
