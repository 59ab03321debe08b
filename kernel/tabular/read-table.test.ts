import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainDate } from '../plain-date.ts';
import type { Contract, TableRow } from './contract.ts';
import { csvBlocks } from './csv-blocks.ts';
import { csvRows } from './csv-rows.ts';
import { settleDuplicates } from './duplicates.ts';
import { date, idNumber, oneOf, optionalAmount, optionalText, text } from './parsers.ts';
import { readTable } from './read-table.ts';
import { setAsideTemplate } from './set-aside-template.ts';

const people: Contract<{ name: string; id: unknown; on: string; sex: string | null }> = {
  name: 'people',
  columns: {
    name: text('姓名'),
    id: idNumber('公民身份号码'),
    on: date('死亡日期'),
    sex: optionalText('性别(可选)'),
  },
  naturalKey: (row) => row.name,
};
const ID = '310199193607294945';
const HEADER = '姓名,公民身份号码,死亡日期,性别（可选）';
const asOf = plainDate('2026-11-05');

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'yikou-tabular-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function read(content: string | Buffer, name = 'people.csv') {
  const file = path.join(dir, name);
  await writeFile(file, content);
  const table = await readTable(file, people, { asOf });
  const rows: TableRow<unknown>[] = [];
  for await (const chunk of table.rows) rows.push(...chunk);
  return { ...table, rows };
}

async function refusal(content: string | Buffer, name?: string) {
  return read(content, name).then(
    () => 'accepted',
    (error: { code: string; details: Record<string, unknown> }) => ({
      code: error.code,
      ...error.details,
    }),
  );
}

const codes = (rows: TableRow<unknown>[]) => rows.map((r) => (r.result.ok ? 'ok' : r.result.code));

describe('encodings', () => {
  const content = `${HEADER}\r\n胡素招,310199193607294943,2026/10/19,女\r\n`;
  test.each([
    ['utf-8', Buffer.from(content)],
    ['utf-8-bom', Buffer.from('\ufeff' + content)],
    ['gb18030', iconv.encode(content, 'gb18030')],
  ])('reads %s', async (encoding, bytes) => {
    const table = await read(bytes);
    expect(table.encoding).toBe(encoding);
    expect(table.rows[0]?.cells).toEqual(['胡素招', '310199193607294943', '2026/10/19', '女']);
  });

  test('names the byte where UTF-8 with BOM fails', async () => {
    const good = Buffer.from('\ufeff' + content);
    expect(await refusal(Buffer.concat([good, Buffer.from([0x41, 0xe4, 0xb8, 0x2c])]))).toEqual({
      code: 'FILE_ENCODING',
      byteOffset: good.length + 1,
    });
  });

  test('names the byte where GB18030 fails after UTF-8 failed', async () => {
    const good = iconv.encode(content, 'gb18030');
    for (const bad of [[0xff], [0x80], [0x81], [0x81, 0x20], [0x81, 0x30, 0x81, 0x2c]]) {
      const bytes = Buffer.concat([good, Buffer.from(bad), Buffer.from('\n')]);
      expect(await refusal(bytes)).toEqual({ code: 'FILE_ENCODING', byteOffset: good.length });
    }
  });

  test('names the byte, not a column, when a broken byte makes the header another text', async () => {
    const bytes = Buffer.concat([Buffer.from(content), Buffer.from([0xff, 0x0a])]);
    const byteOffset = Buffer.byteLength(`${HEADER}\r\n胡素招`) - 1;
    expect(await refusal(bytes)).toEqual({ code: 'FILE_ENCODING', byteOffset });
  });

  test('keeps the euro sign of GB18030', async () => {
    const { rows } = await read(iconv.encode(`${HEADER}\n胡€招,x,2026/10/19,女\n`, 'gb18030'));
    expect(rows[0]?.cells[0]).toBe('胡€招');
  });

  test('refuses UTF-16 and the old workbook format', async () => {
    const utf16 = Buffer.from('\ufeff' + content, 'utf16le');
    expect(await refusal(utf16)).toMatchObject({ code: 'FILE_ENCODING', encoding: 'UTF-16' });
    expect(await refusal(utf16.subarray(2))).toMatchObject({ code: 'FILE_ENCODING' });
    expect(await refusal(Buffer.from('d0cf11e0a1b11ae100000000', 'hex'))).toMatchObject({
      code: 'FILE_FORMAT',
    });
  });
});

describe('headers', () => {
  test.each<[string, unknown]>([
    ['死亡日期,姓名,公民身份号码', 'accepted'],
    ['　姓 名 ,公民身份号码,死亡日期,备注,', 'accepted'],
    ['姓名,公民身份号码', { code: 'HEADER_MISSING', column: '死亡日期' }],
    ['姓名,身份证,死亡日期', { code: 'HEADER_MISSING', column: '公民身份号码' }],
    ['姓名,公民身份号码,死亡日期,姓名', { code: 'HEADER_DOUBLED', column: '姓名' }],
    ['姓名,公民身份号码,死亡日期,备注,备注', { code: 'HEADER_DOUBLED', column: '备注' }],
    // No header at all: the first person of the file must not stand in the error.
    ['张三,310106194901010025,310106194901010025', { code: 'HEADER_MISSING', column: '姓名' }],
    ['', { code: 'FILE_EMPTY' }],
    ['\n\n', { code: 'FILE_EMPTY' }],
    ['\ufeff', { code: 'FILE_EMPTY' }],
  ])('%j', async (header, outcome) => {
    expect(await refusal(header && `${header}\n`)).toEqual(outcome);
  });
});

describe('rows', () => {
  test('gives the first reason that applies, whatever the order of columns', async () => {
    const { rows } = await read(
      [
        HEADER,
        `胡素招,310199193607294943,2026-10-19,女`,
        `胡素招,310199193607294943,2026-10-19`,
        `${'长'.repeat(1001)},310199193607294943,2026-10-19,女`,
        `胡\u202e招,,2026-10-19,女`,
        `胡素招,310199193607294943,,女`,
        `胡素招,310199193607294944,二月三十,女`,
        `胡素招,310199193607294943,2026-02-30,女`,
        `"胡\n招",310199193607294943,2026-10-19,女`,
        `,,,`,
        ``,
        `胡素招,3101991936072949,2026-10-19,女`,
        `,,,`,
        ``,
      ].join('\n'),
    );
    expect(codes(rows)).toEqual([
      'ok',
      'ROW_SHAPE',
      'CELL_TOO_LONG',
      'TEXT_FORBIDDEN',
      'REQUIRED_MISSING',
      'ID_CHECKSUM',
      'DATE_INVALID',
      'TEXT_FORBIDDEN',
      'REQUIRED_MISSING',
      'ID_LENGTH',
    ]);
    expect(rows.map((r) => r.rowNo)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('a stray quote spoils its own line only', async () => {
    const good = '胡素招,310199193607294943,2026-10-19,女';
    const { rows } = await read([HEADER, '"胡,1,2,女', good, '"胡"x,1,2,女', good].join('\n'));
    expect(codes(rows)).toEqual(['ROW_SHAPE', 'ok', 'ROW_SHAPE', 'ok']);
  });
});

test('cuts any RFC 4180 text as csv-parse does, whole or in blocks', async () => {
  const cell = fc.stringMatching(/^[a-c你",\n\r ]{0,6}$/);
  const row = fc.array(cell, { minLength: 2, maxLength: 4 });
  const file = path.join(dir, 'property.csv');
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 120, max: 200 }),
      async (rows, end, blockBytes) => {
        const content = rows
          .map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(',') + end)
          .join('');
        const oracle = parse(content, { relax_column_count: true });
        expect(csvRows(content)).toEqual(oracle);
        await writeFile(file, content);
        const inBlocks: string[][] = [];
        for await (const { bytes } of csvBlocks(file, 0, blockBytes))
          inBlocks.push(...csvRows(bytes.toString()));
        expect(inBlocks).toEqual(oracle);
      },
    ),
    { numRuns: 200 },
  );
});

test('keeps the first of identical rows and none of conflicting ones', async () => {
  const { rows } = await read(
    [
      HEADER,
      `甲,${ID.slice(0, 17)}3,2026-10-19,女`,
      `甲,${ID.slice(0, 17)}3,2026/10/19,女`,
      `乙,${ID.slice(0, 17)}3,2026-10-19,女`,
      `乙,${ID.slice(0, 17)}3,2026-10-20,女`,
    ].join('\n'),
  );
  const settled = settleDuplicates(rows as TableRow<never>[], people as Contract<never>);
  expect(codes(settled)).toEqual(['ok', 'DUPLICATE_ROW', 'CONFLICTING_ROW', 'CONFLICTING_ROW']);
});

test('writes set-aside rows in the template and disarms formulas', async () => {
  async function* rows() {
    await Promise.resolve();
    yield { cells: ['=1+1', '-12.00', '@x', '-', '余'], code: 'ROW_SHAPE' as const };
  }
  let csv = '';
  for await (const line of setAsideTemplate(people, rows())) csv += line;
  expect(csv).toBe(
    '\ufeff姓名,公民身份号码,死亡日期,性别(可选),错误原因\r\n' +
      "'=1+1,-12.00,'@x,-,ROW_SHAPE 列数与表头不一致,余\r\n",
  );
});

test('reads the three month forms, amounts and enumerations', () => {
  const kind = oneOf('类型', { 买卖: 'PURCHASE' });
  expect(kind.parse('买卖')).toEqual({ ok: true, value: 'PURCHASE' });
  expect(kind.parse('互换')).toEqual({ ok: false, code: 'ENUM_UNKNOWN' });
  const base = optionalAmount('缴费基数');
  expect(base.parse('10,132.76')).toEqual({ ok: true, value: 1_013_276 });
  expect(base.parse('')).toEqual({ ok: true, value: null });
  for (const bad of ['1e309', '-1', '1.234', '一百', 'NaN'])
    expect(base.parse(bad)).toEqual({ ok: false, code: 'AMOUNT_INVALID' });
});
