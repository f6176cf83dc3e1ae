/** From the words after `npm run kit --` to what is printed and the exit code. The one place of the CLI that turns an AppError into output. */
import { isAppError } from "#lib/domain/errors.ts";
import { isEnvironmentError } from "#lib/env.ts";
import { backupCommand } from "./backup.ts";
import type { Command, CommandResult } from "./command.ts";
import { demoDataCommand } from "./demo-data.ts";
import { doctorCommand } from "./doctor.ts";
import { createHelp } from "./help.ts";
import { housekeepCommand } from "./housekeep.ts";
import { migrateCommand } from "./migrate.ts";
import { outboxCommand } from "./outbox.ts";
import { type Call, parseCall } from "./parse-call.ts";
import { type Progress, silentProgress } from "./progress.ts";
import { restoreCommand } from "./restore.ts";

export type KitOutcome = {
  /** 0 done, 1 refused or failed, 2 called wrongly. */
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
};

const deeds: readonly Command[] = [
  outboxCommand,
  demoDataCommand,
  doctorCommand,
  backupCommand,
  restoreCommand,
  migrateCommand,
  housekeepCommand,
];
const commands: readonly Command[] = [...deeds, createHelp(deeds)];

/** Never rejects. What nobody expected is shown with its place in the code. */
export async function runKit(
  args: readonly string[],
  progress: Progress = silentProgress,
): Promise<KitOutcome> {
  const json = args.includes("--json");
  let call: Call;
  try {
    call = parseCall(commands, args);
  } catch (error) {
    return { ...toFailure(error, json), exitCode: 2 };
  }
  try {
    return toSuccess(await call.command.run({ ...call.input, progress }), json);
  } catch (error) {
    return toFailure(error, json);
  } finally {
    progress.end();
  }
}

function toSuccess({ text, data, exitCode = 0 }: CommandResult, json: boolean): KitOutcome {
  return { exitCode, stdout: `${json ? JSON.stringify(data) : text}\n`, stderr: "" };
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
