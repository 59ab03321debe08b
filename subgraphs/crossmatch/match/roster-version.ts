import type pg from 'pg';

type Queryable = Pick<pg.ClientBase, 'query'>;

const REVISION = `
  SELECT concat_ws('|', (SELECT revision FROM households.roster_revision),
                        (SELECT revision FROM assistance.roster_revision)) AS revision`;

/**
 * What the comparison reads of the roster, as one digest: two rosters with the same version give the
 * same alerts, so a batch is compared again only when it changes.
 */
const VERSION = `
  SELECT md5(concat_ws('|', cases.n, cases.digest, signed.n, signed.digest, persons.n, persons.digest))
           AS version
    FROM (SELECT count(*) AS n, sum(hashtextextended(concat_ws('|',
                   person_id, household_no, street_code, case_no, start_month, last_checked_on),
                   0)::numeric) AS digest
            FROM assistance.covered_person) cases,
         (SELECT count(*) AS n, sum(hashtextextended(concat_ws('|',
                   household_no, authorisation_until), 0)::numeric) AS digest
            FROM assistance.current_authorisation) signed,
         (SELECT count(*) AS n, sum(hashtextextended(concat_ws('|',
                   person_id, name, former_name), 0)::numeric) AS digest
            FROM households.person_identity WHERE covered) persons`;

/** Changes with every statement that wrote the roster; tells at once that nothing was written. */
export async function rosterRevision(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ revision: string }>(REVISION);
  return rows[0]?.revision ?? '';
}

/** The version of the roster as it stands now: reads all of it. */
export async function rosterVersion(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ version: string }>(VERSION);
  return rows[0]?.version ?? '';
}
