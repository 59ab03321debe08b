import type { RandomNumbers } from './random-numbers.ts';
import { COPY, SEALED, sealed, sql, type Tamper } from './tamper.ts';

/** A sealed row by chance that is no certificate of a purge. */
const noCertificate = (random: RandomNumbers): string =>
  `(SELECT ids[1 + ${random.below(1_000_000)} % cardinality(ids)]
      FROM (SELECT array_agg(id ORDER BY id) AS ids FROM ${SEALED} i
             WHERE id NOT IN (SELECT event_id FROM audit.purge)) a)`;

/** Ways to tamper with purges and their certificates: docs/audit-format.md, "Purged rows". */
export const PURGE_TAMPERS: Readonly<Record<string, Tamper>> = {
  'purge: made up': async ({ client, roots, random }) => {
    const { rows } = await client.query<{ id: string }>(
      `DELETE FROM audit.event WHERE id = ${sealed(random)} RETURNING id::text`,
    );
    const certificate = `(SELECT max(id) FROM audit.event WHERE id <> $1 AND id NOT IN (SELECT event_id FROM audit.purge))`;
    await client.query(`INSERT INTO audit.purge SELECT ${certificate}, '0-100000'`, [rows[0]?.id]);
    return { roots };
  },
  'purge: a row beyond the certificate': sql(
    () =>
      `DELETE FROM audit.event WHERE id = (SELECT event_ids[1] FROM audit.block WHERE number = 1)`,
  ),
  'purge: positions widened': sql(
    () => `UPDATE audit.purge SET positions = '0-' || substr(positions, 3)`,
  ),
  'purge: positions widened, with their row': async ({ client, roots }) => {
    await client.query(
      'DELETE FROM audit.event WHERE id = (SELECT event_ids[1] FROM audit.block WHERE number = 1)',
    );
    await client.query(`UPDATE audit.purge SET positions = '0,' || positions`);
    return { roots };
  },
  'purge: under another certificate': sql(
    (random) => `UPDATE audit.purge SET event_id = ${noCertificate(random)}
      WHERE event_id <> (SELECT max(id) FROM audit.event WHERE kind = 'ALERT_CLAIMED')`,
  ),
  'purge: taken out': sql(() => 'DELETE FROM audit.purge'),
  'purge: its certificate deleted': sql(
    () => `DELETE FROM audit.event WHERE kind = 'AUDIT_ROWS_PURGED'`,
  ),
  'purge: its certificate says more': sql(
    () =>
      `UPDATE audit.event SET detail = detail || '{"rows": 9}' WHERE kind = 'AUDIT_ROWS_PURGED'`,
  ),
  'purge: a purged row is written anew': sql(
    () => `INSERT INTO audit.event (id, at, ${COPY})
      SELECT (SELECT event_ids[3] FROM audit.block WHERE number = 1), at, ${COPY} FROM audit.event LIMIT 1`,
  ),
  'purge: repeated': sql(
    (random) =>
      `INSERT INTO audit.purge SELECT ${noCertificate(random)}, positions FROM audit.purge LIMIT 1`,
  ),
  'purge: a certificate forged and not sealed': async ({ client, roots, random }) => {
    const { rows } = await client.query<{ position: string }>(
      `WITH gone AS (DELETE FROM audit.event WHERE id = ${sealed(random)} AND kind <> 'AUDIT_ROWS_PURGED' RETURNING id),
            placed AS (SELECT i.id, row_number() OVER (ORDER BY b.number, i.n) - 1 AS position
                         FROM audit.block b, unnest(b.event_ids) WITH ORDINALITY AS i (id, n))
       SELECT position::text FROM placed JOIN gone USING (id)`,
    );
    const position = rows[0]?.position ?? '0';
    await client.query(
      `WITH made AS (
         INSERT INTO audit.event (at, subgraph, subject, role, kind, detail)
         VALUES (now(), 'retention', 'job:retention', 'SYSTEM', 'AUDIT_ROWS_PURGED',
           jsonb_build_object('class', 'AUDIT_ACCESS', 'before', '2020-01-01', 'rows', 1,
             'positionsHash', encode(sha256(convert_to($1, 'UTF8')), 'hex')))
         RETURNING id),
       queued AS (INSERT INTO audit.unsealed (event_id) SELECT id FROM made)
       INSERT INTO audit.purge SELECT id, $1 FROM made`,
      [position],
    );
    return { roots };
  },
};
