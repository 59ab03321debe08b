import { HubError, type Text } from '../../../kernel/errors.ts';
import { specProblem } from './conditions.ts';
import type { FieldSpec, LinkageSpec } from './spec.ts';
import { makeStep, yieldsList } from './standardisers/index.ts';

/** What a field holds, as far as its steps tell: one text or a list; several joined with a list among them are OPEN. */
export type FieldShape = 'ONE' | 'LIST' | 'OPEN';

const MOST_FIELDS = 200;
const MOST_STEPS = 30;
/** How many fields one may be derived from in a row. */
const LONGEST_CHAIN = 20;
/** How many columns one value may be joined of, repeats counted. */
const MOST_JOINED = 50;

const CIRCULAR = ['由自身派生', 'derived from itself'] as const;

type Known = { shape: FieldShape; chain: number; joined: number };

/**
 * The shape of every field; refuses what cannot be meant or would not end.
 * @throws HubError LINK_SPEC_INVALID for an unknown field or step, a field derived from itself, too many of either
 */
export function shapesOf(spec: LinkageSpec): ReadonlyMap<string, FieldShape> {
  const names = Object.keys(spec.fields);
  if (names.length > MOST_FIELDS)
    throw specProblem('fields', `超过 ${MOST_FIELDS} 个`, `more than ${MOST_FIELDS}`);
  const done = new Map<string, Known>();
  for (const name of names) visit(spec, name, [], done);
  return new Map([...done].map(([name, { shape }]) => [name, shape]));
}

/** What is wrong with something that a part of a spec names, with the place of the part. */
export function placed<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'LINK_SPEC_INVALID') throw error;
    const { zh, en } = error.details['problem'] as Text;
    throw specProblem(place, zh, en);
  }
}

/** @throws HubError LINK_SPEC_INVALID naming the place and the fields there are */
export function checkKnown(spec: LinkageSpec, name: string, place: string): void {
  if (Object.hasOwn(spec.fields, name)) return;
  const known = Object.keys(spec.fields).join(', ');
  throw specProblem(
    place,
    `没有字段 ${name}；已有 ${known}`,
    `unknown field ${name}; known are ${known}`,
  );
}

function visit(
  spec: LinkageSpec,
  name: string,
  above: readonly string[],
  done: Map<string, Known>,
): Known {
  const place = `fields.${name}`;
  const known = done.get(name);
  if (known) return known;
  if (above.includes(name)) throw specProblem(place, ...CIRCULAR);
  const [first = name] = above;
  if (above.length > LONGEST_CHAIN) throw tooLong(first);
  const written = spec.fields[name];
  const sources = sourcesOf(written).map(([source, key]) => {
    checkKnown(spec, source, `${place}.${key}`);
    return visit(spec, source, [...above, name], done);
  });
  const found = joinedOf(sources);
  if (found.chain > LONGEST_CHAIN) throw tooLong(name);
  if (found.joined > MOST_JOINED) {
    throw specProblem(
      place,
      `由 ${found.joined} 列合并而成，超过 ${MOST_JOINED} 列`,
      `joined of ${found.joined} columns, more than ${MOST_JOINED}`,
    );
  }
  const shape = listsIn(written?.steps ?? [], place) ? 'LIST' : found.shape;
  done.set(name, { ...found, shape });
  return { ...found, shape };
}

function joinedOf(sources: readonly Known[]): Known {
  const [only] = sources;
  const shape = sources.some((one) => one.shape !== 'ONE') ? 'OPEN' : 'ONE';
  return {
    shape: only && sources.length === 1 ? only.shape : shape,
    chain: Math.max(0, ...sources.map((source) => source.chain + 1)),
    joined: only ? sources.reduce((sum, source) => sum + source.joined, 0) : 1,
  };
}

function tooLong(name: string): HubError {
  return specProblem(
    `fields.${name}`,
    `连续派生超过 ${LONGEST_CHAIN} 个字段`,
    `derived over more than ${LONGEST_CHAIN} fields in a row`,
  );
}

/** Whether a step makes a list; every step is made once, so that a wrong one is told with its place. */
function listsIn(steps: FieldSpec['steps'], place: string): boolean {
  if (steps.length > MOST_STEPS)
    throw specProblem(`${place}.steps`, `超过 ${MOST_STEPS} 个`, `more than ${MOST_STEPS}`);
  steps.forEach((step, at) => placed(`${place}.steps.${at}`, () => makeStep(step)));
  return steps.some(yieldsList);
}

function sourcesOf(written: FieldSpec | undefined): [name: string, key: string][] {
  if (written === undefined || 'column' in written) return [];
  if ('field' in written) return [[written.field, 'field']];
  return written.fields.map((name, at) => [name, `fields.${at}`]);
}
