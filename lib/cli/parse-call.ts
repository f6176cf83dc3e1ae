/** Words typed at a terminal → a command of the kit and what it is called with; whatever is wrong with them is said in a sentence. */
import { parseArgs } from "node:util";

import { AppError } from "#lib/domain/errors.ts";
import type { Command, CommandInput, CommandOption } from "./command.ts";
import { findCommand } from "./help.ts";
import { nearestWord } from "./nearest-word.ts";

export type Call = { readonly command: Command; readonly input: Omit<CommandInput, "progress"> };

const everywhere: readonly CommandOption[] = [
  { name: "json", value: null, summary: "print one JSON object for programs" },
  { name: "help", value: null, summary: "explain the command" },
];

/** Throws `invalid_input` for a call that cannot be meant. */
export function parseCall(commands: readonly Command[], args: readonly string[]): Call {
  const name = args.find((word) => !word.startsWith("-")) ?? "help";
  const command = findCommand(commands, name);
  const { values, positionals } = readArgs(command, args);
  const words = positionals.slice(1);
  if (values.help === true) {
    const asked = positionals.slice(0, 1);
    return { command: findCommand(commands, "help"), input: { words: asked, ...noOptions } };
  }
  if (name === "help" && words[0] !== undefined) findCommand(commands, words[0]);
  if (words.length > command.maximumWords) {
    throw wrongCall(`"${words[command.maximumWords]}" is too much for ${name}.`, name);
  }
  const input: Call["input"] = {
    words,
    option: (option) => textOf(values[option]),
    has: (option) => values[option] === true,
  };
  for (const option of command.options ?? []) {
    if (option.isRequired && input.option(option.name) === null)
      throw wrongCall(`${name} needs --${option.name} ${option.value ?? ""}.`, name);
  }
  command.check?.(input);
  return { command, input };
}

const noOptions: Omit<Call["input"], "words"> = { option: () => null, has: () => false };

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function readArgs(command: Command, args: readonly string[]) {
  const known = [...everywhere, ...(command.options ?? [])];
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(
        known.map(({ name, value }) => [
          name,
          {
            type: value === null ? ("boolean" as const) : ("string" as const),
            ...(name === "help" && { short: "h" }),
          },
        ]),
      ),
    });
    const given: Readonly<Record<string, unknown>> = values;
    return { values: given, positionals };
  } catch (error) {
    throw explain(command, known, args, error);
  }
}

function explain(
  command: Command,
  known: readonly CommandOption[],
  args: readonly string[],
  cause: unknown,
): AppError {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  const names = known.map(({ name }) => name);
  const typed = args
    .filter((word) => word.startsWith("-") && word !== "-h")
    .map((word) => word.replace(/^--?/, "").replace(/=.*$/s, ""));
  const unknown = typed.find((word) => !names.includes(word));
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const bare = known.find((option) => option.value !== null && typed.includes(option.name));
    if (unknown === undefined && bare)
      return wrongCall(`--${bare.name} takes ${bare.value ?? "no value"}.`, command.name, cause);
  }
  const near = unknown === undefined ? null : nearestWord(unknown, names);
  const hint = near === null ? "" : ` Did you mean --${near}?`;
  const option = unknown === undefined ? "like that" : `--${unknown}`;
  return wrongCall(`There is no option ${option}.${hint}`, command.name, cause);
}

/** Also for commands whose options exclude one another. */
export function wrongCall(problem: string, command: string, cause?: unknown): AppError {
  const sentence = `${problem} See: npm run kit -- help${command === "help" ? "" : ` ${command}`}`;
  return new AppError("invalid_input", { sentence, cause });
}
