import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextNumber } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { loadRecipients, type Recipient } from '../support/recipients.ts';

let desk: MatchDesk;
let li: Recipient;

beforeEach(async () => {
  desk = await matchDesk();
  const [first] = await loadRecipients(desk, 1);
  if (!first) throw new Error('nobody');
  li = first;
});
afterEach(() => desk.close());

type Cells = readonly string[];

/** Takes a file about 李 in, the header before it, and compares. */
async function tell(
  source: string,
  period: string,
  header: Cells,
  ...rows: readonly Cells[]
): Promise<void> {
  const report = await desk.ingest(
    `${source}_${period}_delta.csv`,
    [header, ...rows.flatMap((cells) => [[li.name, li.idNumber, ...cells], aboutStranger(cells)])],
    { supersede: superseding },
  );
  expect(report).toMatchObject({ status: 'accepted', setAside: {} });
  await desk.match();
}
let superseding = false;

/** So that no two files are the same bytes, which would be one file sent twice. */
function aboutStranger(cells: Cells): Cells {
  return ['陌生人', idNumberOf(100 + (nextNumber() % 800), '19700101'), ...cells];
}

const DEATH = ['姓名', '公民身份号码', '死亡日期', '注销日期', '撤销标志'];
const deaths = (period: string, diedOn: string, revoked = '') =>
  tell('public-security.death', period, DEATH, [diedOn, '2026-10-20', revoked]);
const CREMATION = ['逝者姓名', '身份证号', '死亡日期', '火化日期'];
const cremated = (period: string, diedOn: string) =>
  tell('civil-affairs.cremation', period, CREMATION, [diedOn, '2026-10-08']);
const BUSINESS = [
  '姓名',
  '证件号码',
  '市场主体名称',
  '统一社会信用代码',
  '主体类型',
  '角色',
  '成立日期',
  '登记状态',
];
const business = (period: string, state: string) =>
  tell('market-regulation.registration', period, BUSINESS, [
    '上海示范餐饮店',
    '91310000MA1FL0000X',
    '个体工商户',
    '经营者',
    '2020-05-06',
    state,
  ]);
const INCOME = [
  '姓名',
  '证件号码',
  '扣缴义务人',
  '所得项目',
  '税款所属期起',
  '税款所属期止',
  '收入额',
];
const income = (period: string, yuan: string) =>
  tell('tax.income', period, INCOME, [
    '上海示范有限公司',
    '工资薪金',
    '2026-09-01',
    '2026-09-30',
    yuan,
  ]);
const INSURANCE = ['姓名', '证件号码', '参保险种', '缴费单位', '缴费起始年月', '缴费状态'];
const insured = () =>
  tell('human-resources.social-insurance', '2026-09', INSURANCE, [
    '职工养老',
    '静安公益服务社',
    '2026-09',
    '参保缴费',
  ]);
const JOB = ['姓名', '证件号码', '用人单位名称', '就业登记日期', '就业类型'];
const job = (period: string, startedOn: string, kind: string) =>
  tell('human-resources.employment', period, JOB, ['静安公益服务社', startedOn, kind]);

async function story(): Promise<string[]> {
  const lines = (await desk.alerts()).map(
    ({ ruleId, status, withdrawnReason, reason, effectiveOn }) =>
      [ruleId, effectiveOn, status, withdrawnReason ?? reason].filter(Boolean).join(' '),
  );
  return lines.sort();
}

/** What an alert's own history tells the street, the newest last. */
async function told(): Promise<string[]> {
  const { rows } = await desk.deps.database.pool.query<{ kind: string; reason: string | null }>(
    `SELECT kind, detail ->> 'reason' AS reason FROM alert_event ORDER BY id`,
  );
  return rows.map(({ kind, reason }) => (kind === 'WITHDRAWN' ? `${kind} ${reason}` : kind));
}

function confirmAll(): Promise<unknown> {
  return desk.deps.database.pool.query(
    `UPDATE alert SET status = 'CLOSED', disposition = 'CONFIRMED', claimed_by = 'officer',
            disposed_by = 'officer', disposed_at = '2026-11-05T02:00:00Z' WHERE status = 'OPEN'`,
  );
}

describe('a death', () => {
  it('is withdrawn by its revocation, also once confirmed, and registered again raised anew', async () => {
    await deaths('2026-09', '2026-09-03');
    await confirmAll();
    await deaths('2026-10-15', '2026-09-03', '是');
    expect(await story()).toEqual(['death-reported 2026-09-03 WITHDRAWN REVOKED']);
    await deaths('2026-10-31', '2026-10-12');
    expect(await story()).toEqual([
      'death-reported 2026-09-03 WITHDRAWN REVOKED',
      'death-reported 2026-10-12 OPEN',
    ]);
    expect(await told()).toEqual(['RAISED', 'WITHDRAWN REVOKED', 'RAISED']);
  });

  it('registered again with the same date is raised anew too', async () => {
    await deaths('2026-09', '2026-09-03');
    await deaths('2026-10-15', '2026-09-03', '是');
    await deaths('2026-10-31', '2026-09-03');
    expect(await story()).toEqual([
      'death-reported 2026-09-03 OPEN',
      'death-reported 2026-09-03 WITHDRAWN REVOKED',
    ]);
  });

  it('is not revived by an older period that arrives after its revocation', async () => {
    await deaths('2026-09', '2026-09-03');
    await deaths('2026-10-15', '2026-09-03', '是');
    await deaths('2026-08', '2026-09-03');
    expect(await story()).toEqual(['death-reported 2026-09-03 WITHDRAWN REVOKED']);
  });

  it('whose revocation was a mistake is raised anew when that is corrected', async () => {
    await deaths('2026-09', '2026-09-03');
    await deaths('2026-10', '2026-09-03', '是');
    const fileName = 'public-security.death_2026-10_delta.csv';
    const rows = [DEATH, aboutStranger(['2026-09-03', '2026-10-20', ''])];
    await desk.ingest(fileName, rows, { supersede: true });
    await desk.match();
    expect(await story()).toEqual([
      'death-reported 2026-09-03 OPEN',
      'death-reported 2026-09-03 WITHDRAWN REVOKED',
    ]);
  });

  it('that a correction took out is not revived by an older period that arrives after it', async () => {
    await deaths('2026-09', '2026-09-03');
    const fileName = 'public-security.death_2026-09_delta.csv';
    const rows = [DEATH, aboutStranger(['2026-09-03', '2026-10-20', ''])];
    await desk.ingest(fileName, rows, { supersede: true });
    await desk.match();
    await deaths('2026-08', '2026-09-03');
    expect(await story()).toEqual(['death-reported 2026-09-03 WITHDRAWN SUPERSEDED']);
  });

  it('whose cremation stands stays, as a conflict of the sources, until the cremation falls too', async () => {
    await deaths('2026-09', '2026-09-03');
    await cremated('2026-09', '2026-09-03');
    await deaths('2026-10', '2026-09-03', '是');
    expect(await story()).toEqual(['death-reported 2026-09-03 OPEN SOURCES_CONFLICT']);
    const corrected = [CREMATION, aboutStranger(['2026-09-03', '2026-10-08'])];
    const fileName = 'civil-affairs.cremation_2026-09_delta.csv';
    await desk.ingest(fileName, corrected, { supersede: true });
    await desk.match();
    expect(await story()).toEqual(['death-reported 2026-09-03 WITHDRAWN REVOKED']);
  });
});

describe('a business', () => {
  it.each(['注销', '吊销'])(
    '%s is withdrawn, also once confirmed, and no older period revives it',
    async (gone) => {
      await business('2026-09', '存续');
      expect(await story()).toEqual(['business-registered 2020-05-06 OPEN']);
      await confirmAll();
      await business('2026-10', gone);
      expect(await story()).toEqual(['business-registered 2020-05-06 WITHDRAWN CANCELLED']);
      await business('2026-08', '存续');
      expect(await story()).toEqual(['business-registered 2020-05-06 WITHDRAWN CANCELLED']);
    },
  );
});

describe('an income', () => {
  it.each(['open', 'confirmed'])(
    'that is reversed under the line is withdrawn while %s',
    async (state) => {
      await income('2026-09', '3000');
      if (state === 'confirmed') await confirmAll();
      await income('2026-10', '-1000');
      expect(await story()).toEqual(['income-over-line 2026-09-01 WITHDRAWN REVERSED']);
      expect(await told()).toEqual(['RAISED', 'WITHDRAWN REVERSED']);
    },
  );

  it('that a correction lowers is withdrawn as superseded, and raised anew when corrected back', async () => {
    await income('2026-09', '3000');
    superseding = true;
    await income('2026-09', '2000');
    await income('2026-09', '3000.01');
    superseding = false;
    expect(await story()).toEqual([
      'income-over-line 2026-09-01 OPEN',
      'income-over-line 2026-09-01 WITHDRAWN SUPERSEDED',
    ]);
  });
});

describe('an insurance', () => {
  it('is withdrawn as explained when a public-welfare post of the payer arrives later', async () => {
    await insured();
    await job('2026-10', '2026-08-20', '公益性岗位');
    expect(await story()).toEqual(['social-insurance-started 2026-09-01 WITHDRAWN EXPLAINED']);
  });
});

describe('a job', () => {
  it('of an older period is raised if it was not known, and overwrites nothing newer', async () => {
    await job('2026-10', '2026-08-20', '单位就业');
    await job('2026-09', '2026-08-20', '灵活就业');
    expect(await story()).toEqual(['employment-started 2026-08-20 OPEN']);
    await job('2026-08', '2026-07-01', '单位就业');
    expect(await story()).toEqual(['employment-started 2026-07-01 OPEN']);
  });

  it('that a correction tells again stays, also while an older period is compared before it', async () => {
    const deliver = (period: string, startedOn: string, supersede = false) => {
      const cells = ['静安公益服务社', startedOn, '单位就业'];
      const rows = [JOB, [li.name, li.idNumber, ...cells], aboutStranger(cells)];
      return desk.ingest(`human-resources.employment_${period}_delta.csv`, rows, { supersede });
    };
    await deliver('2026-09', '2026-08-20');
    await desk.match();
    await deliver('2026-09', '2026-08-20', true);
    await deliver('2026-08', '2026-07-01');
    await desk.match();
    expect(await story()).toEqual(['employment-started 2026-07-01 OPEN']);
    expect(await told()).toEqual(['RAISED', 'UPDATED', 'UPDATED']);
  });
});
