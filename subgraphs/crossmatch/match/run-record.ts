import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { PolicyParameters } from '../../../kernel/runtime/policy-parameters.ts';
import { confirmedShareOf, type ConfirmedShare } from '../confirmed-share.ts';
import { ruleStates, type RuleStates, type RuleStateSetting } from '../rule-states.ts';
import type { MatchReport } from './match-run.ts';

const START = `
  INSERT INTO match_run (id, as_of, started_at, started_by, roster_version, batch_count, counts)
  VALUES ($1, $2, clock_timestamp(), $3, '', 0, '{}'::jsonb)`;

const FINISH = `
  UPDATE match_run
     SET finished_at = clock_timestamp(), roster_version = $2, batch_count = $3, counts = $4::jsonb,
         result_hash = $5
   WHERE id = $1`;

const LAST_DECIDED_BY = `
  SELECT counts ->> 'decidedBy' AS "decidedBy"
    FROM match_run WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1`;

const SETTINGS = `
  SELECT DISTINCT ON (rule_id, source) rule_id AS "ruleId", source, state
    FROM rule_state_change ORDER BY rule_id, source, id DESC`;

const LAST_CHANGE = 'SELECT coalesce(max(id), 0) AS last FROM rule_state_change';

const SHARES = `
  SELECT rule_id, count(*) AS disposed, count(*) FILTER (WHERE disposition = 'CONFIRMED') AS confirmed
    FROM alert
   WHERE disposition IS NOT NULL AND alert_no NOT IN (SELECT alert_no FROM held_alert)
   GROUP BY rule_id`;

const CONCERNED = `
  SELECT person_id FROM matched_fact WHERE standing
   UNION
  SELECT person_id FROM alert WHERE status IN ('OPEN', 'CLAIMED')
   ORDER BY person_id`;

/** Opens the record of a run. */
export async function startRun(
  client: pg.ClientBase,
  run: { runId: string; asOf: PlainDate; startedBy: string },
): Promise<void> {
  await client.query(START, [run.runId, run.asOf, run.startedBy]);
}

/** Says what roster a run compares with before it does: one that is killed has compared with it too. */
export async function noteRoster(
  pool: Pick<pg.Pool, 'query'>,
  runId: string,
  rosterVersion: string,
): Promise<void> {
  await pool.query('UPDATE match_run SET roster_version = $2 WHERE id = $1', [
    runId,
    rosterVersion,
  ]);
}

/** Closes the record of a run with what it counted and what its rules were decided by at its start. */
export async function finishRun(
  client: pg.ClientBase,
  report: MatchReport,
  decidedBy: string,
): Promise<void> {
  const { runId, rosterVersion, batches, totals, seconds, peakMemoryMb, linkageModel, resultHash } =
    report;
  const counts = JSON.stringify({ ...totals, seconds, peakMemoryMb, linkageModel, decidedBy });
  await client.query(FINISH, [runId, rosterVersion, batches.length, counts, resultHash]);
}

/** The states of rules and sources as they stand in this transaction. */
export async function loadRuleStates(
  client: Pick<pg.ClientBase | pg.Pool, 'query'>,
): Promise<RuleStates> {
  const { rows } = await (client as pg.Pool).query<RuleStateSetting>(SETTINGS);
  return ruleStates(rows);
}

/** How often each rule was confirmed so far. */
export async function loadShares(client: pg.ClientBase): Promise<Map<string, ConfirmedShare>> {
  type Share = { rule_id: string; disposed: number; confirmed: number };
  const { rows } = await client.query<Share>(SHARES);
  return new Map(rows.map((row) => [row.rule_id, confirmedShareOf(row.confirmed, row.disposed)]));
}

/**
 * What decides beside facts and roster: the last change of a rule's state, and the policy in force. Where it is
 * not as in the last finished run, what that run left aside is looked at again.
 */
export async function decidingVersion(
  client: pg.ClientBase,
  parameters: PolicyParameters,
): Promise<{ version: string; changed: boolean }> {
  const change = await client.query<{ last: string }>(LAST_CHANGE);
  const version = `${String(change.rows[0]?.last)} ${parameters.version}`;
  const { rows } = await client.query<{ decidedBy: string | null }>(LAST_DECIDED_BY);
  const [last] = rows;
  return { version, changed: last !== undefined && last.decidedBy !== version };
}

/** Everyone of whom a fact stands, or who has an open alert: its facts may be gone. */
export async function personsConcerned(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ person_id: string }>(CONCERNED);
  return rows.map(({ person_id }) => person_id);
}
