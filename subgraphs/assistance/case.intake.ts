import type { PlainDate } from '../../kernel/plain-date.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import type { Column } from '../../kernel/tabular/contract.ts';
import {
  amount,
  month,
  oneOf,
  optionalDate,
  optionalText,
  text,
  wholeNumber,
} from '../../kernel/tabular/parsers.ts';
import type { CaseStatus } from './case-status.ts';
import { reconcileCases } from './case-reconcile.ts';
import { programmeCode } from './programme-names.ts';

type CaseRow = {
  caseNo: string;
  householdNo: string;
  programmeCode: string;
  status: CaseStatus;
  startMonth: PlainDate;
  monthlyAmountFen: number;
  coveredCount: number;
  lastCheckedOn: PlainDate | null;
  authorisationNo: string | null;
  authorisationUntil: PlainDate | null;
};

/** `cases_<date>`: the cases of the district as they stood that day. */
export const casesFile: RosterFile<CaseRow> = {
  kind: 'cases',
  contract: {
    name: 'cases',
    columns: {
      caseNo: text('案件编号'),
      householdNo: text('家庭编号'),
      programmeCode: programme('救助项目'),
      status: oneOf('案件状态', {
        在保: 'ACTIVE',
        公示中: 'IN_PUBLICITY',
        审核中: 'UNDER_REVIEW',
        停保: 'ENDED',
      }),
      startMonth: month('起保年月'),
      monthlyAmountFen: amount('月保障金额'),
      coveredCount: wholeNumber('保障人口数'),
      lastCheckedOn: optionalDate('最近核查日期'),
      authorisationNo: optionalText('授权书编号'),
      authorisationUntil: optionalDate('授权有效期止'),
    },
    naturalKey: ({ caseNo }) => caseNo,
  },
  complete: true,
  columns: {
    case_no: 'text',
    household_no: 'text',
    programme_code: 'text',
    status: 'text',
    start_month: 'date',
    monthly_amount_fen: 'bigint',
    covered_count: 'integer',
    last_checked_on: 'date',
    authorisation_no: 'text',
    authorisation_until: 'date',
    street_code: 'text',
  },
  stage: (row) => [
    row.caseNo,
    row.householdNo,
    row.programmeCode,
    row.status,
    row.startMonth,
    row.monthlyAmountFen,
    row.coveredCount,
    row.lastCheckedOn,
    row.authorisationNo,
    row.authorisationUntil,
    null,
  ],
  stageSetAside: ([caseNo = null]) => ({ case_no: caseNo }),
  async markUnknown(client) {
    await client.query(
      `UPDATE staged SET street_code = jurisdiction.street_code
         FROM households.household_jurisdiction AS jurisdiction
        WHERE jurisdiction.household_no = staged.household_no`,
    );
    // A case that has ended may outlive its household on the roll; its street is the last one known.
    await client.query(
      `UPDATE staged SET street_code = known.street_code
         FROM case_record AS known
        WHERE known.case_no = staged.case_no AND staged.street_code IS NULL
          AND staged.status = 'ENDED' AND known.household_no = staged.household_no`,
    );
    await client.query(
      `UPDATE staged SET code = 'REFERENCE_UNKNOWN', problem_column = '家庭编号'
        WHERE code IS NULL AND street_code IS NULL`,
    );
  },
  reconcile: reconcileCases,
};

/** A programme by one of its Chinese names, as its code. */
function programme(header: string): Column<string> {
  return {
    header,
    required: true,
    parse(cell) {
      const code = programmeCode(cell);
      return code === null ? { ok: false, code: 'ENUM_UNKNOWN' } : { ok: true, value: code };
    },
  };
}
