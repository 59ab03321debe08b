import path from 'node:path';
import { addDays, type PlainDate } from '../../kernel/plain-date.ts';
import type { Household, Member } from './household.ts';
import { breakDigit, stranger } from './id-maker.ts';
import { drawName } from './names.ts';
import type { Random } from './random.ts';
import { spellAmount, spellDate, spellMissing, spellMonth } from './spellings.ts';
import { STREETS, areaRows } from './streets.ts';
import { countRow, type FileTruth } from './truth.ts';
import { openCsv, type Encoding } from './writers.ts';

const COLUMNS = {
  areas: '区划代码 名称 上级代码 生效日期 失效日期',
  households:
    '家庭编号 户主身份号码 街道区划代码 居村委区划代码 居委会名称 户籍地址 居住地址 家庭类别',
  members:
    '家庭编号 姓名 曾用名 公民身份号码 性别 出生日期 与户主关系 是否保障对象 劳动能力 残疾等级 在校学历 联系电话',
  cases:
    '案件编号 家庭编号 救助项目 案件状态 起保年月 月保障金额 保障人口数 最近核查日期 授权书编号 授权有效期止',
  staff_relatives:
    '经办人姓名 经办人身份号码 单位及职务 关系 近亲属姓名 近亲属身份号码 享受项目 申报日期',
};
type RosterKind = keyof typeof COLUMNS;
const ENCODINGS: Record<RosterKind, Encoding> = {
  areas: 'utf-8',
  households: 'utf-8-bom',
  members: 'gb18030',
  cases: 'utf-8',
  staff_relatives: 'utf-8-bom',
};

export type RosterWriter = {
  household(household: Household): void;
  /** Somebody in the offices declared this member as a near relative. */
  relative(household: Household, member: Member, relation: string): void;
  close(): FileTruth[];
};

/** Writes the five files of a street system's export side by side, household by household. */
export function openRoster(directory: string, asOf: PlainDate, random: Random): RosterWriter {
  const date = addDays(asOf, -8);
  const files = new Map(
    (Object.keys(COLUMNS) as RosterKind[]).map((kind) => [kind, openKind(directory, kind, date)]),
  );
  function put(kind: RosterKind, row: readonly string[], outcome = 'ACCEPTED'): void {
    files.get(kind)?.put(row, outcome);
  }
  for (const row of areaRows()) put('areas', row);
  let written = 0;
  return {
    household(household) {
      written += 1;
      put('households', householdRow(household));
      for (const member of household.members) put('members', memberRow(random, household, member));
      for (const record of caseRows(random, household)) put('cases', record);
      if (written % 97 === 0)
        for (const [row, code] of badMembers(random, household, written)) put('members', row, code);
    },
    relative(household, member, relation) {
      put('staff_relatives', relativeRow(random, household, member, relation));
    },
    close: () => [...files.values()].map((file) => file.close()),
  };
}

function openKind(
  directory: string,
  kind: RosterKind,
  date: PlainDate,
): { put(row: readonly string[], outcome: string): void; close(): FileTruth } {
  const name = `${kind}_${date}.csv`;
  const csv = openCsv(path.join(directory, name), COLUMNS[kind].split(' '), {
    encoding: ENCODINGS[kind],
  });
  const truth: FileTruth = { file: `roster/${name}`, rows: 0, accepted: 0, setAside: {} };
  return {
    put(row, outcome) {
      csv.write(row);
      countRow(truth, outcome);
    },
    close() {
      csv.close();
      return truth;
    },
  };
}

function householdRow(household: Household): string[] {
  const [head] = household.members;
  return [
    household.householdNo,
    head?.idNumber ?? '',
    household.street.code,
    household.committeeCode,
    household.committeeName,
    household.hukouAddress,
    household.residenceAddress,
    household.members.length === 1 ? '单人户' : '家庭户',
  ];
}

function memberRow(random: Random, household: Household, member: Member): string[] {
  return [
    household.householdNo,
    member.name,
    member.formerName,
    member.idNumber,
    member.gender,
    spellDate(random, member.birthDate),
    member.relation,
    member.covered ? '是' : '否',
    member.ability,
    member.disability,
    member.schooling,
    member.phone,
  ];
}

function caseRows(random: Random, household: Household): string[][] {
  return household.cases.map((record) => [
    record.caseNo,
    household.householdNo,
    record.programme,
    record.status,
    spellMonth(random, record.startMonth),
    spellAmount(random, record.amountFen),
    String(record.coveredCount),
    record.lastCheckedOn ? spellDate(random, record.lastCheckedOn) : spellMissing(random),
    record.authorisationNo,
    record.authorisationUntil ? spellDate(random, record.authorisationUntil) : '',
  ]);
}

/** Rows that a street's system should not have let through, in households that are otherwise in order. */
function badMembers(random: Random, household: Household, n: number): [string[], string][] {
  const { idNumber, gender, birthDate } = stranger(110_000_000 + n);
  const extra = memberRow(random, household, {
    name: drawName(random, gender, 40),
    formerName: '',
    idNumber,
    gender,
    birthDate,
    relation: '其他',
    covered: false,
    ability: '',
    disability: '',
    schooling: '',
    phone: '',
  });
  switch (Math.floor(n / 97) % 4) {
    case 0:
      return [[extra.with(3, breakDigit(idNumber)), 'ID_CHECKSUM']];
    case 1:
      return [[extra.with(3, idNumber.slice(1)), 'ID_LENGTH']];
    case 2:
      return [
        [extra, 'ACCEPTED'],
        [extra, 'DUPLICATE_ROW'],
      ];
    default:
      return [[extra.with(1, ''), 'REQUIRED_MISSING']];
  }
}

function relativeRow(
  random: Random,
  household: Household,
  member: Member,
  relation: string,
): string[] {
  const staff = stranger(115_000_000 + Number(household.householdNo.slice(2)));
  return [
    drawName(random, staff.gender, 40),
    staff.idNumber,
    `${random.pick(STREETS).name} 经办人`,
    relation,
    member.name,
    member.idNumber,
    household.cases[0]?.programme ?? '',
    spellDate(random, addDays(member.birthDate, 18_000)),
  ];
}
