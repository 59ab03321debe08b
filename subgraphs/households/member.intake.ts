import { birthDateOf, matchKey, sexOf, type Sex } from '../../kernel/id-number.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import type { Column } from '../../kernel/tabular/contract.ts';
import {
  idNumber,
  oneOf,
  optionalDate,
  optionalOneOf,
  optionalSex,
  optionalText,
  text,
  type IdNumber,
} from '../../kernel/tabular/parsers.ts';
import { reconcileMembers } from './member-reconcile.ts';
import { relationshipCode } from './relationship.ts';

type MemberRow = {
  householdNo: string;
  name: string;
  formerName: string | null;
  idNumber: IdNumber;
  sex: Sex | null;
  birthDate: PlainDate | null;
  relationship: string;
  covered: 'YES' | 'NO';
  labourCapacity: '有' | '部分丧失' | '无' | null;
  disabilityGrade: string | null;
  schooling: string | null;
  phone: string | null;
};

const LABOUR_CELL = 8;

/** `members_<date>`: who belonged to which household that day. */
export const membersFile: RosterFile<MemberRow> = {
  kind: 'members',
  contract: {
    name: 'members',
    columns: {
      householdNo: text('家庭编号'),
      name: text('姓名'),
      formerName: optionalText('曾用名'),
      idNumber: idNumber('公民身份号码'),
      sex: optionalSex('性别'),
      birthDate: optionalDate('出生日期'),
      relationship: relationship('与户主关系'),
      covered: oneOf('是否保障对象', { 是: 'YES', 否: 'NO' }),
      labourCapacity: optionalOneOf('劳动能力', { 有: '有', 部分丧失: '部分丧失', 无: '无' }),
      disabilityGrade: optionalText('残疾等级'),
      schooling: optionalText('在校学历'),
      phone: optionalText('联系电话'),
    },
    naturalKey: (row) => `${row.householdNo}|${keyOf(row.idNumber)}`,
  },
  complete: true,
  columns: {
    household_no: 'text',
    person_id: 'uuid',
    id_number_cipher: 'bytea',
    id_number_index: 'bytea',
    document_class: 'text',
    name: 'text',
    former_name: 'text',
    sex: 'text',
    birth_date: 'date',
    phone: 'text',
    relationship: 'text',
    covered: 'boolean',
    labour_capacity: 'text',
    disability_grade: 'text',
    schooling: 'text',
    contradicts: 'boolean',
  },
  stage(row, cells, vault) {
    const { documentClass, number } = row.idNumber;
    const personId = vault.personId(keyOf(row.idNumber));
    const born = number.length === 18 ? birthDateOf(number) : null;
    const sex = number.length === 18 ? sexOf(number) : null;
    return [
      row.householdNo,
      personId,
      vault.seal(number, personId),
      vault.numberIndex(keyOf(row.idNumber)),
      documentClass,
      row.name,
      row.formerName,
      // The number passed its check character, the other cells were typed freely: the number decides.
      sex ?? row.sex,
      born ?? row.birthDate,
      row.phone,
      row.relationship,
      row.covered === 'YES',
      // 无 counts as a blank cell everywhere else; here it says that there is no capacity.
      cells[LABOUR_CELL] === '无' ? '无' : row.labourCapacity,
      row.disabilityGrade,
      row.schooling,
      differ(sex, row.sex) || differ(born, row.birthDate),
    ];
  },
  stageSetAside: ([householdNo = null]) => ({ household_no: householdNo }),
  async markUnknown(client) {
    await client.query(
      `UPDATE staged SET code = 'REFERENCE_UNKNOWN', problem_column = '家庭编号'
        WHERE code IS NULL
          AND NOT EXISTS (SELECT FROM household
                           WHERE household.household_no = staged.household_no
                             AND household.ended_on IS NULL)`,
    );
  },
  async notices(client) {
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(*) AS n FROM staged WHERE code IS NULL AND contradicts',
    );
    const n = rows[0]?.n ?? 0;
    return n === 0 ? [] : [`${n} 行的出生日期或性别与身份号码不一致，按身份号码记。`];
  },
  reconcile: reconcileMembers,
};

function keyOf({ documentClass, number }: IdNumber): string {
  return matchKey(documentClass, number);
}

/** A GB/T 4761 code or a name of a relationship, as the two-digit code. */
function relationship(header: string): Column<string> {
  return {
    header,
    required: true,
    parse(cell) {
      const code = relationshipCode(cell);
      return code === null ? { ok: false, code: 'ENUM_UNKNOWN' } : { ok: true, value: code };
    },
  };
}

function differ<Value>(fromNumber: Value | null, typed: Value | null): boolean {
  return fromNumber !== null && typed !== null && fromNumber !== typed;
}
