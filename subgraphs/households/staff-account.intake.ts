import { matchKey } from '../../kernel/id-number.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import { idNumber, text, type IdNumber } from '../../kernel/tabular/parsers.ts';

type AccountRow = { account: string; staffIdNumber: IdNumber };

/**
 * `staff_accounts_<date>`: 账号归属, which staff member signs in as which account. 回避 (000 附件7) follows from it.
 * It comes as a file and by no mutation: whoever could tie an account at will could hide a household from its
 * auditor. An account stays tied until a later file ties it to somebody else.
 */
export const staffAccountsFile: RosterFile<AccountRow> = {
  kind: 'staff_accounts',
  contract: {
    name: 'staff_accounts',
    columns: { account: text('账号'), staffIdNumber: idNumber('经办人身份号码') },
    naturalKey: ({ account }) => account,
  },
  complete: false,
  columns: { subject: 'text', person_id: 'uuid' },
  stage: ({ account, staffIdNumber: { documentClass, number } }, _cells, vault) => [
    account,
    // The number itself is not kept: it is needed to tell who is meant, not to be read back.
    vault.personId(matchKey(documentClass, number)),
  ],
  async reconcile(client, date) {
    await client.query(
      `INSERT INTO staff_account (subject, person_id, tied_on)
       SELECT subject, person_id, $1 FROM staged WHERE code IS NULL
       ON CONFLICT (subject) DO UPDATE SET person_id = EXCLUDED.person_id, tied_on = EXCLUDED.tied_on`,
      [date],
    );
  },
};
