import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { HubError } from '../../../kernel/errors.ts';
import { checkCharacter } from '../../../kernel/id-number.ts';
import { plainDate } from '../../../kernel/plain-date.ts';
import { columnsOf } from '../../../kernel/tabular/contract.ts';
import type { TextEncodingName } from '../../../kernel/tabular/encoding.ts';
import { resolveHeader } from '../../../kernel/tabular/header.ts';
import { SOURCES } from '../sources/index.ts';
import { publicSecurityDeath } from '../sources/public-security.death.ts';
import type { Source } from '../sources/source.ts';
import { rowStager } from './stage-rows.ts';
import { textsOf, type StagedColumns, type TextColumn } from './staged-columns.ts';
import { CELL } from './staged-line.ts';

const HEADER = '备注,姓名,公民身份号码,性别,出生日期,死亡日期,注销日期,登记机关,撤销标志'.split(
  ',',
);
const layout = resolveHeader(HEADER, publicSecurityDeath.contract);
const asOf = plainDate('2026-11-05');
const ordinary = { ...publicSecurityDeath, plain: undefined };

function stagedBy(source: Source, encoding: TextEncodingName, blocks: readonly Buffer[]) {
  const stage = rowStager(source, layout, asOf, encoding);
  try {
    return blocks.map((bytes) => {
      const { parties, ...counts } = stage({ bytes, offset: 1000 });
      return { ...counts, parties: partiesOf(parties) };
    });
  } catch (error) {
    return error instanceof HubError ? { code: error.code, ...error.details } : error;
  }
}

function partiesOf(columns: StagedColumns): (number | string | null)[][] {
  const [matchKeys, keys, problems, cells] = textsOf(columns).map(textOf);
  return Array.from({ length: columns.count }, (_, at) => [
    columns.rows[at] ?? 0,
    columns.parts[at] ?? 0,
    ...[matchKeys, keys, problems, cells].map((values) => values?.[at] ?? null),
  ]);

  function textOf({ bytes, present, length }: TextColumn): (string | null)[] {
    let at = 0;
    const values = [...present.subarray(0, columns.count)].map((there) => {
      if (there === 0) return null;
      const end = at + 4 + bytes.readUInt32LE(at);
      const value = bytes.toString('utf8', at + 4, end);
      at = end;
      return value;
    });
    expect(at).toBe(length);
    return values;
  }
}

const number = fc
  .tuple(fc.constantFrom('310199', '810000', '011111'), fc.integer({ min: 0, max: 60_000 }))
  .map(([area, day]) => {
    const birth = new Date(Date.UTC(1895, 0, 1) + day * 86_400_000).toISOString();
    const first17 = `${area}${birth.slice(0, 10).replaceAll('-', '')}001`;
    return first17 + checkCharacter(first17);
  });
const day = fc.constantFrom(
  ...['2026-10-03', '2026/10/3', '20261003', '2026年10月3日', '2026年9月30日', '2026-11-05'],
  ...[
    '2026-11-06',
    '2024-02-29',
    '2023-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '0999-01-01',
  ],
  ...[
    '2026/10-03',
    '2026-10-3x',
    '2026年10月3',
    '2026年10月',
    '20261',
    '2026-10-003',
    '２０２６-10-03',
    '-',
    '',
  ],
);
const odd = fc.constantFrom(
  ...[
    '',
    '-',
    '/',
    '无',
    ' ',
    '　',
    ' 样本',
    '样本 ',
    '样　本',
    '样·本',
    '样\u202e本',
    '样\u0007',
    '\t',
    '\ufffd',
  ],
  ...[
    '𠮷',
    '€',
    '"引"',
    'a,b',
    '样\u00a0',
    '\u2003样',
    'é',
    '䶮',
    '是',
    '否',
    '撤',
    '男',
    '女',
    '1',
    '未知',
    'x'.repeat(1001),
  ],
);
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('样本', '胡素招', '阿·提', 'Zhang San') },
  { weight: 2, arbitrary: odd },
);
const word = (...words: string[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: odd });
const line = fc
  .tuple(
    text,
    text,
    fc.oneof({ weight: 8, arbitrary: number }, { weight: 1, arbitrary: odd }),
    word('男', '女', ''),
    day,
    day,
    day,
    text,
    word('', '否', '是'),
  )
  .map((cells) => cells.join(','));
const block = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, ended]) => lines.join(end) + (ended ? end : ''));
const change = fc.tuple(fc.nat(4000), fc.nat(255));

test.each(['gb18030', 'utf-8'] as const)(
  'the quick way and the ordinary one agree on every row (%s)',
  (encoding) => {
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 3 }),
        fc.array(change, { maxLength: 2 }),
        (texts, changes) => {
          const blocks = texts.map((content) => Buffer.from(iconv.encode(content, encoding)));
          for (const [at, byte] of changes) {
            const [first] = blocks;
            if (first && at < first.length) first[at] = byte;
          }
          expect(stagedBy(publicSecurityDeath, encoding, blocks)).toEqual(
            stagedBy(ordinary, encoding, blocks),
          );
        },
      ),
      { numRuns: 2000 },
    );
  },
  60_000,
);

test('a plain row is staged as the ordinary way would write it', () => {
  const row = ',胡素招,310199193607294943,女,1936-07-29,2026/10/3,2026年10月9日,派出所,';
  const [staged] = stagedBy(publicSecurityDeath, 'utf-8', [Buffer.from(`${row}\n${row}\n`)]) as {
    rows: number;
    parties: unknown[];
  }[];
  const cells = '胡素招|310199193607294943|女|1936-07-29|2026/10/3|2026年10月9日||派出所|';
  const told = [0, '310199193607294943', null, null, cells.replaceAll('|', CELL)];
  expect(staged?.rows).toBe(2);
  expect(staged?.parties).toEqual([
    [1, ...told],
    [2, ...told],
  ]);
});

test('every source that declares what plain means names columns of its own', () => {
  for (const { plain, contract } of SOURCES) {
    const keys = columnsOf(contract).map(([key]) => key);
    for (const key of [plain?.id, ...(plain?.notAfterAsOf ?? []), ...(plain?.inOrder.flat() ?? [])])
      if (key !== undefined) expect(keys).toContain(key);
  }
});
