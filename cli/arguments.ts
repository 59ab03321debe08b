import { existsSync } from 'node:fs';
import { ROLES, type Role } from '../kernel/actor.ts';
import { isPlainDate, type PlainDate } from '../kernel/plain-date.ts';
import { UsageError, type Invocation, type Option } from './command.ts';
import { say } from './messages.ts';

export const AS_OF: Option = {
  name: 'as-of',
  value: 'DATE',
  help: { zh: '以这一天为准（默认今天）', en: 'the day that counts (default: today)' },
};

/** The day of `--as-of`, if given. Throws UsageError when it is not one. */
export function asOfDay(invocation: Invocation): PlainDate | undefined {
  return dayOf(invocation, 'as-of');
}

/** The day of an option, if given. Throws UsageError when it is not one. */
export function dayOf({ value, output }: Invocation, name: string): PlainDate | undefined {
  const text = value(name);
  if (text === undefined || isPlainDate(text)) return text;
  throw new UsageError(say(output.language, 'notADate', { name: `--${name}`, value: text }));
}

/** A whole number within bounds. Throws UsageError otherwise, or when a needed one is absent. */
export function wholeNumber(
  { value, output }: Invocation,
  name: string,
  bounds: { least: number; most: number; otherwise?: number },
): number {
  const text = value(name);
  if (text === undefined) {
    if (bounds.otherwise !== undefined) return bounds.otherwise;
    throw new UsageError(say(output.language, 'optionRequired', { name: `--${name}` }));
  }
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= bounds.least && number <= bounds.most) return number;
  const range = `${bounds.least}–${bounds.most}`;
  throw new UsageError(
    say(output.language, 'notANumber', { name: `--${name}`, range, value: text }),
  );
}

/** One of a few words, if given. Throws UsageError for any other. */
export function choice<Word extends string>(
  { value, output }: Invocation,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = value(name);
  const word = words.find((one) => one === text);
  if (text === undefined || word !== undefined) return word;
  throw new UsageError(
    say(output.language, 'notOneOf', { name: `--${name}`, choices: words.join('|'), value: text }),
  );
}

/** A role that a person may have. Throws UsageError when it is absent or unknown. */
export function personalRole(invocation: Invocation): Exclude<Role, 'SYSTEM'> {
  const roles = ROLES.filter((role) => role !== 'SYSTEM');
  const role = choice(invocation, 'role', roles);
  if (role) return role;
  const name = `--role ${roles.join('|')}`;
  throw new UsageError(say(invocation.output.language, 'optionRequired', { name }));
}

/** The given paths, all of which exist. Throws UsageError naming the first that does not. */
export function existingPaths({ args, output }: Invocation): readonly string[] {
  const missing = args.find((file) => !existsSync(file));
  if (missing === undefined) return args;
  throw new UsageError(say(output.language, 'noSuchFile', { file: missing }));
}
