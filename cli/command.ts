import type { ExitCode } from './exit-codes.ts';
import type { Language } from './messages.ts';
import type { Output } from './output.ts';
import type { Progress } from './progress.ts';

/** A text in both languages of the command line. */
export type Text = Record<Language, string>;

export type Option = {
  /** Without dashes; kebab-case. */
  name: string;
  /** How its value is called in the help; absent for a switch. */
  value?: string;
  help: Text;
  /** May be given several times. */
  many?: boolean;
};

export type Invocation = {
  args: readonly string[];
  /** The value of an option, if given. */
  value: (name: string) => string | undefined;
  values: (name: string) => readonly string[];
  flag: (name: string) => boolean;
  output: Output;
  progress: Progress;
};

/** One command: what it is called, what it takes, what it does. */
export type Command = {
  name: string;
  /** Its arguments as cac writes them, for example `<...files>`. */
  args?: string;
  help: Text;
  options: readonly Option[];
  /** What its first argument may be; `--help` lists them. */
  actions?: readonly { name: string; help: Text }[];
  run(invocation: Invocation): Promise<ExitCode>;
};

/** The command was typed wrongly; its message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
