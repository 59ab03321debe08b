import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { confirmedShareOf, type ConfirmedShare } from '../confirmed-share.ts';
import type { MatchReport } from './match-run.ts';

const START = `
  INSERT INTO match_run (id, as_of, started_at, started_by, roster_version, batch_count, counts)
  VALUES ($1, $2, clock_timestamp(), $3, '', 0, '{}'::jsonb)`;

const FINISH = `
  UPDATE match_run
     SET finished_at = clock_timestamp(), roster_version = $2, batch_count = $3, counts = $4::jsonb,
         result_hash = $5
   WHERE id = $1`;

const LAST_DISABLED = `
  SELECT counts -> 'disabled' AS disabled
    FROM match_run WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1`;

const SHARES = `
  SELECT rule_id, count(*) AS disposed, count(*) FILTER (WHERE disposition = 'CONFIRMED') AS confirmed
    FROM alert WHERE status = 'CLOSED' GROUP BY rule_id`;

/** Opens the record of a run. */
export async function startRun(
  client: pg.ClientBase,
  run: { runId: string; asOf: PlainDate; startedBy: string },
): Promise<void> {
  await client.query(START, [run.runId, run.asOf, run.startedBy]);
}

/** Closes the record of a run with what it counted. */
export async function finishRun(
  client: pg.ClientBase,
  report: MatchReport,
  disabled: ReadonlySet<string>,
): Promise<void> {
  const { runId, rosterVersion, batches, totals, seconds, peakMemoryMb, resultHash } = report;
  const counts = JSON.stringify({
    ...totals,
    seconds,
    peakMemoryMb,
    disabled: [...disabled].sort(),
  });
  await client.query(FINISH, [runId, rosterVersion, batches.length, counts, resultHash]);
}

/** The rules that are off, and how often each rule was confirmed so far. */
export async function ruleState(
  client: pg.ClientBase,
): Promise<{ disabled: Set<string>; shares: Map<string, ConfirmedShare> }> {
  const off = await client.query<{ rule_id: string }>(
    'SELECT rule_id FROM rule_switch WHERE NOT enabled',
  );
  type Share = { rule_id: string; disposed: number; confirmed: number };
  const shares = await client.query<Share>(SHARES);
  return {
    disabled: new Set(off.rows.map(({ rule_id }) => rule_id)),
    shares: new Map(
      shares.rows.map((row) => [row.rule_id, confirmedShareOf(row.confirmed, row.disposed)]),
    ),
  };
}

/** Whether other rules are off than in the last finished run: what it left aside is then looked at. */
export async function switchesChanged(
  client: pg.ClientBase,
  disabled: ReadonlySet<string>,
): Promise<boolean> {
  const { rows } = await client.query<{ disabled: string[] | null }>(LAST_DISABLED);
  const before = rows[0]?.disabled ?? [];
  return rows.length > 0 && JSON.stringify(before) !== JSON.stringify([...disabled].sort());
}

/** Everyone of whom a fact stands. */
export async function personsWithFacts(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ person_id: string }>(
    'SELECT DISTINCT person_id FROM matched_fact WHERE standing ORDER BY person_id',
  );
  return rows.map(({ person_id }) => person_id);
}
