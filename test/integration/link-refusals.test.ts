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
