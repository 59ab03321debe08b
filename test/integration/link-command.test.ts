import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeXlsx } from '../../cli/district/writers.ts';
import {
  csvText,
  openLinkFolder,
  PEOPLE,
  runHub,
  type LinkFolder,
} from '../support/link-folder.ts';

let folder: LinkFolder;
beforeAll(() => {
  folder = openLinkFolder();
});
afterAll(() => folder.remove());

describe('hub link run', () => {
  test('writes the pairs and the entities, and tells what it did', async () => {
    const run = await folder.link(
      'run',
      'spec.json',
      'people.csv',
      '--clusters',
      folder.at('entities.csv'),
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.document()).toMatchObject({
      spec: 'people',
      modelGiven: false,
      records: { left: 60, right: null },
      entities: 40,
      decisionsUnknown: 0,
    });
    const pairs = folder.table('out.csv');
    expect(Object.keys(pairs[0] ?? {})).toEqual(
      ['left_id', 'right_id', 'weight', 'probability', 'decision', 'because'], // prettier-ignore
    );
    const matched = pairs.filter(({ decision }) => decision === 'MATCH');
    expect(matched.map(({ left_id: left, right_id: right }) => `${left} ${right}`)).toEqual(
      Array.from({ length: 20 }, (_, n) => `a${n} b${n}`),
    );
    const entities = new Map(folder.table('entities.csv').map(({ id, cluster }) => [id, cluster]));
    expect([entities.size, entities.get('b3'), entities.get('a30')]).toEqual([60, 'a3', 'a30']);
  });

  test('links two tables, whose id columns have names of their own', async () => {
    folder.file('singles.csv', PEOPLE.slice(0, 41));
    const run = await folder.link(
      'run',
      'two.json',
      'singles.csv',
      '--right',
      folder.at('others.csv'),
    );
    expect(run).toMatchObject({ code: 0 });
    const matched = folder.table('out.csv').filter(({ decision }) => decision === 'MATCH');
    expect(matched).toHaveLength(10);
    expect(matched.every((pair) => pair['left_id']?.slice(1) === pair['right_id']?.slice(1))).toBe(
      true,
    );
  });

  test.each([
    ['GB18030', 'gb.csv', (text: string) => iconv.encode(text, 'gb18030')],
    ['UTF-8 with a mark', 'bom.csv', (text: string) => Buffer.from(`\ufeff${text}`)],
  ])('reads %s alike', async (_, file, encode) => {
    await folder.link('run', 'spec.json', 'people.csv');
    const expected = readFileSync(folder.at('out.csv'), 'utf8');
    writeFileSync(folder.at(file), encode(csvText(PEOPLE)));
    expect((await folder.link('run', 'spec.json', file)).code).toBe(0);
    expect(readFileSync(folder.at('out.csv'), 'utf8')).toBe(expected);
  });

  test('reads XLSX alike', async () => {
    await folder.link('run', 'spec.json', 'people.csv');
    const expected = readFileSync(folder.at('out.csv'), 'utf8');
    const [header = [], ...rows] = PEOPLE;
    await writeXlsx(folder.at('people.xlsx'), header, rows);
    expect((await folder.link('run', 'spec.json', 'people.xlsx')).code).toBe(0);
    expect(readFileSync(folder.at('out.csv'), 'utf8')).toBe(expected);
  });

  test('reads Parquet alike', async () => {
    await folder.link('run', 'spec.json', 'people.csv');
    const expected = readFileSync(folder.at('out.csv'), 'utf8');
    copyFileSync('test/fixtures/linkage/people.parquet', folder.at("o'p.parquet"));
    expect((await folder.link('run', 'spec.json', "o'p.parquet")).code).toBe(0);
    expect(readFileSync(folder.at('out.csv'), 'utf8')).toBe(expected);
  });

  test('lets people override the model, also where no rule proposed the pair', async () => {
    writeFileSync(folder.at('said.csv'), 'left,right,same\nb0,a0,0\na1,a30,1\na2,nobody,1\n');
    const run = await folder.link(
      'run',
      'spec.json',
      'people.csv',
      '--decisions',
      folder.at('said.csv'),
    );
    expect(run.document()).toMatchObject({ decisionsUnknown: 1 });
    const said = folder.table('out.csv').filter(({ because }) => because === 'PERSON');
    expect(said.map((one) => [one['left_id'], one['right_id'], one['decision']])).toEqual([
      ['a0', 'b0', 'NONE'],
      ['a1', 'a30', 'MATCH'],
    ]);
  });

  test('writes fewer pairs for a higher probability and decides the same', async () => {
    const all = (
      await folder.link('run', 'spec.json', 'people.csv', '--min-probability', '0')
    ).document();
    const some = (
      await folder.link('run', 'spec.json', 'people.csv', '--min-probability', '0.9')
    ).document();
    expect(some['matches']).toBe(all['matches']);
    expect(Number(some['pairsWritten'])).toBeLessThan(Number(all['pairsWritten']));
    expect(folder.table('out.csv').every(({ probability }) => Number(probability) >= 0.9)).toBe(
      true,
    );
  });

  test('writes a report that loads nothing and shows no sensitive value', async () => {
    await folder.link('run', 'spec.json', 'people.csv', '--report', folder.at('report.html'));
    const html = readFileSync(folder.at('report.html'), 'utf8');
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|src=|https?:\/\//);
    expect(html).toContain('姓名');
    expect(PEOPLE.slice(1).filter(([, , , phone = '']) => html.includes(phone))).toEqual([]);
  });
});

describe('hub link train', () => {
  test.each([
    ['one-to-one', 20],
    ['many-to-one', 20],
    ['one-to-many', 40],
    ['many-to-many', 80],
  ])('takes as many of 80 pairs that agree for matches as %s allows', async (cardinality, most) => {
    const [head = [], ...people] = PEOPLE.slice(0, 11);
    const times = (count: number) =>
      people.flatMap(([id = '', ...rest]) =>
        Array.from({ length: count }, (_, n) => [`${id}-${n}`, ...rest]),
      );
    folder.file('twice.csv', [head, ...times(2)]);
    const right = folder.file('fourfold.csv', [['nr', ...head.slice(1)], ...times(4)]);
    const spec = JSON.parse(readFileSync(folder.at('two.json'), 'utf8')) as object;
    writeFileSync(folder.at('alike.json'), JSON.stringify({ ...spec, cardinality }));
    const run = await folder.link('train', 'alike.json', 'twice.csv', '--right', right);
    expect(Number(run.document()['prior']) * 800).toBeCloseTo(most, 0);
  });

  test('freezes a model; a run with it gives what a run that trains gives', async () => {
    const training = await folder.link('train', 'spec.json', 'people.csv');
    expect(training.code).toBe(0);
    expect(Object.keys(training.document()['stages'] as object).at(-1)).toBe('train');
    const model = folder.at('model.json');
    writeFileSync(model, readFileSync(folder.at('out.csv')));
    const trained = (await folder.link('run', 'spec.json', 'people.csv')).document();
    const frozen = (
      await folder.link('run', 'spec.json', 'people.csv', '--model', model)
    ).document();
    expect(frozen['modelGiven']).toBe(true);
    expect(frozen['resultHash']).toBe(trained['resultHash']);
  });

  test('refuses a model of another spec', async () => {
    await folder.link('train', 'spec.json', 'people.csv');
    writeFileSync(folder.at('model.json'), readFileSync(folder.at('out.csv')));
    const other = ['--right', folder.at('others.csv'), '--model', folder.at('model.json')];
    const run = await folder.link('run', 'two.json', 'people.csv', ...other);
    expect(run).toMatchObject({ code: 2 });
    expect(run.document()).toMatchObject({ error: { code: 'LINK_MODEL_MISMATCH' } });
  });
});

describe('a model file', () => {
  test.each<[string, string, (text: string) => string]>([
    ['edited', 'modelHash: ', (text) => text.replace(/"prior": [^,]+/, '"prior": 0.4')],
    ['without a comparison', 'comparisons: 3, ', (text) => withoutLast(text)],
    ['cut', '(line 3, column 1)', (text) => `${text.split('\n').slice(0, 2).join('\n')}\n`],
  ])('that was %s is refused with the place', async (_, place, harm) => {
    await folder.link('train', 'spec.json', 'people.csv');
    writeFileSync(folder.at('model.json'), harm(readFileSync(folder.at('out.csv'), 'utf8')));
    const model = ['--model', folder.at('model.json')];
    const run = await folder.link('run', 'spec.json', 'people.csv', ...model, '--lang', 'en');
    expect(run).toMatchObject({ code: 2 });
    expect(run.document()).toMatchObject({ error: { code: 'LINK_MODEL_MISMATCH' } });
    expect(run.stdout + run.stderr).toContain(place);
  });

  function withoutLast(text: string): string {
    const model = JSON.parse(text) as { comparisons: unknown[] };
    model.comparisons.pop();
    return JSON.stringify(model);
  }
});

describe('hub link explain', () => {
  test('adds up, proposed or not, and masks what is sensitive', async () => {
    const asked = ['--pair', 'a0,b0', '--pair', 'b1,a30'];
    const run = await folder.link('explain', 'spec.json', 'people.csv', ...asked);
    const explained = run.document() as unknown as {
      left: string;
      right: string;
      weight: number;
      rules: { zh: string; en: string }[];
      parts: { weight: number }[];
      text: { zh: string };
    }[];
    expect(explained.map(({ left, right }) => `${left} ${right}`).sort()).toEqual([
      'a0 b0',
      'a30 b1',
    ]);
    for (const { parts, weight } of explained) {
      expect(parts.reduce((sum, part) => sum + part.weight, 0)).toBe(weight);
    }
    expect(explained[0]?.text.zh).toMatch(/姓名：完全一致 \(\+\d/);
    expect(run.stdout).not.toContain(PEOPLE[1]?.[3]);
  });

  test('draws pairs by a seed, and adds up all of them', async () => {
    const drawn = async (seed: string): Promise<string[]> => {
      const asked = ['--sample', '3', '--seed', seed];
      const run = await folder.link('explain', 'spec.json', 'people.csv', ...asked);
      const explained = run.document() as unknown as { left: string; right: string }[];
      return explained.map(({ left, right }) => `${left} ${right}`);
    };
    const once = await drawn('1');
    expect(new Set(once).size).toBe(3);
    expect(await drawn('1')).toEqual(once);
    expect(await drawn('2')).not.toEqual(once);
  });
});

describe('hub link spec', () => {
  test('prints what a spec may name, and its JSON Schema', async () => {
    const document = JSON.parse((await runHub('link', 'spec', '--json')).stdout) as {
      measures: { name: string }[];
      specs: string[];
      schema: object;
    };
    expect(document.measures.map(({ name }) => name)).toContain('jaroWinkler');
    expect(document.specs).toEqual(expect.arrayContaining(['fake-1000', 'febrl3']));
    const schema = JSON.parse((await runHub('link', 'spec', '--schema')).stdout) as object;
    expect(schema).toEqual(document.schema);
  });
});
