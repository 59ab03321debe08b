import type { Subgraph } from '../../kernel/runtime/subgraph.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { askOf, type Ask } from './ask.ts';
import { DONG, JING } from './crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from './database.ts';
import { idNumberOf } from './people.ts';
import { caseRow, householdRow, memberRow, rosterDesk } from './roster.ts';

/** Two streets of one district with a roster of two months, and both roster subgraphs over it. */
export type SmallDistrict = {
  database: FreshDatabase;
  households: Subgraph;
  assistance: Subgraph;
  askHouseholds: Ask;
  askAssistance: Ask;
  personIds: Record<'wang' | 'li' | 'mover' | 'gone' | 'dong', string>;
};

export const WANG = idNumberOf(1);
const LI = idNumberOf(2);
const MOVER = idNumberOf(3);
const GONE = idNumberOf(4);
export const DONGS = idNumberOf(5);
export const UNKNOWN = idNumberOf(999);

const AREAS = [
  ['310100', '上海市市辖区', '310000', '', ''],
  ['310106', '静安区', '310100', '', ''],
  ['310108', '闸北区', '310100', '', '20151103'],
  [JING, '江宁路街道', '310106', '', ''],
  [DONG, '石门二路街道', '310106', '', ''],
  [`${JING}001`, '第一居委会', JING, '', ''],
  [`${DONG}001`, '东一居委会', DONG, '', ''],
];

/**
 * 王 and 李 live in JH1; 搬 moved in October from JH1 to DH1 in the other street; 去 left JH1 and is in no
 * household any more; 董 lives in DH1. `extra` adds households of one person each to JING.
 */
export async function smallDistrict(extra = 0): Promise<SmallDistrict> {
  const database = await freshDatabase();
  const desk = rosterDesk(database);
  const more = Array.from({ length: extra }, (_, n) => ({
    no: `JX${String(n).padStart(4, '0')}`,
    id: idNumberOf(100 + n, '19500101'),
  }));
  const households = [
    householdRow('DH1', DONGS, DONG, '单人户'),
    householdRow('JH1', WANG, JING),
    ...more.map(({ no, id }) => householdRow(no, id, JING)),
  ];
  const stay = [
    memberRow('JH1', '王一', WANG, { formerName: '王二' }),
    memberRow('JH1', '李一', LI, { relationship: '妻' }),
    memberRow('DH1', '董一', DONGS),
    ...more.map(({ no, id }, n) => memberRow(no, `周${n}`, id)),
  ];
  const cases = [
    caseRow('CD1', 'DH1', { programme: '特困' }),
    caseRow('CJ1', 'JH1', { amount: '2,345.60', covered: '2' }),
    caseRow('CJ2', 'JH1', { programme: '临时救助', status: '停保' }),
    ...more.map(({ no }) => caseRow(`C${no}`, no)),
  ];
  const files: [string, string[][]][] = [
    ['areas_2026-09-01.csv', AREAS],
    ['households_2026-09-28.csv', households],
    [
      'members_2026-09-28.csv',
      [
        ...stay,
        memberRow('JH1', '搬一', MOVER, { relationship: '子' }),
        memberRow('JH1', '去一', GONE, { relationship: '母' }),
      ],
    ],
    ['cases_2026-09-28.csv', cases],
    ['households_2026-10-28.csv', households],
    [
      'members_2026-10-28.csv',
      [...stay, memberRow('DH1', '搬一', MOVER, { relationship: '其他亲属' })],
    ],
    ['cases_2026-10-28.csv', cases],
  ];
  for (const [name, rows] of files) {
    const report = await desk.load(name, rows, { force: true });
    if (report.status !== 'accepted') throw new Error(`${name}: ${JSON.stringify(report)}`);
  }
  desk.close();
  const { rows } = await database
    .subgraph('households')
    .pool.query<{ name: string; id: string }>('SELECT name, id FROM person');
  const idOf = (name: string) => rows.find((row) => row.name === name)?.id ?? '';
  const subgraphs = {
    households: createHouseholds(testDeps(database, 'households')),
    assistance: createAssistance(testDeps(database, 'assistance')),
  };
  return {
    database,
    ...subgraphs,
    askHouseholds: askOf(subgraphs.households),
    askAssistance: askOf(subgraphs.assistance),
    personIds: {
      wang: idOf('王一'),
      li: idOf('李一'),
      mover: idOf('搬一'),
      gone: idOf('去一'),
      dong: idOf('董一'),
    },
  };
}
