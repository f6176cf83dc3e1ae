/** Says what the kit can do: all of it, or one command in full. */
import { AppError } from "#lib/domain/errors.ts";
import type { Command, CommandOption, CommandResult } from "./command.ts";
import { nearestWord } from "./nearest-word.ts";

/** `commands` is everything but help itself. */
export function createHelp(commands: readonly Command[]): Command {
  const help: Command = {
    name: "help",
    usage: "[command]",
    summary: "show this, or everything about one command",
    details: [],
    maximumWords: 1,
    async run({ words: [name] }) {
      const all = [...commands, help];
      return name === undefined ? overview(all) : about(findCommand(all, name));
    },
  };
  return help;
}

/** Throws `invalid_input`, naming what may have been meant, when there is no such command. */
export function findCommand(commands: readonly Command[], name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  const names = commands.map((command) => command.name);
  const near = nearestWord(name, names);
  throw new AppError("invalid_input", {
    sentence: near
      ? `There is no command "${name}". Did you mean "${near}"?`
      : `There is no command "${name}". There are: ${names.join(", ")}.`,
  });
}

function overview(commands: readonly Command[]): CommandResult {
  const calls = commands.map(({ name, usage }) => `${name} ${usage}`.trimEnd());
  const width = Math.max(...calls.map((call) => call.length));
  const lines = commands.map(({ summary }, index) => `  ${(calls[index] ?? "").padEnd(width)}  ${summary}`);
  return {
    text: [
      "npm run kit -- <command> [--json]",
      "",
      ...lines,
      "",
      "help <command>, or <command> --help, shows its options and examples.",
      "--json prints one JSON object for programs.",
      "Where the data is comes from the environment and .env, as for the app itself.",
      "Exit codes: 0 done, 1 refused or failed, 2 called wrongly.",
    ].join("\n"),
    data: { commands: commands.map(({ name, usage, summary }) => ({ name, usage, summary })) },
  };
}

function about(command: Command): CommandResult {
  const { name, usage, summary, details, options = [], examples = [], failure } = command;
  return {
    text: [
      `npm run kit -- ${callOf(command)} [--json]`,
      "",
      `${summary}.`,
      ...details,
      ...section(
        "Options",
        options.map((option) => [wordsOf(option), option.summary]),
      ),
      ...section(
        "Examples",
        examples.map(([call, meaning]) => [`npm run kit -- ${call}`, meaning]),
      ),
      "",
      `Exit codes: 0 done, 1 ${failure ?? "refused or failed"}, 2 called wrongly.`,
    ].join("\n"),
    data: { name, usage, summary, details, options, examples },
  };
}

function section(title: string, lines: readonly (readonly [string, string])[]): string[] {
  if (lines.length === 0) return [];
  const width = Math.max(...lines.map(([left]) => left.length));
  return ["", `${title}:`, ...lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)];
}

function callOf({ name, usage, options = [] }: Command): string {
  const optional = options.map((option) => (option.isRequired ? wordsOf(option) : `[${wordsOf(option)}]`));
  return [name, usage, ...optional].filter((part) => part !== "").join(" ");
}

function wordsOf({ name, value }: CommandOption): string {
  return value === null ? `--${name}` : `--${name} ${value}`;
}
