import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLinkFolder, PEOPLE, runHub, type LinkFolder } from '../support/link-folder.ts';

let folder: LinkFolder;
beforeAll(() => {
  folder = openLinkFolder();
});
afterAll(() => folder.remove());

describe('hub link evaluate', () => {
  const PAIRS = Array.from({ length: 20 }, (_, n) => [`a${n}`, `b${n}`]);
  const perfect = {
    truth: { matches: 20 },
    blocking: { recall: { value: 1 }, lost: 0 },
    pairs: { truePositives: 20, falsePositives: 0, falseNegatives: 0 },
    clusters: { truePositives: 20, falsePositives: 0, falseNegatives: 0 },
  };

  test.each([
    ['a pattern over the ids', () => ['--truth-pattern', String.raw`^[ab](\d+)$`]],
    ['a column', () => ['--truth-column', 'who']],
    ['a list of the pairs', () => ['--truth', folder.file('t.csv', [['left', 'right'], ...PAIRS])]],
    [
      'a list of entities',
      () => [
        '--truth',
        folder.file('t.csv', [
          ['id', 'cluster'],
          ...PEOPLE.slice(1).map((row) => [row[0] ?? '', row[5] ?? '']),
        ]),
      ],
    ],
  ])('takes the truth from %s', async (_, truth) => {
    const run = await folder.link('evaluate', 'spec.json', 'people.csv', ...truth());
    expect(run).toMatchObject({ code: 0 });
    expect(run.document()).toMatchObject(perfect);
  });

  test('counts labelled pairs only where the labels have a score', async () => {
    const labels = folder.file('t.csv', [
      ['id_l', 'id_r', 'score'],
      ['a0', 'b0', '1.0'],
      ['a1', 'b1', '0.2'],
      ['a2', 'a30', '0'],
      ['a30', 'gone', '1'],
    ]);
    const run = await folder.link('evaluate', 'spec.json', 'people.csv', '--truth', labels);
    expect(run.document()).toMatchObject({
      truth: { matches: 1, labelled: 3, complete: false, unknownRecords: 1 },
      pairs: { truePositives: 1, falsePositives: 1, falseNegatives: 0 },
      clusters: { truePositives: 1, falsePositives: 1, falseNegatives: 0 },
    });
  });

  test('breaks down by a column of the input', async () => {
    const truth = ['--truth-column', 'who', '--by', 'town'];
    const run = await folder.link('evaluate', 'spec.json', 'people.csv', ...truth);
    const groups = run.document()['groups'] as {
      value: string;
      pairs: { truePositives: number };
    }[];
    expect(groups.map(({ value }) => value)).toEqual(['东山', '北湖', '南桥', '西河']);
    expect(groups.reduce((sum, { pairs }) => sum + pairs.truePositives, 0)).toBe(20);
  });

  test('reads well in Chinese and in English', async () => {
    const told = (lang: string) =>
      runHub('link', 'evaluate', '--spec', folder.at('spec.json'), '--left', folder.at('people.csv'),
        '--truth-column', 'who', '--lang', lang); // prettier-ignore
    expect((await told('zh')).stdout).toContain('分块查全率 1.0000');
    expect((await told('en')).stdout).toContain('Blocking recall 1.0000');
  });

  test.each([
    ['two records that are both the same and not', 'left,right,same\na0,b0,1\nb0,a0,0\n'],
    ['a record with itself', 'left,right\na0,a0\n'],
    ['a score that is none', 'left,right,score\na0,b0,perhaps\n'],
  ])('refuses %s', async (_, text) => {
    writeFileSync(folder.at('t.csv'), text);
    const run = await folder.link(
      'evaluate',
      'spec.json',
      'people.csv',
      '--truth',
      folder.at('t.csv'),
    );
    expect(run).toMatchObject({ code: 3 });
    expect(run.document()).toMatchObject({ error: { code: 'LINK_INPUT_INVALID' } });
  });
});
