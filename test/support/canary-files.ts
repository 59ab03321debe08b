import type { MatchDesk } from './match.ts';
import { JING } from './crossmatch-builders.ts';
import { idNumberOf } from './people.ts';
import { caseRow, householdRow, memberRow } from './roster.ts';

/** The number that goes everywhere, in its three ways of being written. */
export const CANARY = idNumberOf(742, '19571103');
export const FIFTEEN = CANARY.slice(0, 6) + CANARY.slice(8, 17);
export const WIDE = [...CANARY]
  .map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))
  .join('');
/** Somebody else. */
export const OTHER = idNumberOf(743, '19600101');
/** Somebody whose sealed number was damaged in the database, so that reading it fails. */
export const DAMAGED = idNumberOf(744, '19610101');
/** Whose number it is. */
export const NAME = '金丝雀';
/** The header of an extract of deaths. */
export const DEATHS = ['姓名', '公民身份号码', '死亡日期', '注销日期'];
const INCOME = ['姓名', '证件号码', '所得期间', '所得项目', '收入额', '扣缴义务人名称'];

/** Takes in roster files whose rows are accepted, set aside, rejected and unreadable; what the intake told of each. */
export async function loadCanaryRoster({ roster }: MatchDesk): Promise<string[]> {
  const force = { force: true };
  const rows = [
    householdRow('H1', CANARY, JING),
    householdRow('H2', OTHER, JING),
    householdRow('H5', DAMAGED, JING),
    householdRow('H3', `${CANARY}9`, JING),
    ['H4', CANARY, 'no street', '', '', '', '', ''],
  ];
  const reports = [
    await roster.load('areas_2026-10-28.csv', [
      ['310106', '静安区', '', '', ''],
      [JING, '江宁路街道', '310106', '', ''],
      [`${JING}001`, '第一居委会', JING, '', ''],
    ]),
    await roster.load('households_2026-10-28.csv', rows, force),
    await roster.load(
      'members_2026-10-28.csv',
      [
        memberRow('H1', NAME, CANARY, { sex: '男', birthDate: '1999-01-01' }),
        memberRow('H2', '旁人', OTHER),
        memberRow('H5', '损人', DAMAGED),
        memberRow('H1', NAME, CANARY, { relationship: 'no such relationship' }),
        memberRow('H9', '某人', WIDE),
      ],
      force,
    ),
    await roster.load('cases_2026-10-28.csv', [caseRow('C1', 'H1'), caseRow('C2', 'H2')], force),
    await roster.load(
      'staff_relatives_2026-10-28.csv',
      [
        ['经办人', CANARY, '某街道', '兄弟', '亲属', OTHER, '', '2026-01-01'],
        ['经办人', OTHER, '某街道', '兄弟', '亲属', CANARY, '', CANARY],
      ],
      force,
    ),
  ];
  const told = [JSON.stringify(reports)];
  const broken: [string, Buffer][] = [
    ['members_2026-10-29.csv', Buffer.from(`家庭编号,${CANARY}\r\nH1,${CANARY}\r\n`)],
    [
      'members_2026-10-30.csv',
      Buffer.concat([Buffer.from(`${CANARY},`), Buffer.from([0xff, 0xfe, 0x81])]),
    ],
    ['members_2026-10-31.csv', Buffer.from(`"${CANARY}`)],
  ];
  for (const [name, bytes] of broken) {
    const answer = await roster.loadBytes(name, bytes).catch((error: unknown) => String(error));
    told.push(JSON.stringify(answer));
  }
  return told;
}

/** Files with the number in them, one for each outcome: whose, under which name, and what stands in them. */
export function canaryExtracts(): [
  departmentCode: string,
  name: string,
  content: string | Buffer,
][] {
  const csv = (rows: readonly (readonly string[])[]): string =>
    rows.map((cells) => cells.join(',')).join('\r\n') + '\r\n';
  const stranger = (n: number): string[] => [
    '陌生人',
    idNumberOf(100 + n, '19700101'),
    '2026-10-03',
    '2026-11-01',
  ];
  const strangers = Array.from({ length: 200 }, (_, n) => stranger(n));
  const deaths = csv([
    DEATHS,
    ...strangers,
    [NAME, CANARY, '2026-10-03', '2026-11-01'],
    [NAME, WIDE, CANARY, '2026-11-01'],
  ]);
  const misnamed = csv([DEATHS, ...strangers, ['某某某', CANARY, '2026-09-04', '2026-10-01']]);
  const conflicting = csv([
    DEATHS,
    ...strangers,
    [NAME, FIFTEEN, '2026-02-03', '2026-03-01'],
    [NAME, CANARY, '2026-02-04', '2026-03-01'],
  ]);
  return [
    ['public-security', 'public-security.death_2026-02_delta.csv', conflicting],
    ['public-security', 'public-security.death_2026-10_delta.csv', deaths],
    ['public-security', 'public-security.death_2026-09_delta.csv', misnamed],
    ['public-security', 'public-security.death_2026-03_delta.csv', csv([[CANARY], [CANARY]])],
    [
      'public-security',
      'public-security.death_2026-08_delta.csv',
      csv([DEATHS, [NAME, CANARY, CANARY, CANARY]]),
    ],
    [
      'public-security',
      'public-security.death_2026-07_delta.csv',
      Buffer.from([0xff, 0x81, ...Buffer.from(CANARY), 0xff]),
    ],
    ['public-security', 'public-security.death_2026-06_delta.xlsx', `PK\u0003\u0004${CANARY}`],
    [
      'tax',
      'tax.income_2026-10_delta.csv',
      csv([INCOME, [NAME, CANARY, CANARY, CANARY, CANARY, CANARY]]),
    ],
    ['tax', `${CANARY}_2026-10_delta.csv`, deaths],
    ['tax', `${encodeURIComponent(WIDE)}.csv`, deaths],
  ];
}
