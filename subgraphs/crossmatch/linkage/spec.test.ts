import { describe, expect, test } from 'vitest';
import { planLinkage } from './plan.ts';
import { parseLinkageSpec } from './spec.ts';
import { STANDARDISERS } from './standardisers/index.ts';

const SPEC = {
  name: 'people',
  cardinality: 'dedupe',
  id: 'nr',
  fields: {
    name: { column: 'name', steps: ['lowercase'] },
    born: { column: 'born', steps: ['date'] },
    words: { field: 'name', steps: ['words'] },
  },
  blocking: [{ on: ['born'] }, { on: [{ each: 'words' }] }],
  comparisons: [{ name: 'name', kind: 'name', field: 'name' }],
};

const EQUAL = { equal: 'name' };
const LEVELS = [{ when: EQUAL }, { when: 'else' }];

test('a spec that is in order is planned', () => {
  expect(() => plan({})).not.toThrow();
});

describe('a mistake of form is named with its place and what may stand there', () => {
  test.each([
    [
      field({ colum: 'name' }),
      'fields.name: an object with one of the keys column, field, fields, not colum',
    ],
    [
      field({ column: 'name', step: [] }),
      'fields.name: unknown key step; known are column, steps, sensitive',
    ],
    [
      field({ column: 'name', steps: 'trim' }),
      'fields.name.steps: Invalid input: expected array, received string',
    ],
    [
      field({ column: 'name', steps: [4] }),
      'fields.name.steps.0: a step is a name, or {"name": parameter}',
    ],
    [field({ column: 'name', field: 'born' }), 'fields.name: column and field exclude each other'],
    [field({ column: { left: 'name' } }), 'fields.name.column.right: missing'],
    [field({ column: 7 }), 'fields.name.column: a column, or {"left": …, "right": …}'],
    [
      { fields: { first_name: { column: 'a' } } },
      'fields.first_name: a name is a letter, then letters and digits, at most 40',
    ],
    [{ id: undefined }, 'id: missing'],
    [{ bloking: [] }, '(root): unknown key bloking; known are $schema, name,'],
    [{ blocking: [{ on: [['name']] }] }, 'blocking.0.on.0: a field, or {"each": field}'],
    [
      compared({ kind: 'nme', field: 'name' }),
      'comparisons.0.kind: Invalid option: expected one of "exact"|"name"',
    ],
    [compared({ kind: 'name' }), 'comparisons.0.field: missing'],
    [
      compared({ kind: 'name', field: 'name', title: 'Name' }),
      'comparisons.0.title: Invalid input: expected object, received string',
    ],
    [
      compared({ field: 'name' }),
      'comparisons.0: an object with one of the keys levels, kind, not name, field',
    ],
    [
      compared({ levels: [EQUAL, { when: 'else' }] }),
      'comparisons.0.levels.0.when: missing; comparisons.0.levels.0: unknown key equal',
    ],
    [when('els'), 'comparisons.0.levels.0.when: a condition, or "else"'],
    [
      when({ not: { equl: 'name' } }),
      'comparisons.0.levels.0.when.not: an object with one of the keys equal, measure,',
    ],
    [
      when({ measure: 'jaro', field: 'name', atLest: 1 }),
      'comparisons.0.levels.0.when: unknown key atLest; known are measure, field,',
    ],
  ])('%j', (change, problem) => {
    expect(() => plan(change)).toThrow(refusal(problem));
  });
});

describe('what has the form of a spec and cannot be meant is refused', () => {
  test.each([
    [
      { thresholds: { match: 0.5, review: 0.9 } },
      'thresholds.review: 0.9 is above match, which is 0.5',
    ],
    [
      field({ column: 'name', steps: ['trim', 'lowercse'] }),
      'fields.name.steps.1: step lowercse: unknown; known are trim, lowercase,',
    ],
    [
      field({ column: 'name', steps: [{ first: -4 }] }),
      'fields.name.steps.0: step first: takes a whole number',
    ],
    [
      field({ field: 'nobody' }),
      'fields.name.field: unknown field nobody; known are name, born, words',
    ],
    [field({ fields: ['born', 'nobody'] }), 'fields.name.fields.1: unknown field nobody'],
    [field({ field: 'words' }), 'derived from itself'],
    [
      { blocking: [{ on: ['phon'] }] },
      'blocking.0.on.0: unknown field phon; known are name, born, words',
    ],
    [{ blocking: [{ on: ['born', 'born'] }] }, 'blocking.0.on.1: born stands twice in one rule'],
    [
      { blocking: [{ on: ['words'] }] },
      'blocking.0.on.0: words is a list; write {"each": "words"}',
    ],
    [{ blocking: [{ on: [{ each: 'name' }] }] }, 'blocking.0.on.0: name is no list'],
    [
      compared({ kind: 'name', field: 'nobody' }),
      'comparisons.0.field: unknown field nobody; known are',
    ],
    [
      compared({ kind: 'text', field: 'words' }),
      'comparisons.0.field: words is a list; its kind is set or exact, not text',
    ],
    [compared({ kind: 'set', field: 'name' }), 'comparisons.0.field: name is no list'],
    [
      compared({ kind: 'number', field: 'name', within: [0.5, 0.1] }),
      'comparisons.0.within: must ascend',
    ],
    [
      compared({ kind: 'name', field: 'name', within: [0.1] }),
      'comparisons.0.within: only kind number takes it, not name',
    ],
    [
      when({ measure: 'jaroWinklr', field: 'name', is: 1 }),
      'comparisons.0.levels.0.when: measure jaroWinklr: unknown; known are',
    ],
    [
      when({ measure: 'jaro', field: 'name' }),
      'comparisons.0.levels.0.when: measure jaro has no limit',
    ],
    [
      when({ not: { measure: 'jaro', is: 1 } }),
      'comparisons.0.levels.0.when.not: measure jaro needs either field or fields',
    ],
    [
      when({ measure: 'jaro', field: 'name', fields: ['name', 'born'], is: 1 }),
      'measure jaro needs either field or fields',
    ],
    [
      when({ measure: 'jaro', field: 'name', atLeast: 1, atMost: 0.5 }),
      'atLeast 1 is above atMost 0.5',
    ],
    [
      when({ any: [EQUAL, { equal: ['name', 'nobody'] }] }),
      'comparisons.0.levels.0.when.any.1.equal: unknown field nobody',
    ],
    [
      when({ value: 'nobody', is: 'x', side: 'left' }),
      'comparisons.0.levels.0.when.value: unknown field nobody',
    ],
    [
      compared({ missing: ['nobody'], levels: LEVELS }),
      'comparisons.0.missing.0: unknown field nobody',
    ],
    [
      compared({ levels: [{ ...LEVELS[0], termFrequency: 'nobody' }, LEVELS[1]] }),
      'comparisons.0.levels.0.termFrequency: unknown field nobody',
    ],
    [
      compared({ levels: LEVELS.map((level) => ({ ...level, m: 0.9 })) }),
      'comparisons.0.levels: m adds up to 1.800, more than 1',
    ],
    [
      compared({ levels: LEVELS.map((level) => ({ ...level, u: 0.6 })) }),
      'comparisons.0.levels: u adds up to 1.200, more than 1',
    ],
  ])('%j', (change, problem) => {
    expect(() => plan(change)).toThrow(refusal(problem));
  });

  test('a field that vanishes when it is read', () => {
    const fields: unknown = JSON.parse('{"__proto__": {"column": "name"}}');
    expect(() => plan({ fields })).toThrow(refusal('fields: the key __proto__ is not allowed'));
  });

  test.each([
    [
      'shares that make up all but for rounding',
      compared({
        levels: [
          { when: EQUAL, m: 0.33 },
          { when: { not: EQUAL }, m: 0.56 },
          { when: 'else', m: 0.11 },
        ],
      }),
    ],
    ['a list compared as a whole', compared({ kind: 'exact', field: 'words' })],
    [
      'lists joined, of which nobody knows the shape',
      {
        fields: { ...SPEC.fields, both: { fields: ['words', 'name'] } },
        blocking: [{ on: ['both'] }, { on: [{ each: 'both' }] }],
      },
    ],
  ])('but not %s', (_, change) => {
    expect(() => plan(change)).not.toThrow();
  });
});

describe('a spec without measure ends in a refusal, not in an overflow', () => {
  const chained = (from: readonly number[]) =>
    Object.fromEntries(
      from.map((at) => [`f${at}`, at === 0 ? { column: 'name' } : { field: `f${at - 1}` }]),
    );
  const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
  const joined = Object.fromEntries(
    upTo(9).map((at) => [
      `j${at}`,
      { fields: Array.from({ length: 40 }, () => (at === 0 ? 'name' : `j${at - 1}`)) },
    ]),
  );

  test.each([
    [
      'nested conditions',
      when(upTo(3000).reduce<object>((not) => ({ not }), EQUAL)),
      'comparisons.0.levels.0.when.not: nested deeper than 40',
    ],
    ['conditions', when({ any: upTo(1001).map(() => EQUAL) }), 'more than 1000 conditions'],
    ['fields', { fields: { ...SPEC.fields, ...chained(upTo(3000)) } }, 'fields: more than 200'],
    [
      'a chain of fields',
      { fields: { ...SPEC.fields, ...chained(upTo(150)) } },
      'derived over more than 20 fields',
    ],
    [
      'a chain of fields, last first',
      { fields: { ...chained(upTo(150).reverse()), ...SPEC.fields } },
      'fields.f149: derived over more than 20 fields',
    ],
    [
      'joined fields',
      { fields: { ...SPEC.fields, ...joined } },
      'fields.j1: joined of 1600 columns, more than 50',
    ],
    [
      'steps',
      field({ column: 'name', steps: upTo(31).map(() => 'trim') }),
      'fields.name.steps: more than 30',
    ],
  ])('%s', (_, change, problem) => {
    expect(() => plan(change)).toThrow(refusal(problem));
  });
});

test('the steps marked as yielding a list are those said to', () => {
  const all = Object.values(STANDARDISERS);
  const said = all.filter(({ title }) => title.en.endsWith('(a list)'));
  expect(all.filter(({ list }) => list)).toEqual(said);
});

function plan(change: object) {
  return planLinkage(parseLinkageSpec({ ...SPEC, ...change }));
}

function field(name: object) {
  return { fields: { ...SPEC.fields, name } };
}

function compared(comparison: object) {
  return { comparisons: [{ name: 'name', ...comparison }] };
}

function when(condition: unknown) {
  return compared({ levels: [{ when: condition }, { when: 'else' }] });
}

function refusal(problem: string): Error {
  return expect.objectContaining({
    code: 'LINK_SPEC_INVALID',
    details: {
      problem: {
        zh: expect.stringMatching(/\p{Script=Han}/u) as string,
        en: expect.stringContaining(problem) as string,
      },
    },
  }) as Error;
}
