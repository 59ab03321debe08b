import type { PoolClient } from 'pg';
import type { PlainDate } from '../../kernel/plain-date.ts';

/** The columns of a membership that may change; a change ends one row and begins the next. */
const DETAILS = 'relationship, covered, labour_capacity, disability_grade, schooling';
const detailsOf = (table: string) =>
  DETAILS.split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');

/** Accepted rows of the same person in the same household. */
const LISTED = `SELECT FROM staged
                 WHERE staged.code IS NULL AND staged.household_no = membership.household_no
                   AND staged.person_id = membership.person_id`;

/**
 * A household with a row that could not be read keeps its members: the one who seems missing may be that
 * row. Absence of data is not absence of fact.
 */
const IN_DOUBT = `SELECT FROM staged
                   WHERE staged.household_no = membership.household_no
                     AND staged.code IS NOT NULL AND staged.code <> 'DUPLICATE_ROW'`;

/**
 * Brings persons and memberships to what the staged members file says on its date: new ones begin, absent
 * ones end, changed ones end and begin anew, all on that day.
 */
export async function reconcileMembers(client: PoolClient, date: PlainDate): Promise<void> {
  await upsertPersons(client);
  await endMemberships(client, date);
  await beginMemberships(client, date);
}

async function upsertPersons(client: PoolClient): Promise<void> {
  // The sealed number stays as it was first written: sealing it anew would only churn the row.
  await client.query(
    `INSERT INTO person (id, id_number_cipher, id_number_index, document_class, name, former_name,
                         sex, birth_date, phone)
     SELECT DISTINCT ON (person_id) person_id, id_number_cipher, id_number_index, document_class, name,
            former_name, sex, birth_date, phone
       FROM staged WHERE code IS NULL ORDER BY person_id, row_no
     ON CONFLICT (id) DO UPDATE
       SET name = EXCLUDED.name, former_name = EXCLUDED.former_name, sex = EXCLUDED.sex,
           birth_date = EXCLUDED.birth_date, phone = EXCLUDED.phone
     WHERE (person.name, person.former_name, person.sex, person.birth_date, person.phone)
        IS DISTINCT FROM
           (EXCLUDED.name, EXCLUDED.former_name, EXCLUDED.sex, EXCLUDED.birth_date, EXCLUDED.phone)`,
  );
}

async function endMemberships(client: PoolClient, date: PlainDate): Promise<void> {
  const gone = `valid_to IS NULL AND NOT EXISTS (${LISTED}) AND NOT EXISTS (${IN_DOUBT})`;
  // A correction of the same day: what began that day and is not listed after all never was.
  await client.query(`DELETE FROM membership WHERE ${gone} AND valid_from >= $1`, [date]);
  await client.query(`UPDATE membership SET valid_to = $1 WHERE ${gone}`, [date]);
  await client.query(
    `UPDATE membership SET valid_to = $1
      WHERE valid_to IS NULL AND valid_from < $1
        AND EXISTS (${LISTED} AND (${detailsOf('staged')}) IS DISTINCT FROM (${detailsOf('membership')}))`,
    [date],
  );
}

async function beginMemberships(client: PoolClient, date: PlainDate): Promise<void> {
  await client.query(
    `INSERT INTO membership (id, household_no, person_id, ${DETAILS}, valid_from)
     SELECT gen_random_uuid(), household_no, person_id, ${DETAILS}, $1
       FROM staged
      WHERE code IS NULL
        AND NOT EXISTS (SELECT FROM membership
                         WHERE membership.household_no = staged.household_no
                           AND membership.person_id = staged.person_id
                           AND membership.valid_to IS NULL AND membership.valid_from < $1)
     ON CONFLICT (household_no, person_id, valid_from) DO UPDATE
       SET (${DETAILS}, valid_to) = (${detailsOf('EXCLUDED')}, NULL)`,
    [date],
  );
}
