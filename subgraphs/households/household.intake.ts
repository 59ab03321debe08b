import { matchKey } from '../../kernel/id-number.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import {
  areaCode,
  idNumber,
  optionalText,
  text,
  type IdNumber,
} from '../../kernel/tabular/parsers.ts';

type HouseholdRow = {
  householdNo: string;
  headIdNumber: IdNumber;
  streetCode: string;
  committeeCode: string;
  committeeName: string | null;
  hukouAddress: string | null;
  residenceAddress: string | null;
  category: string | null;
};

/** `households_<date>`: the households on the street's roll that day. */
export const householdsFile: RosterFile<HouseholdRow> = {
  kind: 'households',
  contract: {
    name: 'households',
    columns: {
      householdNo: text('家庭编号'),
      headIdNumber: idNumber('户主身份号码'),
      streetCode: areaCode('街道区划代码', [9]),
      committeeCode: areaCode('居村委区划代码', [12]),
      committeeName: optionalText('居委会名称'),
      hukouAddress: optionalText('户籍地址'),
      residenceAddress: optionalText('居住地址'),
      category: optionalText('家庭类别'),
    },
    naturalKey: ({ householdNo }) => householdNo,
  },
  complete: true,
  columns: {
    household_no: 'text',
    head_person_id: 'uuid',
    street_code: 'text',
    committee_code: 'text',
    committee_name: 'text',
    hukou_address: 'text',
    residence_address: 'text',
    category: 'text',
  },
  stage: (row, _cells, vault) => [
    row.householdNo,
    vault.personId(matchKey(row.headIdNumber.documentClass, row.headIdNumber.number)),
    row.streetCode,
    row.committeeCode,
    row.committeeName,
    row.hukouAddress,
    row.residenceAddress,
    row.category,
  ],
  stageSetAside: ([householdNo = null]) => ({ household_no: householdNo }),
  async markUnknown(client) {
    await client.query(
      `UPDATE staged SET code = 'REFERENCE_UNKNOWN', problem_column = '街道区划代码'
        WHERE code IS NULL
          AND EXISTS (SELECT FROM area WHERE level = 'SUBDISTRICT')
          AND NOT EXISTS (SELECT FROM area
                           WHERE area.level = 'SUBDISTRICT' AND area.code = staged.street_code)`,
    );
  },
  async reconcile(client, date) {
    await client.query(
      `INSERT INTO household (household_no, head_person_id, street_code, committee_code, committee_name,
                              hukou_address, residence_address, category, first_seen_on)
       SELECT household_no, head_person_id, street_code, committee_code, committee_name,
              hukou_address, residence_address, category, $1
         FROM staged WHERE code IS NULL
       ON CONFLICT (household_no) DO UPDATE
         SET head_person_id = EXCLUDED.head_person_id, street_code = EXCLUDED.street_code,
             committee_code = EXCLUDED.committee_code, committee_name = EXCLUDED.committee_name,
             hukou_address = EXCLUDED.hukou_address, residence_address = EXCLUDED.residence_address,
             category = EXCLUDED.category, ended_on = NULL
       WHERE (household.head_person_id, household.street_code, household.committee_code,
              household.committee_name, household.hukou_address, household.residence_address,
              household.category, household.ended_on)
          IS DISTINCT FROM
             (EXCLUDED.head_person_id, EXCLUDED.street_code, EXCLUDED.committee_code,
              EXCLUDED.committee_name, EXCLUDED.hukou_address, EXCLUDED.residence_address,
              EXCLUDED.category, NULL)`,
      [date],
    );
    // A row that was set aside still names its household: it is on the roll, only not readable.
    await client.query(
      `UPDATE household SET ended_on = $1
        WHERE ended_on IS NULL
          AND NOT EXISTS (SELECT FROM staged WHERE staged.household_no = household.household_no)`,
      [date],
    );
    await client.query(
      `DELETE FROM membership USING household
        WHERE membership.household_no = household.household_no
          AND household.ended_on = $1 AND membership.valid_to IS NULL AND membership.valid_from >= $1`,
      [date],
    );
    await client.query(
      `UPDATE membership SET valid_to = $1 FROM household
        WHERE membership.household_no = household.household_no
          AND household.ended_on = $1 AND membership.valid_to IS NULL`,
      [date],
    );
  },
};
