import { expect, test } from 'vitest';
import { hashOfJson } from '../../subgraphs/crossmatch/linkage/canonical-json.ts';
import { buildPersonModel } from './build-person-model.ts';

const SMALL = {
  train: { seed: 1, persons: 500, records: 500 },
  evaluate: [
    { seed: 2, persons: 500, records: 500 },
    { seed: 3, persons: 300, records: 400 },
  ],
};

test('the same seeds give the same bytes, and the report is of that model on the other seeds', async () => {
  const [once, again] = [await buildPersonModel(SMALL), await buildPersonModel(SMALL)];
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  const { training, model, evaluation } = once;
  expect(training).toBe('hub link generate --seed 1 --persons 500 --records 500');
  expect(evaluation.modelHash).toBe(hashOfJson(model));
  expect(evaluation.data.map(({ left }) => left)).toEqual([500, 400]);
  expect(evaluation.profile.left.records).toBe(900);
  const parts = evaluation.data.reduce((sum, { pairs }) => sum + pairs.truePositives, 0);
  expect(evaluation.pairs.truePositives).toBe(parts);
}, 60_000);
