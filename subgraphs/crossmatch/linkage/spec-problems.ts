import { z } from 'zod';
import type { Text } from '../../../kernel/errors.ts';

// What is wrong with the form of a spec, said so that its author finds it: the place, the key, what may stand there.

/** The keys of which exactly one says what a thing is; the order is that of the branches of its union. */
const CHOICES = {
  field: ['column', 'field', 'fields'],
  condition: ['equal', 'measure', 'value', 'all', 'any', 'not'],
  comparison: ['levels', 'kind'],
} as const satisfies Record<string, readonly string[]>;

/** zod has one text for a message: both languages travel in it, parted by a character that no key is shown with. */
const PARTED = '\u001f';

/** Deeper than any spec a person reads; what nests without end must not end in an overflow. */
const DEEPEST = 40;

/** A message of zod's in both languages. */
export function inBoth(zh: string, en: string): string {
  return `${zh}${PARTED}${en}`;
}

/** An object that names the keys it knows when it meets another. */
export function exactObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownKeys(issue.keys.join(', ').replaceAll(PARTED, ' '), known)
        : undefined,
  });
}

/** A union whose branch the author chooses by one of its keys; `problemsOf` tells what is wrong in that branch. */
export function choiceOf<Options extends readonly z.ZodType[]>(
  of: keyof typeof CHOICES,
  options: Options,
) {
  return z.union(options, { error: choiceText(CHOICES[of]) });
}

/**
 * What keeps a spec from being read at all: `__proto__`, which readers of JSON lose, and nesting without end.
 * null when nothing does.
 */
export function unreadable(input: unknown, path: readonly PropertyKey[] = []): Text | null {
  if (typeof input !== 'object' || input === null) return null;
  if (path.length > DEEPEST) {
    return at(path.slice(0, 6), inBoth(`嵌套超过 ${DEEPEST} 层`, `nested deeper than ${DEEPEST}`));
  }
  if (Object.hasOwn(input, '__proto__'))
    return at(path, inBoth('不能有 __proto__ 这个键', 'the key __proto__ is not allowed'));
  for (const [key, value] of Object.entries(input)) {
    const problem = unreadable(value, [...path, key]);
    if (problem !== null) return problem;
  }
  return null;
}

/** Every problem of a spec's form, each with its place. */
export function problemsOf(input: unknown): (issue: z.core.$ZodIssue) => Text[] {
  return (issue) => problemsAt(issue, issue.path, valueAt(input, issue.path));
}

/** Says "missing" where nothing stands; for the rest zod's own words will do, in both languages. */
export function ownWords(issue: z.core.$ZodRawIssue): string {
  return issue.input === undefined
    ? MISSING
    : inBoth(wordsOf(CHINESE, issue), wordsOf(ENGLISH, issue));
}

const MISSING = inBoth('缺失', 'missing');
const [CHINESE, ENGLISH] = [z.locales.zhCN().localeError, z.locales.en().localeError];

function wordsOf(words: z.core.$ZodErrorMap, issue: z.core.$ZodRawIssue): string {
  const said = words(issue);
  return typeof said === 'string' ? said : (said?.message ?? issue.code);
}

function problemsAt(issue: z.core.$ZodIssue, path: readonly PropertyKey[], value: unknown): Text[] {
  const say = (problem: string): Text => at(path, problem);
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => say(message));
  if (issue.code !== 'invalid_union') return [say(issue.message)];
  const keys = Object.values(CHOICES).find((known) => choiceText(known) === issue.message);
  if (keys && isObject(value)) {
    const chosen = keys.filter((key) => Object.hasOwn(value, key));
    if (chosen.length > 1) {
      return [
        say(
          inBoth(`${chosen.join('、')} 不能同时出现`, `${chosen.join(' and ')} exclude each other`),
        ),
      ];
    }
    const [key] = chosen;
    if (key === undefined) return [say(notAmong(issue.message, Object.keys(value).join(', ')))];
    const branch = issue.errors[(keys as readonly string[]).indexOf(key)] ?? [];
    return branch.flatMap((one) => inside(one, path, value));
  }
  const [branch] = issue.errors.filter((problems) => !problems.some(isOfAnotherType));
  if (branch) return branch.flatMap((one) => inside(one, path, value));
  return [say(value === undefined ? MISSING : issue.message)];
}

function inside(issue: z.core.$ZodIssue, path: readonly PropertyKey[], value: unknown): Text[] {
  return problemsAt(issue, [...path, ...issue.path], valueAt(value, issue.path));
}

/** The value is nothing this branch could mean: a text where it wants an object. */
function isOfAnotherType(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code !== 'invalid_union') {
    return issue.code === 'invalid_type' || issue.code === 'invalid_value';
  }
  return issue.errors.every((problems) => problems.some(isOfAnotherType));
}

function choiceText(keys: readonly string[]): string {
  const known = keys.join(', ');
  return inBoth(`须为含有 ${known} 之一的对象`, `an object with one of the keys ${known}`);
}

function unknownKeys(unknown: string, known: string): string {
  return inBoth(
    `没有 ${unknown} 这个键；已有 ${known}`,
    `unknown key ${unknown}; known are ${known}`,
  );
}

function notAmong(message: string, found: string): string {
  const { zh, en } = parted(message);
  return inBoth(`${zh}，而不是 ${found}`, `${en}, not ${found}`);
}

function at(path: readonly PropertyKey[], message: string): Text {
  const { zh, en } = parted(message);
  return { zh: `${placeOf(path)}：${zh}`, en: `${placeOf(path)}: ${en}` };
}

function parted(message: string): Text {
  const [zh = '', en = zh] = message.split(PARTED);
  return { zh, en };
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || '(root)';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    input,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
