import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../cli/exit-codes.ts';
import { modelFile } from '../../subgraphs/crossmatch/linkage/model-file.ts';
import type { Model } from '../../subgraphs/crossmatch/linkage/model.ts';
import { openCliHub, type CliHub } from '../support/cli.ts';

type Told = { name: string; status: string; precision: number | null; training: string };
type Failed = { error: { code: string } };

const SPEC = ['--spec', 'chinese-person'];

let hub: CliHub;
const at = (name: string): string => path.join(hub.dataDir, name);
const inputs = (folder: string): string[] => [
  ...SPEC,
  ...['--left', at(`${folder}/left.csv`), '--right', at(`${folder}/right.csv`)],
];
const people = (seed: number, folder: string): string[] =>
  `link generate --seed ${seed} --persons 800 --records 800 --out ${at(folder)}`.split(' ');

beforeAll(async () => {
  hub = await openCliHub();
});
afterAll(() => hub.close());

it('brings a model from invented persons to the one that scores, and ends it', async () => {
  expect(await hub.document(people(11, 'train'))).toMatchObject({ persons: 800, records: 800 });
  await hub.document(people(12, 'judge'));
  await hub.document(['link', 'train', ...inputs('train'), '--out', at('m.json')]);
  const truth = ['--truth', at('judge/truth.csv'), '--evaluation', at('e.json')];
  await hub.document(['link', 'evaluate', ...inputs('judge'), '--model', at('m.json'), ...truth]);
  const brought = [...SPEC, '--model', at('m.json'), '--evaluation', at('e.json')];
  const proposed = await hub.document<Told>(
    ['link', 'propose', ...brought, '--training', 'seed 11', '--as', 'zhang.w'],
  ); // prettier-ignore
  expect(proposed).toMatchObject({ name: 'chinese-person@2', status: 'PROPOSED' });
  expect(proposed.precision).toBeGreaterThan(0.9);

  const own = await hub.document<Failed>('link activate chinese-person@2 --as zhang.w'.split(' '));
  expect(own.error.code).toBe('LINK_MODEL_SAME_PERSON');
  const active = await hub.document('link activate chinese-person@2 --as li.h'.split(' '));
  expect(active).toMatchObject({ name: 'chinese-person@2', status: 'ACTIVE' });
  const models = await hub.document<Told[]>(['link', 'models']);
  expect(models.map(({ name, status }) => [name, status])).toEqual([
    ['chinese-person@2', 'ACTIVE'],
    ['chinese-person@1', 'RETIRED'],
  ]);
  const ended = await hub.document('link retire chinese-person@2 --as li.h'.split(' '));
  expect(ended).toMatchObject({ status: 'RETIRED' });
});

it('takes what a release ships as it stands, and what is not evaluated only for the record', async () => {
  const shipped = 'subgraphs/crossmatch/linkage/models/chinese-person.json';
  const { model } = JSON.parse(readFileSync(shipped, 'utf8')) as { model: Model };
  const propose = ['link', 'propose', ...SPEC, '--as', 'zhang.w', '--model'];
  const whole = await hub.document<Told>([...propose, shipped]);
  expect(whole.training).toBe('hub link generate --seed 1 --persons 10000 --records 10000');
  writeFileSync(at('bare.json'), JSON.stringify(modelFile(model)));
  const { name, precision } = await hub.document<Told>([...propose, at('bare.json'), '--training', 'seed 1']); // prettier-ignore
  expect(precision).toBeNull();
  const refused = await hub.document<Failed>(['link', 'activate', name, '--as', 'li.h']);
  expect(refused.error.code).toBe('LINK_MODEL_UNEVALUATED');
});

it.each([
  ['nobody who acts', 'link activate chinese-person@1', '--as'],
  ['an account that is none', 'link activate chinese-person@1 --as cli:link', '--as'],
  ['no version', 'link activate --as li.h', 'chinese-person@2'],
  ['a version where none belongs', 'link models chinese-person@1', 'chinese-person@1'],
])('refuses %s as a way of typing it', async (_, line, named) => {
  const { code, stderr } = await hub.run(line.split(' '));
  expect(code).toBe(EXIT.usage);
  expect(stderr).toContain(named);
});

it('does not judge a model by the data it was trained on the moment before', async () => {
  const truth = ['--truth', at('judge/truth.csv'), '--evaluation', at('self.json')];
  const { code, stderr } = await hub.run(['link', 'evaluate', ...inputs('judge'), ...truth]);
  expect(code).toBe(EXIT.usage);
  expect(stderr).toContain('--model');
});
