import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { errorMessage, HubError } from '../../../kernel/errors.ts';
import { inventedRecords, inventedSpec } from '../../../test/support/linkage-people.ts';
import { openLinkageDuckdb } from './engine/duckdb.ts';
import { modelFile, parseModelFile } from './model-file.ts';
import type { Model } from './model.ts';
import { parseModel } from './parse-model.ts';
import { planLinkage, type Plan } from './plan.ts';
import { runLinkage, type LinkageInputs } from './run-linkage.ts';
import { linkageSpec, parseLinkageSpec } from './spec.ts';

const RECORDS = inventedRecords(11, 150);
const PLAN = planLinkage(inventedSpec('one-to-one'));
const FIXED = planLinkage(
  linkageSpec({
    ...inventedSpec('one-to-one'),
    comparisons: [
      { name: 'name', kind: 'exact', field: 'name', termFrequency: false },
      {
        name: 'born',
        levels: [
          { when: { equal: 'born' }, m: 0.5, u: 0.5 },
          { when: { measure: 'levenshtein', field: 'born', atMost: 1 } },
          { when: 'else' },
        ],
      },
    ],
  }),
);
let trained: Model;
let trainedFixed: Model;

beforeAll(async () => {
  trained = await learnt(PLAN, RECORDS);
  trainedFixed = await learnt(FIXED, RECORDS);
});

describe('a model', () => {
  test('that was trained for the plan is taken, with shares that the spec fixes too', () => {
    expect(parseModel(copy(trained), PLAN)).toEqual(trained);
    expect(parseModel(copy(trainedFixed), FIXED)).toEqual(trainedFixed);
  });

  test('that the hub ships is taken', () => {
    const read = (kind: string): unknown =>
      JSON.parse(readFileSync(new URL(`${kind}/chinese-person.json`, import.meta.url), 'utf8'));
    const { model } = read('models') as { model: unknown };
    expect(parseModel(model, planLinkage(parseLinkageSpec(read('specs'))))).toEqual(model);
  });

  test('of records that all hold the same value is taken too', async () => {
    const same = {
      columns: ['id', 'name', 'born', 'town', 'words'],
      rows: [Array.from({ length: 30 }, (_, at) => [`${at}`, 'ba', '1950-01-01', 'de', 'ko'])],
    };
    const plan = planLinkage(inventedSpec('dedupe'));
    const model = await learnt(plan, { left: same, right: null });
    expect(parseModel(copy(model), plan)).toEqual(model);
  });

  const BROKEN: readonly [string, string, (model: Model) => void][] = [
    ['a comparison less', 'comparisons: 3, the spec has 4', (m) => m.comparisons.pop()],
    ['two in another order', 'comparisons.0.name: words', (m) => m.comparisons.reverse()],
    ['another name', 'comparisons.1.name: other', (m) => (comparison(m, 1).name = 'other')],
    ['a level less', 'comparisons.0.levels: 4, ', (m) => comparison(m, 0).levels.pop()],
    ['levels turned round and cut', 'comparisons.2.levels: 1', (m) => comparison(m, 2).levels.shift()],
    ['every u near one', 'comparisons.0.levels: u adds up to 4.995', (m) => everyU(m, 0.999)],
    ['a u too small', 'comparisons.0.levels: u adds up to 5.00000e-9', (m) => everyU(m, 1e-9)],
    ['an m too large', 'comparisons.3.levels: m adds', (m) => (level(m, 3, 4).m += 0.01)],
    ['an m of nought', 'comparisons.1.levels.2.m: ', (m) => (level(m, 1, 2).m = 0)],
    ['a prior above one', 'prior: ', (m) => (m.prior = 2)],
    ['no shares of a value', 'termFrequencies.town: missing', (m) => delete m.termFrequencies['town']],
    ['shares nobody asks for', 'termFrequencies.born: ', (m) => (m.termFrequencies['born'] = SHARES)],
    ['shares beyond one', 'termFrequencies.name.common: adds', (m) => (m.termFrequencies['name'] = { ...SHARES, common: { x: 0.6, y: 0.6 } })],
  ]; // prettier-ignore

  test.each(BROKEN)('with %s is refused, with the place', (_, problem, harm) => {
    const model = copy(trained);
    harm(model);
    expect(refusal(() => parseModel(model, PLAN))).toContain(problem);
  });

  test('with another share than the spec fixes is refused, and with the others above the rest', () => {
    const [other, above] = [copy(trainedFixed), copy(trainedFixed)];
    level(other, 1, 0).u = 0.4;
    expect(refusal(() => parseModel(other, FIXED))).toContain('comparisons.1.levels.0.u: the spec');
    level(above, 1, 1).u += 0.5;
    expect(refusal(() => parseModel(above, FIXED))).toContain('comparisons.1.levels: u adds');
  });

  test('is refused without showing the values it names', () => {
    const model = copy(trained);
    model.termFrequencies['name'] = { ...SHARES, common: { wang: 7 } };
    const problem = refusal(() => parseModel(model, PLAN));
    expect(problem).toContain('termFrequencies.name.common: ');
    expect(problem).not.toContain('wang');
  });
});

describe('the file of a model', () => {
  test('gives back what was trained, whatever its layout', () => {
    const turned = Object.fromEntries(Object.entries(copy(modelFile(trained))).reverse());
    expect(parseModelFile(turned, PLAN)).toEqual(trained);
  });

  test.each<[string, (file: Model) => void]>([
    ['another prior', (file) => (file.prior /= 2)],
    ['another seed', (file) => (file.seed += 1)],
    [
      'a level less likely and one more',
      (file) => {
        level(file, 0, 0).m -= 0.1;
        level(file, 0, 1).m += 0.1;
      },
    ],
  ])('is refused with %s', (_, harm) => {
    const file = copy(modelFile(trained));
    harm(file);
    expect(refusal(() => parseModelFile(file, PLAN))).toContain('modelHash: the file was changed');
  });

  test('is refused without its hash, and when it is no object', () => {
    expect(refusal(() => parseModelFile(copy(trained), PLAN))).toContain('modelHash: missing');
    for (const input of [null, 7, [], 'model']) {
      expect(refusal(() => parseModelFile(input, PLAN))).toContain('not a model: spec: ');
    }
  });
});

const SHARES = { common: {}, other: 0.01, equal: 0.01 };

function comparison(model: Model, at: number): Model['comparisons'][number] {
  const found = model.comparisons[at];
  if (!found) throw new Error('no such comparison');
  return found;
}

function level(model: Model, at: number, place: number): { m: number; u: number } {
  const found = comparison(model, at).levels[place];
  if (!found) throw new Error('no such level');
  return found;
}

function everyU(model: Model, u: number): void {
  for (const { levels } of model.comparisons) for (const one of levels) one.u = u;
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof HubError && error.code === 'LINK_MODEL_MISMATCH') {
      return errorMessage(error.code, error.details, 'en');
    }
    throw error;
  }
  throw new Error('taken');
}

async function learnt(plan: Plan, inputs: LinkageInputs): Promise<Model> {
  const database = await openLinkageDuckdb({
    threads: 1,
    memoryLimitMb: 256,
    spillDir: `${tmpdir()}/linkage-spill`,
  });
  try {
    return (await runLinkage(database, plan, inputs)).model;
  } finally {
    await database.close();
  }
}
