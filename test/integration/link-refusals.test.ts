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
    [
      'a row without an id',
      `${csvText(PEOPLE.slice(0, 2))},x,y,z,,\n`,
      '--left: The linkage input is invalid: data row 2: no id in id',
    ],
    [
      'a doubled id',
      `${csvText(PEOPLE.slice(0, 2))}a0,x,y,z,,\n`,
      '--left: The linkage input is invalid: data row 2: its id (id)',
    ],
    [
      'a column that is absent',
      'id,name,town\n1,a,b\n',
      '--left: The linkage input is invalid: no column born among its 3',
    ],
    [
      'a column in another case',
      'id,Name,born,phone,town\n1,a,b,c,d\n',
      'no column name, but Name: case counts',
    ],
    [
      'another separator',
      'id;name;born\n1;a;b\n',
      '--left: The file format cannot be read: it seems to be separated by ;',
    ],
    ['a tab for one', 'id\tname\n1\ta\n', 'separated by TAB; commas are needed'],
    [
      'an old workbook',
      'OLD',
      '--left: The file format cannot be read: an old .xls or an encrypted workbook',
    ],
    ['a quote by its row', `${csvText(PEOPLE.slice(0, 2))}a9,"x,y,z,,\n`, 'data row 2: a quote'],
    ['a broken workbook in English', 'PK\u0003\u0004', 'the workbook is broken or incomplete'],
  ])('is told: %s', async (_, text, told) => {
    const bytes = text === 'OLD' ? Buffer.from('d0cf11e0a1b11ae100000000', 'hex') : text;
    writeFileSync(folder.at('bad.csv'), bytes);
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

  test.each([
    ['as they stand', 'spec.json', 'a1,b1,0\na2,b2,1\na1,b1,1\n', 'data rows 1 and 3'],
    ['with the records swapped', 'spec.json', 'a1,b1,SAME\nb1,a1,DIFFERENT\n', 'data rows 1 and 2'],
  ])(
    'is that two decisions contradict each other %s, by their rows',
    async (_, spec, rows, told) => {
      writeFileSync(folder.at('d.csv'), `left,right,same\n${rows}`);
      const decisions = ['--decisions', folder.at('d.csv'), '--lang', 'en'];
      const run = await folder.link('run', spec, 'people.csv', ...decisions);
      expect(run.code).toBe(3);
      expect(run.stderr).toContain(`--decisions: The linkage input is invalid: ${told} contradict`);
    },
  );

  test('is not that the same two ids mean other records the other way round in two tables', async () => {
    writeFileSync(folder.at('d.csv'), 'left,right,same\na1,r1,1\nr1,a1,0\n');
    const more = ['--right', folder.at('others.csv'), '--decisions', folder.at('d.csv')];
    const run = await folder.link('run', 'two.json', 'people.csv', ...more);
    expect(run.document()).toMatchObject({ decisionsUnknown: 1 });
  });

  test.each([
    ['a header alone', 'left,right\n', 'no data rows'],
    ['pairs of strangers', 'left,right\nx1,y1\nx2,a1\n', 'not one of its 2 rows names records'],
    ['entities of strangers', 'id,cluster\nx1,1\nx2,1\n', 'not one of its 2 rows names records'],
    ['entities without a name', 'id,cluster\na1,\n', 'no data rows'],
    ['an id of two entities', 'id,cluster\na1,1\na1,2\n', 'data row 2: its id has another entity'],
    [
      'a score that is none',
      'left,right,score\na0,b0,perhaps\n',
      'data row 1: the score is no number',
    ],
  ])('is that the truth is %s', async (_, text, told) => {
    writeFileSync(folder.at('t.csv'), text);
    const truth = ['--truth', folder.at('t.csv'), '--lang', 'en'];
    const run = await folder.link('evaluate', 'spec.json', 'people.csv', ...truth);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(`--truth: The linkage input is invalid: ${told}`);
  });

  test('is which columns a truth may have when it has others', async () => {
    writeFileSync(folder.at('t.csv'), 'who,whom,when\na0,b0,1999\n');
    const truth = ['--truth', folder.at('t.csv'), '--lang', 'en'];
    const run = await folder.link('evaluate', 'spec.json', 'people.csv', ...truth);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('name them left,right or id,cluster, or say --truth-columns');
  });

  test('is that a truth without a true pair leaves nothing to recall, beside the figures', async () => {
    const truth = ['--truth-column', 'id', '--lang', 'en'];
    const run = await folder.link('evaluate', 'spec.json', 'people.csv', ...truth);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('The truth holds no true pair');
  });

  test('is told in Chinese unless English is asked for', async () => {
    writeFileSync(folder.at('bad.json'), '{"name": "x", "cardinality": "dedupe", "id": 7}');
    const run = await folder.link('run', 'bad.json', 'people.csv');
    expect(run.stderr).toMatch(/比对方案有误：.*id：须为列名/);
    expect(run.stderr).not.toMatch(/missing|expected|invalid/i);
  });
});
