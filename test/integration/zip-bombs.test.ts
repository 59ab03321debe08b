import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { good, HEADER } from '../support/broken-files.ts';
import { workbook, zip } from '../support/zip.ts';

const MOST_MEMORY_MB = 512;
const MIB = 1 << 20;
const SHEET = [HEADER, ...good(3)].map((line) => line.split(','));

/** A whole workbook with this beside or in its sheet. */
const beside = (size: number, count: number) =>
  workbook(SHEET, {
    extra: Array.from({ length: count }, (_, n) => ({
      name: `xl/media/${n}`,
      data: Buffer.alloc(size),
    })),
  });
const inSheet = (text: string) => workbook(SHEET, { sheetPrefix: text });
const sheetOf = (rows: string) => workbook([HEADER.split(',')], { rowsAfter: rows });

const BOMBS: readonly [string, () => Buffer, string][] = [
  ['one entry that inflates a thousandfold', () => beside(64 * MIB, 1), 'FILE_TOO_LARGE'],
  ['many entries, each small enough by itself', () => beside(15 * MIB, 40), 'FILE_TOO_LARGE'],
  ['more entries than a workbook has', () => beside(1, 2_100), 'FILE_TOO_LARGE'],
  ['more rows than a sheet has', () => sheetOf('<row/>'.repeat(1_050_000)), 'FILE_TOO_LARGE'],
  [
    'a row of more cells than a sheet has columns',
    () => sheetOf(`<row>${'<c/>'.repeat(20_000)}<c><v>1</v></c></row>`),
    'FILE_FORMAT',
  ],
  [
    'a cell of fifteen million characters',
    () => sheetOf(`<row><c t="inlineStr"><is><t>${'9'.repeat(15_000_000)}</t></is></c></row>`),
    '1 rows',
  ],
  [
    'entities of entities',
    () =>
      inSheet(
        `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(50)}">${Array.from({ length: 20 }, (_, n) => `<!ENTITY a${n} "${'&a;'.repeat(20)}">`).join('')}]>`,
      ),
    '3 rows',
  ],
  [
    'an archive in place of a workbook',
    () => zip([{ name: 'a.xlsx', data: workbook(SHEET) }]),
    'FILE_FORMAT',
  ],
  [
    'an entry that promises a kilobyte and holds 64 MiB',
    () =>
      zip([{ name: '[Content_Types].xml', data: Buffer.alloc(64 * MIB, ' '), promised: 1_000 }]),
    'FILE_FORMAT',
  ],
  [
    'an entry that promises nothing',
    () => zip([{ name: '[Content_Types].xml', data: Buffer.alloc(64 * MIB, ' '), promised: 0 }]),
    'FILE_FORMAT',
  ],
  [
    'an entry that promises four gigabytes',
    () => zip([{ name: '[Content_Types].xml', data: Buffer.from('x'), promised: 0xffff_ffff }]),
    'FILE_TOO_LARGE',
  ],
];

describe('B72 a workbook that is a bomb', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'bombs-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each(BOMBS)('%s', (_, make, outcome) => {
    const file = path.join(dir, 'bomb.xlsx');
    writeFileSync(file, make());
    const worker = path.resolve('test/support/read-table-worker.ts');
    const told = execFileSync(process.execPath, ['--import', 'tsx', worker, file]).toString();
    const result = JSON.parse(told) as { outcome: string; memoryMb: number };
    expect(result.outcome).toBe(outcome);
    expect(result.memoryMb).toBeLessThan(MOST_MEMORY_MB);
  });
});
