import pg from 'pg';

/** Everything that must come out the same, one line each; instants and random ids left out. */
export async function outcomeOf(
  url: string,
): Promise<{ alerts: string[]; others: string[]; attempts: number }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const lines = async (sql: string): Promise<string[]> =>
      (await client.query<{ line: string }>(sql)).rows.map(({ line }) => line);
    const alerts = await lines(
      `SELECT concat_ws('|', household_no, person_id, rule_id, fact_key, effective_on, severity, reason,
              status, withdrawn_reason, street_code, due_on, sources::text) AS line
         FROM crossmatch.alert`,
    );
    const others = [
      await lines(`SELECT 'review|' || fingerprint || status AS line FROM crossmatch.match_review`),
      await lines(
        `SELECT concat_ws('|', 'fact', b.source, f.row_no, f.part, f.person_id, f.standing) AS line
           FROM crossmatch.matched_fact f JOIN crossmatch.extract_batch b ON b.id = f.batch_id`,
      ),
      await lines(
        `SELECT concat_ws('|', 'evidence', a.fingerprint, f.source, f.row_no, f.part) AS line
           FROM crossmatch.alert_evidence e JOIN crossmatch.alert a USING (alert_no)
           JOIN crossmatch.matched_fact f ON f.id = e.fact_id`,
      ),
      await lines(
        `SELECT concat_ws('|', 'event', a.fingerprint, e.kind) AS line
           FROM crossmatch.alert_event e JOIN crossmatch.alert a USING (alert_no)`,
      ),
      await lines(
        `SELECT concat_ws('|', 'batch', source, status, accepted, set_aside, matched_roster IS NULL) AS line
           FROM crossmatch.extract_batch`,
      ),
    ];
    const attempts = await client.query<{ attempts: number }>(
      'SELECT coalesce(sum(attempt), 0)::int AS attempts FROM crossmatch.job_run',
    );
    return { alerts, others: others.flat(), attempts: attempts.rows[0]?.attempts ?? 0 };
  } finally {
    await client.end();
  }
}

/** The lines of `wanted` that are not, or not often enough, among `found`. */
export function missingFrom(found: readonly string[], wanted: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of found) left.set(line, (left.get(line) ?? 0) + 1);
  return wanted.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
