import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe('a linkage that cannot be', () => {
  test.each([
    ['an empty file', '', 'FILE_EMPTY'],
    ['a header alone twice over', 'id,id\n', 'HEADER_DOUBLED'],
    ['a column that is absent', 'id,name,town\n1,a,b\n', 'LINK_INPUT_INVALID'],
    ['a doubled id', `${csvText(PEOPLE.slice(0, 2))}a0,x,y,z,,\n`, 'LINK_INPUT_INVALID'],
    ['a row without an id', `${csvText(PEOPLE.slice(0, 2))},x,y,z,,\n`, 'LINK_INPUT_INVALID'],
    ['a ragged row', `${csvText(PEOPLE.slice(0, 2))}a9,x\n`, 'LINK_INPUT_INVALID'],
  ])('is refused for %s', async (_, text, code) => {
    writeFileSync(folder.at('bad.csv'), text);
    const run = await folder.link('run', 'spec.json', 'bad.csv');
    expect(run.code).toBe(3);
    expect(run.document()).toMatchObject({ error: { code } });
    expect(run.stderr).not.toContain(PEOPLE[1]?.[3]);
  });

  test.each([
    ['no spec', ['link', 'run', '--left', 'x']],
    ['no such spec', ['link', 'run', '--spec', 'nowhere', '--left', 'x', '--out', 'y']],
    ['an action that is none', ['link', 'guess']],
    ['an option of another action', ['link', 'spec', '--pair', 'a,b']],
    [
      'a probability that is none',
      ['link', 'run', '--min-probability', '2', '--spec', 'febrl3', '--left', 'x', '--out', 'y'],
    ],
    ['no truth', ['link', 'evaluate', '--spec', 'febrl3', '--left', 'x']],
    [
      'a second file for a file with itself',
      ['link', 'run', '--spec', 'febrl3', '--left', 'x', '--right', 'y', '--out', 'z'],
    ],
    [
      'entities of two files',
      () => [
        'link',
        'run',
        '--spec',
        folder.at('two.json'),
        '--left',
        folder.at('people.csv'),
        '--right',
        folder.at('others.csv'),
        '--out',
        folder.at('o'),
        '--clusters',
        folder.at('c'),
      ],
    ],
    [
      'a pair of strangers',
      () => [
        'link',
        'explain',
        '--spec',
        folder.at('spec.json'),
        '--left',
        folder.at('people.csv'),
        '--pair',
        'a0,zz',
      ],
    ],
  ])('is wrong usage: %s', async (_, args) => {
    const result = await runHub(...(typeof args === 'function' ? args() : args));
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^hub: ./);
  });
});

test.each([
  ['a header without rows', 'id,name,born,phone,town,who\n', 0],
  ['a single record', () => csvText(PEOPLE.slice(0, 2)), 1],
  [
    'records that share nothing',
    () => csvText([...PEOPLE.slice(0, 2), ['z', '欧阳', '1911-11-11', '1', '云', '9']]),
    2,
  ],
])('%s is a linkage without pairs', async (_, text, records) => {
  writeFileSync(folder.at('few.csv'), typeof text === 'function' ? text() : text);
  const run = await folder.link('run', 'spec.json', 'few.csv', '--report', folder.at('few.html'));
  expect(run.code).toBe(0);
  expect(run.document()).toMatchObject({ candidates: 0, matches: 0, entities: records });
  expect(existsSync(folder.at('few.html'))).toBe(true);
});

test('a right table without rows is a linkage without pairs', async () => {
  writeFileSync(folder.at('none.csv'), 'nr,name,born,phone,town,who\n');
  const run = await folder.link('run', 'two.json', 'people.csv', '--right', folder.at('none.csv'));
  expect(run.document()).toMatchObject({ candidates: 0, matches: 0, entities: null });
});

describe('what is wrong with an input', () => {
  const headless = csvText([
    ['id', 'name', '1900-01-10', '1900-01-10'],
    ['1', 'a', 'b', 'c'],
  ]);
  test.each([
    [
      'a doubled column by its places',
      headless,
      '--left: A column appears twice: columns 3 and 4.',
    ],
    ['a quote by its row', `${csvText(PEOPLE.slice(0, 2))}a9,"x,y,z,,\n`, 'data row 2: a quote'],
    ['a broken workbook in English', 'PK\u0003\u0004', 'the workbook is broken or incomplete'],
  ])('is told: %s', async (_, text, told) => {
    writeFileSync(folder.at('bad.csv'), text);
    const run = await folder.link('run', 'spec.json', 'bad.csv', '--lang', 'en');
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(told);
    expect(run.stderr).not.toMatch(/1900-01-10|\p{Script=Han}/u);
  });

  test('is that it is a directory', async () => {
    const run = await folder.link('run', 'spec.json', '.', '--lang', 'en');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/--left: .* is not a regular file/);
  });

  test('is that two decisions contradict each other, by their rows', async () => {
    writeFileSync(folder.at('d.csv'), 'left,right,same\na1,b1,0\na2,b2,1\na1,b1,1\n');
    const decisions = ['--decisions', folder.at('d.csv'), '--lang', 'en'];
    const run = await folder.link('run', 'spec.json', 'people.csv', ...decisions);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('--decisions: ');
    expect(run.stderr).toContain('data rows 1 and 3 contradict each other');
  });
});
