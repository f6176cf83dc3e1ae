/** What a command of the kit is: words in, a result out; how it is printed is not its business. */

export type CommandInput = {
  /** What follows the command's name, options left out. */
  readonly words: readonly string[];
};

export type CommandResult = {
  /** For people. */
  readonly text: string;
  /** The same for programs, printed by `--json`. */
  readonly data: unknown;
};

export type Command = {
  readonly name: string;
  /** What may follow the name, as the help shows it: "[number]". */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** What else is worth knowing, a sentence a line. */
  readonly details: readonly string[];
  /** How many words may follow the name. */
  readonly maximumWords: number;
  run(input: CommandInput): Promise<CommandResult>;
};
