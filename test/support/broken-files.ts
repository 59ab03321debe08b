import iconv from 'iconv-lite';
import { expect } from 'vitest';
import { checkCharacter } from '../../kernel/id-number.ts';
import type { IngestReport } from '../../subgraphs/crossmatch/extract.service.ts';
import { workbook, zip } from './zip.ts';

export const HEADER = '姓名,公民身份号码,性别,出生日期,死亡日期,注销日期,死亡证明编号,登记机关';
export const NAME = 'public-security.death_2026-10_delta.csv';

/** A right number of nobody: 310190–310199 were never given out. */
export function id(n: number): string {
  const first17 = `31019${n % 10}19560307${String(n).padStart(3, '0')}`;
  return first17 + checkCharacter(first17);
}

/** A death row that is right, but for the changed cells. */
export function row(n: number, change: Record<number, string> = {}): string {
  const cells = [
    `样本${n}`,
    id(n),
    '男',
    '1956-03-07',
    '2026-10-03',
    '2026/10/9',
    `SW${n}`,
    '派出所',
  ];
  return cells.map((cell, at) => change[at] ?? cell).join(',');
}

export const good = (count = 40) => Array.from({ length: count }, (_, n) => row(n));
export const csv = (rows: readonly string[], header = HEADER) =>
  `${[header, ...rows].join('\r\n')}\r\n`;
export const gb = (text: string) => iconv.encode(text, 'gb18030');
const sheet = (rows: readonly string[]) =>
  csv(rows)
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));

/** A file as it may come, and what must become of it. */
export type Case = {
  what: string;
  content: string | Buffer;
  name?: string;
  outcome: Partial<IngestReport> | { error: object };
};

const goodGb = gb(csv(good()));
const rejected = (code: string, more: object = {}) => ({
  status: 'rejected' as const,
  rows: 0,
  error: expect.objectContaining({ code, ...more }) as IngestReport['error'],
});
const oneAside = (code: string, status: IngestReport['status'] = 'accepted') => ({
  status,
  rows: 41,
  accepted: 40,
  setAside: { [code]: 1 },
});
const withBad = (change: Record<number, string>) => csv([...good(), row(99, change)]);

export const CASES: Case[] = [
  { what: 'an empty file', content: '', outcome: rejected('FILE_EMPTY') },
  { what: 'nothing but a BOM', content: '\ufeff', outcome: rejected('FILE_EMPTY') },
  { what: 'nothing but line ends', content: '\r\n\r\n', outcome: rejected('FILE_EMPTY') },
  {
    what: 'a header and no row',
    content: csv([]),
    outcome: { status: 'held', rows: 0, holdReason: '文件只有表头，没有数据行' },
  },
  {
    what: 'UTF-16 with BOM',
    content: Buffer.from(`\ufeff${csv(good())}`, 'utf16le'),
    outcome: rejected('FILE_ENCODING', { byteOffset: 0 }),
  },
  {
    what: 'UTF-16 without BOM',
    content: Buffer.from(csv(good()), 'utf16le'),
    outcome: rejected('FILE_ENCODING', { byteOffset: 0 }),
  },
  {
    what: 'an invalid byte after a UTF-8 BOM',
    content: Buffer.concat([Buffer.from(`\ufeff${csv(good())}`), Buffer.from([0x61, 0xff])]),
    outcome: rejected('FILE_ENCODING', { byteOffset: 3 + Buffer.byteLength(csv(good())) + 1 }),
  },
  {
    what: 'an invalid byte in GB18030',
    content: Buffer.concat([goodGb, Buffer.from([0x61, 0x81, 0x0a])]),
    outcome: rejected('FILE_ENCODING', { byteOffset: goodGb.length + 1 }),
  },
  {
    what: 'UTF-8 that turns into GB18030 half-way',
    content: Buffer.concat([Buffer.from(csv(good())), gb('样本'), Buffer.from([0xff])]),
    outcome: rejected('FILE_ENCODING'),
  },
  {
    what: 'a renamed column',
    content: csv(good(), HEADER.replace('死亡日期', '去世日期')),
    outcome: rejected('HEADER_MISSING', { column: '死亡日期' }),
  },
  {
    what: 'a missing column',
    content: csv(
      good().map((line) => line.split(',').slice(1).join(',')),
      HEADER.slice(3),
    ),
    outcome: rejected('HEADER_MISSING', { column: '姓名' }),
  },
  {
    what: 'a doubled required column',
    content: csv(good(), HEADER.replace('登记机关', '姓 名')),
    outcome: rejected('HEADER_DOUBLED', { column: '姓名' }),
  },
  {
    what: 'a doubled column that nobody needs',
    content: csv(
      good().map((line) => `${line},,`),
      `${HEADER},备注,备注`,
    ),
    outcome: rejected('HEADER_DOUBLED', { column: '备注' }),
  },
  {
    what: 'no header at all',
    content: `${good().join('\r\n')}\r\n`,
    outcome: rejected('HEADER_MISSING'),
  },
  {
    what: 'columns shifted by one',
    content: csv(good().map((line) => `,${line.split(',').slice(0, 7).join(',')}`)),
    outcome: { status: 'held', rows: 40, accepted: 0, setAside: { REQUIRED_MISSING: 40 } },
  },
  {
    what: 'a ragged row',
    content: csv([...good(), row(99).split(',').slice(1).join(',')]),
    outcome: oneAside('ROW_SHAPE'),
  },
  {
    what: 'a row with a cell too many',
    content: csv([...good(), `${row(99)},多`]),
    outcome: oneAside('ROW_SHAPE'),
  },
  {
    what: 'a quote that is never closed',
    content: csv([...good(20), row(99, { 0: '"样本' }), ...good(40).slice(20)]),
    outcome: oneAside('ROW_SHAPE'),
  },
  {
    what: 'more than 5 % of the rows set aside',
    content: csv([...good(), row(97, { 4: '九月' }), row(98, { 4: 'x' }), row(99, { 4: '-' })]),
    outcome: { status: 'held', setAside: { DATE_INVALID: 2, REQUIRED_MISSING: 1 } },
  },
  {
    what: 'exactly 5 % of the rows set aside',
    content: csv([...good(38), row(98, { 4: '九月' }), row(99, { 4: 'x' })]),
    outcome: { status: 'accepted', rows: 40, setAside: { DATE_INVALID: 2 } },
  },
  { what: 'NUL in a name', content: withBad({ 0: '样\0本' }), outcome: oneAside('TEXT_FORBIDDEN') },
  {
    what: 'a bidirectional override',
    content: withBad({ 0: '样\u202e本' }),
    outcome: oneAside('TEXT_FORBIDDEN'),
  },
  {
    what: 'a line end inside quotes',
    content: withBad({ 7: '"派出\n所"' }),
    outcome: oneAside('TEXT_FORBIDDEN'),
  },
  {
    what: 'a cell of 1,001 characters',
    content: withBad({ 7: '所'.repeat(1001) }),
    outcome: oneAside('CELL_TOO_LONG'),
  },
  {
    what: 'a cell of 1,000 characters',
    content: withBad({ 7: '𠮷'.repeat(1000) }),
    outcome: { status: 'accepted', accepted: 41 },
  },
  { what: '30 February', content: withBad({ 4: '2026-02-30' }), outcome: oneAside('DATE_INVALID') },
  {
    what: 'a death tomorrow',
    content: withBad({ 4: '2026-11-06', 5: '2026-11-06' }),
    outcome: oneAside('DATE_IN_FUTURE'),
  },
  {
    what: 'a masked number',
    content: withBad({ 1: '310199********0021' }),
    outcome: oneAside('ID_MASKED'),
  },
  {
    what: 'an identical row',
    content: csv([...good(), row(1)]),
    outcome: oneAside('DUPLICATE_ROW'),
  },
  {
    what: 'two rows that contradict each other',
    content: csv([...good(), row(1, { 4: '2026-10-04' })]),
    outcome: { status: 'accepted', rows: 41, accepted: 39, setAside: { CONFLICTING_ROW: 2 } },
  },
  {
    what: 'blank lines and lines of commas at the end',
    content: `${csv(good())}\r\n,,,,,,,\r\n\r\n`,
    outcome: { status: 'accepted', rows: 40, accepted: 40 },
  },
  {
    what: 'a single line without end',
    content: 'x'.repeat(5 << 20),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'an old workbook (.xls)',
    content: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'text named .xlsx',
    name: 'public-security.death_2026-10_delta.xlsx',
    content: csv(good()),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'a workbook named .csv',
    content: workbook(sheet(good())),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'a truncated workbook',
    name: 'public-security.death_2026-10_delta.xlsx',
    content: workbook(sheet(good())).subarray(0, 1500),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'a ZIP that is no workbook',
    name: 'public-security.death_2026-10_delta.xlsx',
    content: zip([{ name: 'a.txt', data: Buffer.from('a') }]),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'a ZIP bomb',
    name: 'public-security.death_2026-10_delta.xlsx',
    content: workbook(sheet(good()), {
      extra: [{ name: 'xl/media/bomb', data: Buffer.alloc(64 << 20) }],
    }),
    outcome: rejected('FILE_TOO_LARGE'),
  },
  {
    what: 'a ZIP bomb that lies about its size',
    name: 'public-security.death_2026-10_delta.xlsx',
    content: zip([
      { name: '[Content_Types].xml', data: Buffer.alloc(64 << 20, ' '), promised: 1000 },
    ]),
    outcome: rejected('FILE_FORMAT'),
  },
  {
    what: 'a workbook with a macro, an external link and an entity',
    name: 'public-security.death_2026-10_delta.xlsx',
    content: workbook(sheet([...good(), row(99, { 7: '&xxe;' })]), {
      sheetPrefix: '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
      extra: [
        { name: 'xl/vbaProject.bin', data: Buffer.from('macro') },
        { name: 'xl/externalLinks/externalLink1.xml', data: Buffer.from('<externalLink/>') },
      ],
    }),
    outcome: { status: 'accepted', rows: 41, accepted: 41 },
  },
  {
    what: 'an unknown source',
    name: 'x.y_2026-10_delta.csv',
    content: csv(good()),
    outcome: rejected('SOURCE_UNKNOWN'),
  },
  ...[
    '../../public-security.death_2026-10_delta.csv',
    'public-security.death_2026-10_delta.txt',
    'public-security.death_2026-13_delta.csv',
    'public-security.death_2026-10_full.csv',
    'public-security.death_2026-10_delta_0.csv',
    'public-security.death_2026-10_delta_a.csv',
    '死亡名单.csv',
    '.csv',
  ].map((name) => ({
    what: `the name ${name}`,
    name,
    content: csv(good()),
    outcome: rejected('FILE_NAME_INVALID'),
  })),
];
