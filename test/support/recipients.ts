import { DONG, JING } from './crossmatch-builders.ts';
import type { MatchDesk } from './match.ts';
import { idNumberOf } from './people.ts';
import { caseRow, householdRow, memberRow } from './roster.ts';

/** A recipient who lives alone. */
export type Recipient = { householdNo: string; name: string; idNumber: string; street: string };

const NAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏';

const JOBS = [
  '姓名',
  '证件号码',
  '用人单位名称',
  '统一社会信用代码',
  '就业登记日期',
  '就业类型',
  '终止日期',
];
const INCOMES = [
  '姓名',
  '证件号码',
  '扣缴义务人',
  '所得项目',
  '税款所属期起',
  '税款所属期止',
  '收入额',
];

/** Up to thirty recipients of two streets in turn, in a roster of their own. */
export async function loadRecipients(desk: MatchDesk, count: number): Promise<Recipient[]> {
  const recipients = [...NAMES].slice(0, count).map((surname, n): Recipient => {
    const householdNo = `H${String(n + 1).padStart(2, '0')}`;
    const idNumber = idNumberOf(n + 1, '19600505');
    return { householdNo, name: `${surname}建国`, idNumber, street: n % 2 === 0 ? JING : DONG };
  });
  const { roster } = desk;
  const day = '2026-10-28';
  await roster.load(`areas_${day}.csv`, [
    ['310106', '静安区', '', '', ''],
    ...[JING, DONG].flatMap((street) => [
      [street, `街道${street}`, '310106', '', ''],
      [`${street}001`, '第一居委会', street, '', ''],
    ]),
  ]);
  await roster.load(
    `households_${day}.csv`,
    recipients.map((one) => householdRow(one.householdNo, one.idNumber, one.street)),
  );
  await roster.load(
    `members_${day}.csv`,
    recipients.map((one) => memberRow(one.householdNo, one.name, one.idNumber)),
  );
  await roster.load(
    `cases_${day}.csv`,
    recipients.map((one) => caseRow(`C${one.householdNo}`, one.householdNo)),
  );
  await roster.refreshJurisdiction();
  return recipients;
}

/** An employment file: each of these found work on that day. */
export function jobRows(recipients: readonly Recipient[], startedOn = '2026-10-13'): string[][] {
  return [
    JOBS,
    ...recipients.map(({ name, idNumber }) => {
      return [name, idNumber, '上海示范有限公司', '', startedOn, '单位就业', ''];
    }),
  ];
}

/** A tax file: the pay of one month, in yuan, of each. */
export function incomeRows(
  paid: readonly (readonly [Recipient, yuan: number])[],
  month = '2026-09',
): string[][] {
  return [
    INCOMES,
    ...paid.map(([{ name, idNumber }, yuan]) => {
      const pay = ['上海示范有限公司', '工资薪金', `${month}-01`, `${month}-28`, String(yuan)];
      return [name, idNumber, ...pay];
    }),
  ];
}
