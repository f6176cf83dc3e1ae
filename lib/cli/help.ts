/** Says what the kit can do: all of it, or one command in full. */
import { AppError } from "#lib/domain/errors.ts";
import type { Command, CommandResult } from "./command.ts";
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
  const width = Math.max(...commands.map((command) => callOf(command).length));
  const lines = commands.map((command) => `  ${callOf(command).padEnd(width)}  ${command.summary}`);
  return {
    text: [
      "npm run kit -- <command> [--json]",
      "",
      ...lines,
      "",
      "--json prints one JSON object for programs.",
      "Where the data is comes from the environment and .env, as for the app itself.",
      "Exit codes: 0 done, 1 refused or failed, 2 called wrongly.",
    ].join("\n"),
    data: { commands: commands.map(({ name, usage, summary }) => ({ name, usage, summary })) },
  };
}

function about(command: Command): CommandResult {
  const { name, usage, summary, details } = command;
  return {
    text: [`npm run kit -- ${callOf(command)} [--json]`, "", `${summary}.`, ...details].join("\n"),
    data: { name, usage, summary, details },
  };
}

function callOf({ name, usage }: Command): string {
  return usage === "" ? name : `${name} ${usage}`;
}
