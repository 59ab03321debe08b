import { z } from 'zod';

// What is wrong with the form of a spec, said so that its author finds it: the place, the key, what may stand there.

/** The keys of which exactly one says what a thing is; the order is that of the branches of its union. */
const CHOICES = {
  field: ['column', 'field', 'fields'],
  condition: ['equal', 'measure', 'value', 'all', 'any', 'not'],
  comparison: ['levels', 'kind'],
} as const satisfies Record<string, readonly string[]>;

/** Deeper than any spec a person reads; what nests without end must not end in an overflow. */
const DEEPEST = 40;

/** An object that names the keys it knows when it meets another. */
export function exactObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${issue.keys.join(', ')}; known are ${known}`
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
export function unreadable(input: unknown, path: readonly PropertyKey[] = []): string | null {
  if (typeof input !== 'object' || input === null) return null;
  if (path.length > DEEPEST) return `${placeOf(path.slice(0, 6))}: nested deeper than ${DEEPEST}`;
  if (Object.hasOwn(input, '__proto__'))
    return `${placeOf(path)}: the key __proto__ is not allowed`;
  for (const [key, value] of Object.entries(input)) {
    const problem = unreadable(value, [...path, key]);
    if (problem !== null) return problem;
  }
  return null;
}

/** Every problem of a spec's form, each with its place. */
export function problemsOf(input: unknown): (issue: z.core.$ZodIssue) => string[] {
  return (issue) => problemsAt(issue, issue.path, valueAt(input, issue.path));
}

/** Says "missing" where nothing stands; for the rest zod's own words will do. */
export function missingText(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.input === undefined ? 'missing' : undefined;
}

function problemsAt(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  value: unknown,
): string[] {
  const say = (problem: string): string => `${placeOf(path)}: ${problem}`;
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => say(message));
  if (issue.code !== 'invalid_union') return [say(issue.message)];
  const keys = Object.values(CHOICES).find((known) => choiceText(known) === issue.message);
  if (keys && isObject(value)) {
    const chosen = keys.filter((key) => Object.hasOwn(value, key));
    if (chosen.length > 1) return [say(`${chosen.join(' and ')} exclude each other`)];
    const [key] = chosen;
    if (key === undefined) return [say(`${issue.message}, not ${Object.keys(value).join(', ')}`)];
    const branch = issue.errors[(keys as readonly string[]).indexOf(key)] ?? [];
    return branch.flatMap((one) => inside(one, path, value));
  }
  const [branch] = issue.errors.filter((problems) => !problems.some(isOfAnotherType));
  if (branch) return branch.flatMap((one) => inside(one, path, value));
  return [say(value === undefined ? 'missing' : issue.message)];
}

function inside(issue: z.core.$ZodIssue, path: readonly PropertyKey[], value: unknown): string[] {
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
  return `an object with one of the keys ${keys.join(', ')}`;
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
