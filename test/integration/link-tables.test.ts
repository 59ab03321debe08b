import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRecords } from '../../cli/link/read-records.ts';
import { openLinkageDuckdb } from '../../subgraphs/crossmatch/linkage/engine/duckdb.ts';
import { openLinkFolder, PEOPLE, type LinkFolder } from '../support/link-folder.ts';
import { workbook, type SheetCell } from '../support/zip.ts';

let folder: LinkFolder;
beforeAll(() => {
  folder = openLinkFolder();
});
afterAll(() => folder.remove());

describe('a cell of a Parquet file reads as it would in CSV', () => {
  test.each([
    ['a whole DOUBLE', '2.0::DOUBLE', '2'],
    ['a whole FLOAT', '4::FLOAT', '4'],
    ['a whole DECIMAL', '3.00::DECIMAL(9,2)', '3'],
    ['a DECIMAL with a fraction', '3.10::DECIMAL(9,2)', '3.10'],
    ['a large whole DOUBLE', '9007199254740991::DOUBLE', '9007199254740991'],
    ['a round DOUBLE', '100::DOUBLE', '100'],
    ['a DOUBLE with a fraction', '0.1::DOUBLE', '0.1'],
    ['no number at all', `'NaN'::DOUBLE`, null],
    ['a BIGINT', '9007199254740993::BIGINT', '9007199254740993'],
    ['a DATE', `DATE '1999-02-03'`, '1999-02-03'],
    ['a day as TIMESTAMP', `TIMESTAMP '1999-02-03 00:00:00'`, '1999-02-03'],
    ['a day as TIMESTAMP_NS', `TIMESTAMP_NS '1999-02-03 00:00:00'`, '1999-02-03'],
    ['a day as TIMESTAMPTZ', `TIMESTAMPTZ '1999-02-03 00:00:00+00'`, '1999-02-03'],
    ['a TIMESTAMP', `TIMESTAMP '1999-02-03 04:05:06'`, '1999-02-03 04:05:06'],
    ['a BOOLEAN', 'true', 'true'],
    ['a text', `' 2.0 '`, '2.0'],
    ['a text that is marked as bytes', `encode('王')`, '王'],
    ['an ENUM', `'a'::ENUM('a', 'b')`, 'a'],
    ['nothing', 'NULL', null],
  ])('%s', async (_, sql, text) => {
    await writeParquet('cell.parquet', `SELECT ${sql} AS cell`);
    const rows: unknown[] = [];
    for await (const chunk of (await openRecords(folder.at('cell.parquet'), '--left')).rows) {
      rows.push(...chunk);
    }
    expect(rows).toEqual([[text]]);
  });

  const all = `FROM read_csv($csv, all_varchar = true)`;

  test('so that ids which pandas made floats meet the truth', async () => {
    const numbered = PEOPLE.map(([id = '', ...rest]) => [id.replace('a', '10').replace('b', '20'), ...rest]); // prettier-ignore
    folder.file('numbered.csv', numbered);
    await writeParquet('ids.parquet', `SELECT * REPLACE (id::DOUBLE AS id) ${all}`, 'numbered.csv');
    const truth = folder.file('t.csv', [['left', 'right'], ['101', '201']]); // prettier-ignore
    const run = await folder.link('evaluate', 'spec.json', 'ids.parquet', '--truth', truth);
    expect(run.document()).toMatchObject({ truth: { matches: 1, unknownRecords: 0 } });
  });

  test.each([
    ['VARCHAR[]', '[town]'],
    ['STRUCT("a" VARCHAR)', `{'a': town}`],
    ['MAP(VARCHAR, VARCHAR)', 'MAP {town: town}'],
  ])('and a column of %s is refused where the spec asks for it, only there', async (type, sql) => {
    await writeParquet('other.parquet', `SELECT *, ${sql} AS tags ${all}`, 'people.csv');
    expect((await folder.link('run', 'spec.json', 'other.parquet')).code).toBe(0);
    await writeParquet('nested.parquet', `SELECT * REPLACE (${sql} AS town) ${all}`, 'people.csv');
    const run = await folder.link('run', 'spec.json', 'nested.parquet', '--lang', 'en');
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(`--left: The linkage input is invalid: column town holds`);
    expect(run.stderr).toContain(`(${type})`);
  });

  test('and a broken file is refused as one', async () => {
    writeFileSync(folder.at('broken.parquet'), 'PAR1 and no more');
    const run = await folder.link('run', 'spec.json', 'broken.parquet', '--lang', 'en');
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('--left: The file format cannot be read: the Parquet file is');
  });
});

describe('a cell of a workbook that holds an error', () => {
  test('is missing, and it is said how many there are', async () => {
    const [head = [], first = [], ...rest] = PEOPLE;
    const failed: SheetCell[] = [...first.slice(0, 3), { error: '#N/A' }, { error: '#REF!' }, ''];
    writeFileSync(folder.at('errors.xlsx'), workbook([head, failed, ...rest]));
    const run = await folder.link('run', 'spec.json', 'errors.xlsx', '--lang', 'en');
    expect(run.code).toBe(0);
    expect(run.stderr).toBe(
      '--left: 2 cells hold an error (such as #N/A) and are taken as missing.\n',
    );
    folder.file('blank.csv', [head, [...first.slice(0, 3), '', '', ''], ...rest]);
    const blank = await folder.link('run', 'spec.json', 'blank.csv');
    expect(run.document()['resultHash']).toBe(blank.document()['resultHash']);
  });

  test('is no id', async () => {
    const failed: SheetCell[] = [{ error: '#VALUE!' }];
    writeFileSync(folder.at('errors.xlsx'), workbook([...PEOPLE.slice(0, 3), failed]));
    const run = await folder.link('run', 'spec.json', 'errors.xlsx', '--lang', 'en');
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('data row 3: no id in id');
  });
});

/** The rows of a query; `$csv` in it stands for a file of the folder. */
async function writeParquet(name: string, query: string, csv = ''): Promise<void> {
  const spillDir = folder.at('spill');
  const database = await openLinkageDuckdb({ threads: 1, memoryLimitMb: 256, spillDir });
  const rows = query.replace('$csv', `'${folder.at(csv)}'`);
  await database.run(`COPY (${rows}) TO '${folder.at(name)}' (FORMAT parquet)`);
  await database.close();
}
