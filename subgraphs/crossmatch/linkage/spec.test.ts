import { describe, expect, test } from 'vitest';
import { planLinkage } from './plan.ts';
import { parseLinkageSpec } from './spec.ts';

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
    details: { problem: expect.stringContaining(problem) as string },
  }) as Error;
}
