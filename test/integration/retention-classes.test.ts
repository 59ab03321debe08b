import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, plainDate } from '../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { asOwner } from '../support/as-owner.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { certificatesOf, hold, liftAll, runRetention } from '../support/retention.ts';

const AS_OF = plainDate('2026-11-20');

let database: FreshDatabase;
let deps: SubgraphDeps;
beforeEach(async () => {
  database = await freshDatabase();
  deps = testDeps(database, 'crossmatch');
});
afterEach(() => database.drop());

/** Ids whose last digit the rows below vary. */
function anId(): string {
  return randomUUID().replace(/.$/, '0');
}

/** Rows of the three schemas, as the hub's own work in each. */
async function put(statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    const schema = /(households|assistance|crossmatch)\./.exec(statement)?.[1] ?? 'crossmatch';
    await asOwner(database, `SET ROLE yikou_${schema}_jobs; ${statement}`);
  }
}

type Given = {
  /** Rows that belong together, whose term begins on `from`. */
  make: (from: string, id: string) => string[];
  /** How the hold names it. */
  held: (id: string) => [scope: string, target: string];
  /** The day from which a term runs that is in its last day on AS_OF. */
  last: string;
  counts: Record<string, number>;
};

const batch = (id: string, received: string, more = ''): string =>
  `INSERT INTO crossmatch.extract_batch (id, source, department_code, file_name, sha256, period, period_end, mode,
     serial, status, notices, rows, accepted, set_aside, set_aside_by_code, as_of, received_at, received_by,
     matched_roster, purged_at, superseded_by_id)
   SELECT '${id}', 'public-security.death', 'public-security', 'x.csv', md5('${id}') || md5('${id}'), '1990-01', '1990-01-31',
          'DELTA', 1, 'ACCEPTED', '[]', 3, 2, 1, '{}', '${received}', '${received} 23:59:59+08', 'test',
          'r', now(), NULL ${more}`;

const fact = (id: string, batchId: string, person: string, standing = true): string =>
  `INSERT INTO crossmatch.matched_fact (id, batch_id, row_no, part, source, person_id, natural_key, period_end, serial,
     data, standing)
   VALUES ('${id}', '${batchId}', 1, 0, 'public-security.death', '${person}', 'k', '1990-01-31', 1,
     '{"source": "public-security.death", "diedOn": "1990-01-02", "cancelledOn": null, "revoked": false, "certificateNo": null}',
     ${String(standing)})`;

const alert = (no: string, person: string, status: string, more: string): string =>
  `INSERT INTO crossmatch.alert (alert_no, fingerprint, rule_id, severity, tier, person_id, household_no, case_no,
     street_code, fact_key, effective_on, sources, explanation, explanation_parts, status, raised_on, raised_run_id,
     due_derivation, withdrawn_reason, disposition, disposed_by, disposed_at)
   VALUES ('${no}', '${no}', 'death-reported', 'HIGH', 'EXACT', '${person}', 'HH-${person}', 'C-${person}', '310106011',
     'f', '1990-01-02', '{public-security.death}', '说明', '[{"field": "姓名"}]', '${status}', '1990-02-01', '${person}',
     '{}', ${more})`;

/** A spoken number that is the same for the same id. */
function alertNo(id: string): string {
  const digits = [...id.slice(0, 7)].map(
    (digit) => '23456789BCDFGHJKLMNP'[parseInt(digit, 16)] ?? 'Q',
  );
  return `YJ-${digits.join('')}`;
}

const household = (id: string, left: string): string[] => [
  `INSERT INTO households.household (household_no, street_code, committee_code, first_seen_on, ended_on)
   VALUES ('HH-${id}', '310106011', '310106011001', '1980-01-01', '${left}')`,
  `INSERT INTO households.person (id, id_number_cipher, id_number_index, document_class, name)
   VALUES ('${id}', decode(repeat('01', 40), 'hex'), '\\x01' || sha256('${id}'), 'RESIDENT_ID', '某')`,
  `INSERT INTO households.membership (id, household_no, person_id, relationship, covered, valid_from, valid_to)
   VALUES (gen_random_uuid(), 'HH-${id}', '${id}', '01', true, '1980-01-01', '${left}')`,
];

const endedCase = (id: string, left: string): string =>
  `INSERT INTO assistance.case_record (case_no, household_no, street_code, programme_code, status, start_month,
     monthly_amount_fen, covered_count, roster_date, not_listed_since)
   SELECT 'C-${id}', 'HH-${id}', '310106011', min(code), 'ENDED', '1980-01-01', 0, 1, '1980-01-01', '${left}'
     FROM assistance.programme`;

const CLASSES: Record<string, Given> = {
  UNMATCHED_ROWS: {
    last: '2026-11-13',
    make: (from, id) => [
      batch(id, from).replace('now(), NULL', 'NULL, NULL'),
      `INSERT INTO crossmatch.set_aside_row VALUES ('${id}', 1, 'X', NULL, '\\x01')`,
      `INSERT INTO crossmatch.residue_record VALUES ('${id}', 2, 0, '{}')`,
    ],
    held: (id) => ['BATCH', id],
    counts: { 'crossmatch.set_aside_row': 1, 'crossmatch.residue_record': 1 },
  },
  ROSTER_SET_ASIDE: {
    last: '2026-10-21',
    make: (from, id) => [
      `INSERT INTO households.roster_load VALUES ('${id}', 'members', 'x.csv', '${from}', repeat('0', 64), 1, 0, '{}',
         '${from} 23:59:59+08')`,
      `INSERT INTO households.roster_set_aside VALUES ('${id}', 1, 'X', NULL, '\\x01')`,
    ],
    held: (id) => ['BATCH', id],
    counts: { 'households.roster_set_aside': 1 },
  },
  REVIEW_RECORDS: {
    last: '2026-08-22',
    make: (from, id) => [
      batch(id, '2026-08-01'),
      `INSERT INTO crossmatch.match_review (id, fingerprint, source, batch_id, row_no, part, person_id, household_no,
         street_code, reason, record_name, record_key, record_cipher, parts, data, status, raised_on)
       VALUES ('${id}', '${id}', 'public-security.death', '${id}', 1, 0, '${id}', 'HH-${id}', '310106011',
         'NAME_DIFFERS', '某', 'k', '\\x01', '[]', '{}', 'DECIDED', '2026-08-01')`,
      `INSERT INTO crossmatch.review_record VALUES ('${id}', '${id}', 1, 0, 'k', '{}')`,
      `INSERT INTO crossmatch.match_decision (review_id, round, decision, reason, decided_by, decided_at)
       VALUES ('${id}', 1, 'DIFFERENT', '不是', 'r', '${from} 23:59:59+08')`,
    ],
    held: (id) => ['PERSON', id],
    counts: { 'crossmatch.review_record': 1, 'crossmatch.match_review': 1 },
  },
  DISMISSED_ALERTS: {
    last: '2025-11-20',
    make: (from, id) => [
      batch(id, '2025-01-01'),
      fact(id, id, id),
      alert(alertNo(id), id, 'CLOSED', `NULL, 'NOT_SAME_PERSON', 'o', '${from} 23:59:59+08'`),
      `INSERT INTO crossmatch.alert_evidence VALUES ('${alertNo(id)}', '${id}')`,
      ...household(id, '2025-12-01').slice(0, 3),
    ],
    held: (id) => ['ALERT', alertNo(id)],
    counts: { 'crossmatch.alert_evidence': 1, 'crossmatch.alert': 1 },
  },
  FALLEN_FACTS: {
    last: '2025-11-20',
    make: (from, id) => [
      batch(id.replace(/.$/, 'e'), from),
      batch(id, '2025-01-01').replace('now(), NULL', `now(), '${id.replace(/.$/, 'e')}'::uuid`),
      fact(id, id, id, false),
      ...household(id, '2025-12-01'),
    ],
    held: (id) => ['HOUSEHOLD', `HH-${id}`],
    counts: { 'crossmatch.matched_fact': 1 },
  },
  ALERT_EVIDENCE: {
    last: '2023-11-20',
    make: (from, id) => [
      batch(id, '2023-01-01'),
      fact(id, id, id),
      alert(alertNo(id), id, 'CLOSED', `NULL, 'CONFIRMED', 'o', '2023-02-01'`),
      `INSERT INTO crossmatch.alert_evidence VALUES ('${alertNo(id)}', '${id}')`,
      ...household(id, from),
      endedCase(id, from),
    ],
    held: (id) => ['HOUSEHOLD', `HH-${id}`],
    counts: { 'crossmatch.alert_evidence': 1, 'crossmatch.matched_fact': 1 },
  },
  SHADOW_FINDINGS: {
    last: '2026-05-20',
    make: (from, id) => [
      `INSERT INTO crossmatch.shadow_finding (id, rule_id, person_id, street_code, fact_key, effective_on, severity,
         sources, found_on, ended_on, outcome)
       VALUES ('${id}', 'r', '${id}', '310106011', 'f', '2026-01-01', 'HIGH', '{}', '2026-01-01', '${from}', 'GONE')`,
    ],
    held: (id) => ['PERSON', id],
    counts: { 'crossmatch.shadow_finding': 1 },
  },
  OUTREACH_TASKS: {
    last: '2025-11-20',
    make: (from, id) => [
      batch(id, '2025-01-01'),
      batch(id.replace(/.$/, 'e'), '2026-11-20').replace('1990-01-31', '1990-02-28'),
      `INSERT INTO crossmatch.outreach_task (id, source, person_id, name, id_number_cipher, street_code, recognised_on,
         batch_id, period_end, status, raised_on, closed_on, outcome, note,
         claimed_by, claimed_at)
       VALUES ('${id}', 'public-security.death', '${id}', '某', decode(repeat('01', 40), 'hex'), '310106011', '1990-01-01', '${id}', '1990-01-31',
         'CLOSED', '1990-01-01', '${from}', 'DECLINED', '不需要', 'o', '2025-01-01')`,
    ],
    held: (id) => ['PERSON', id],
    counts: { 'crossmatch.outreach_task': 1 },
  },
  EXITED_CASES: {
    last: '1996-11-20',
    make: (from, id) => [
      ...household(id, '2026-01-01'),
      endedCase(id, from),
      `INSERT INTO assistance.payment VALUES ('C-${id}', '1990-01-01', 100)`,
      alert(alertNo(id), id, 'CLOSED', `NULL, 'CONFIRMED', 'o', '1996-02-01'`),
      `INSERT INTO crossmatch.alert_event (alert_no, kind, actor, detail) VALUES ('${alertNo(id)}', 'RAISED', 'x', '{}')`,
    ],
    held: (id) => ['PERSON', id],
    counts: {
      'crossmatch.alert_event': 1,
      'crossmatch.alert': 1,
      'assistance.payment': 1,
      'assistance.case_record': 1,
    },
  },
  EXITED_HOUSEHOLDS: {
    last: '1996-11-20',
    make: (from, id) => household(id, from),
    held: (id) => ['HOUSEHOLD', `HH-${id}`],
    counts: { 'households.membership': 1, 'households.household': 1, 'households.person': 1 },
  },
  EXCHANGE_RECORDS: {
    last: '2023-11-20',
    make: (from, id) => [
      batch(id, from),
      // Three newer ones, by which the next delivery is judged.
      ...[1, 2, 3].map((n) =>
        batch(id.replace(/.$/, 'abc'[n - 1] ?? ''), '2026-11-20').replace(
          '1990-01-31',
          '2026-10-31',
        ),
      ),
    ],
    held: (id) => ['BATCH', id],
    counts: { 'crossmatch.extract_batch': 1 },
  },
};

describe.each(Object.entries(CLASSES))('%s', (code, { make, held, last, counts }) => {
  it('is kept through the last day of its term, and gone the day after, with a certificate', async () => {
    await put(make(last, anId()));
    expect((await runRetention(deps, addDays(AS_OF, -1))).classes[code]).toBeUndefined();
    expect((await runRetention(deps, AS_OF)).classes[code]).toBeUndefined();
    const { classes } = await runRetention(deps, addDays(AS_OF, 1));
    expect(classes[code]).toMatchObject({ keys: 1, held: 0, certificates: 1 });
    const certificates = await certificatesOf(deps, code);
    expect(certificates).toMatchObject([
      { before: addDays(plainDate(last), 1), counts, keys: 1, held: 0 },
    ]);
    expect((await runRetention(deps, addDays(AS_OF, 1))).classes[code]).toBeUndefined();
  });

  it('is passed over while it is held, is counted as held, and goes when the hold is lifted', async () => {
    const [id, other] = [anId(), anId()];
    await put(make(last, id));
    await hold(database, ...held(id));
    const day = addDays(AS_OF, 1);
    expect((await runRetention(deps, day)).classes[code]).toMatchObject({ keys: 0, held: 1 });
    expect((await runRetention(deps, day)).classes[code]).toBeUndefined();
    if (code === 'SHADOW_FINDINGS') {
      await put(make(last, other));
      expect((await runRetention(deps, day)).classes[code]).toMatchObject({ keys: 1, held: 1 });
    }
    await hold(database, 'CLASS', code);
    await liftAll(database);
    expect((await runRetention(deps, day)).classes[code]).toMatchObject({ keys: 1, held: 0 });
  });
});
