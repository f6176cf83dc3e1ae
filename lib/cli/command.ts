/** What a command of the kit is: words and options in, a result out; how it is printed is not its business. */
import type { Progress } from "./progress.ts";

export type CommandOption = {
  /** Without the dashes. */
  readonly name: string;
  /** What follows it, as the help shows it: "<folder>"; null for one that is there or not. */
  readonly value: string | null;
  readonly isRequired?: boolean;
  /** One line. */
  readonly summary: string;
};

export type CommandInput = {
  /** What follows the command's name, options left out. */
  readonly words: readonly string[];
  /** The value of an option; null when it was not given. */
  option(name: string): string | null;
  /** Whether an option without a value was given. */
  has(name: string): boolean;
  readonly progress: Progress;
};

export type CommandResult = {
  /** For people. */
  readonly text: string;
  /** The same for programs, printed by `--json`. */
  readonly data: unknown;
  /** 1 when it was done and what it found is not well; 0 when absent. */
  readonly exitCode?: 0 | 1;
};

export type Command = {
  readonly name: string;
  /** What may follow the name besides options, as the help shows it: "[number]". */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** What else is worth knowing, a sentence a line. */
  readonly details: readonly string[];
  readonly options?: readonly CommandOption[];
  /** Calls to copy, with a word on each. */
  readonly examples?: readonly (readonly [call: string, meaning: string])[];
  /** What exit code 1 means here when it is more than "refused or failed". */
  readonly failure?: string;
  /** How many words may follow the name. */
  readonly maximumWords: number;
  /** Throws `invalid_input` when the call makes no sense, before anything is opened. */
  check?(input: Pick<CommandInput, "words" | "option" | "has">): void;
  run(input: CommandInput): Promise<CommandResult>;
};
