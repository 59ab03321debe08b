import { randomUUID } from 'node:crypto';
import { matchKey } from '../../kernel/id-number.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import { date, idNumber, optionalText, text, type IdNumber } from '../../kernel/tabular/parsers.ts';
import { isNearRelation } from './near-relation.ts';
import { programmeCode } from './programme-names.ts';

type DeclarationRow = {
  staffName: string;
  staffIdNumber: IdNumber;
  post: string;
  relation: string;
  relativeName: string;
  relativeIdNumber: IdNumber;
  programme: string | null;
  declaredOn: PlainDate;
};

/** `staff_relatives_<date>`: 近亲属备案 (000 附件7). A declaration stands until it is changed; 回避 is derived from it. */
export const staffRelativesFile: RosterFile<DeclarationRow> = {
  kind: 'staff_relatives',
  contract: {
    name: 'staff_relatives',
    columns: {
      staffName: text('经办人姓名'),
      staffIdNumber: idNumber('经办人身份号码'),
      post: text('单位及职务'),
      relation: text('关系'),
      relativeName: text('近亲属姓名'),
      relativeIdNumber: idNumber('近亲属身份号码'),
      programme: optionalText('享受项目'),
      declaredOn: date('申报日期'),
    },
    naturalKey: (row) => `${keyOf(row.staffIdNumber)}|${keyOf(row.relativeIdNumber)}`,
  },
  complete: false,
  columns: {
    id: 'uuid',
    staff_name: 'text',
    staff_id_cipher: 'bytea',
    staff_id_index: 'bytea',
    post: 'text',
    relation: 'text',
    relative_name: 'text',
    relative_id_cipher: 'bytea',
    relative_id_index: 'bytea',
    programme_code: 'text',
    declared_on: 'date',
    staff_person_id: 'uuid',
    relative_person_id: 'uuid',
    near: 'boolean',
  },
  stage(row, _cells, vault) {
    const id = randomUUID();
    return [
      id,
      row.staffName,
      vault.seal(row.staffIdNumber.number, `${id}/staff`),
      vault.index(keyOf(row.staffIdNumber)),
      row.post,
      row.relation,
      row.relativeName,
      vault.seal(row.relativeIdNumber.number, `${id}/relative`),
      vault.index(keyOf(row.relativeIdNumber)),
      // The relative may draw something the hub does not keep; the declaration counts all the same.
      row.programme === null ? null : programmeCode(row.programme),
      row.declaredOn,
      vault.personId(keyOf(row.staffIdNumber)),
      vault.personId(keyOf(row.relativeIdNumber)),
      isNearRelation(row.relation),
    ];
  },
  async notices(client) {
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(*) AS n FROM staged WHERE code IS NULL AND NOT near',
    );
    const n = rows[0]?.n ?? 0;
    return n === 0 ? [] : [`${n} 行的关系不在近亲属之列（附件7），只备案，不产生回避。`];
  },
  async reconcile(client) {
    // The sealed numbers are bound to the row they were first written in and stay there.
    await client.query(
      `INSERT INTO relative_declaration (id, staff_name, staff_id_cipher, staff_id_index, post, relation,
                                         relative_name, relative_id_cipher, relative_id_index,
                                         programme_code, declared_on, staff_person_id,
                                         relative_person_id, near)
       SELECT id, staff_name, staff_id_cipher, staff_id_index, post, relation, relative_name,
              relative_id_cipher, relative_id_index, programme_code, declared_on, staff_person_id,
              relative_person_id, near
         FROM staged WHERE code IS NULL
       ON CONFLICT (staff_id_index, relative_id_index) DO UPDATE
         SET staff_name = EXCLUDED.staff_name, post = EXCLUDED.post, relation = EXCLUDED.relation,
             relative_name = EXCLUDED.relative_name, programme_code = EXCLUDED.programme_code,
             declared_on = EXCLUDED.declared_on, staff_person_id = EXCLUDED.staff_person_id,
             relative_person_id = EXCLUDED.relative_person_id, near = EXCLUDED.near`,
    );
  },
};

function keyOf({ documentClass, number }: IdNumber): string {
  return matchKey(documentClass, number);
}
