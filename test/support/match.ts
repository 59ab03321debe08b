import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemActor } from '../../kernel/actor.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import {
  createExtractService,
  type IngestReport,
} from '../../subgraphs/crossmatch/extract.service.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import type { MatchReport } from '../../subgraphs/crossmatch/match/match-run.ts';
import { freshDatabase, testDeps, type FreshDatabase } from './database.ts';
import { rosterDesk, type RosterDesk } from './roster.ts';

export const MATCHER = systemActor('test:match');

/** Every source, in the order in which batches of one period are compared. */
export const SAMPLE_SOURCES = [
  'public-security.death',
  'civil-affairs.cremation',
  'human-resources.employment',
  'human-resources.social-insurance',
  'tax.income',
  'housing.property',
  'market-regulation.registration',
  'public-security.migration',
  'justice.imprisonment',
  'civil-affairs.marriage',
  'education.enrolment',
  'health.major-illness',
  'disabled-federation.severe',
  'human-resources.unemployment',
] as const;

/** The sample that other hands wrote. */
export const SAMPLE = path.resolve(import.meta.dirname, '../fixtures/district-sample');
const ROSTER = ['areas', 'households', 'members', 'cases'];

export type StoredAlert = {
  alertNo: string;
  fingerprint: string;
  ruleId: string;
  severity: string;
  alertClass: string | null;
  reason: string | null;
  personId: string;
  householdNo: string;
  caseNo: string;
  streetCode: string;
  factKey: string;
  effectiveOn: PlainDate;
  sources: string[];
  explanation: string;
  explanationParts: unknown;
  status: string;
  withdrawnReason: string | null;
  withdrawnPeriodEnd: PlainDate | null;
  factEndedOn: PlainDate | null;
  notListedSince: PlainDate | null;
  raisedOn: PlainDate;
  dueOn: PlainDate | null;
  dueDerivation: { parameter: string | null; missing: string | null; text: string };
  evidence: number;
};

export type StoredReview = {
  source: string;
  personId: string;
  householdNo: string;
  reason: string;
  recordName: string;
  status: string;
};

export type StoredTask = {
  source: string;
  idNumber: string;
  name: string;
  streetCode: string;
  recognisedOn: PlainDate;
  status: string;
  raisedOn: PlainDate;
  closedOn: PlainDate | null;
};

/** A hub of a test's own, from roster and extract files to alerts. */
export type MatchDesk = {
  database: FreshDatabase;
  deps: SubgraphDeps;
  roster: RosterDesk;
  loadSampleRoster(): Promise<void>;
  ingestSample(source: string, asOf?: string): Promise<IngestReport>;
  /** Writes an extract of that file name and takes it in. */
  ingest(
    fileName: string,
    rows: readonly (readonly string[])[],
    options?: { supersede?: boolean; asOf?: string },
  ): Promise<IngestReport>;
  match(asOf?: string, overrides?: Partial<SubgraphDeps>): Promise<MatchReport>;
  alerts(): Promise<StoredAlert[]>;
  reviews(): Promise<StoredReview[]>;
  outreach(): Promise<StoredTask[]>;
  /** Everything comparing writes, but for runs, instants and random ids. */
  snapshot(): Promise<unknown>;
  personId(idNumber: string): string;
  close(): Promise<void>;
};

const AS_OF = '2026-11-05';

const ALERTS = `
  SELECT alert_no AS "alertNo", fingerprint, rule_id AS "ruleId", severity, alert_class AS "alertClass",
         reason, person_id AS "personId", household_no AS "householdNo", case_no AS "caseNo",
         street_code AS "streetCode", fact_key AS "factKey", effective_on AS "effectiveOn", sources,
         explanation, explanation_parts AS "explanationParts", status,
         withdrawn_reason AS "withdrawnReason", withdrawn_period_end AS "withdrawnPeriodEnd",
         fact_ended_on AS "factEndedOn", not_listed_since AS "notListedSince", raised_on AS "raisedOn",
         due_on AS "dueOn", due_derivation AS "dueDerivation",
         (SELECT count(*) FROM alert_evidence e WHERE e.alert_no = a.alert_no) AS evidence
    FROM alert a ORDER BY household_no, rule_id, fact_key, alert_no`;

const REVIEWS = `
  SELECT source, person_id AS "personId", household_no AS "householdNo", reason,
         record_name AS "recordName", status
    FROM match_review ORDER BY source, household_no, reason`;

const OUTREACH = `
  SELECT id, source, id_number_cipher AS cipher, name, street_code AS "streetCode",
         recognised_on AS "recognisedOn", status, raised_on AS "raisedOn", closed_on AS "closedOn"
    FROM outreach_task ORDER BY source, person_id`;

const COUNTS = `
  SELECT (SELECT count(*) FROM matched_fact WHERE standing) AS facts,
         (SELECT count(*) FROM alert_event) AS events,
         (SELECT count(*) FROM alert_evidence) AS evidence,
         (SELECT jsonb_agg(t ORDER BY household_no) FROM authorisation_task t) AS tasks`;

/** Opens a fresh database with everything that loading and comparing needs. */
export async function matchDesk(overrides: Partial<SubgraphDeps> = {}): Promise<MatchDesk> {
  const database = await freshDatabase();
  const roster = rosterDesk(database);
  const deps = testDeps(database, 'crossmatch', {
    clock: fixedClock(`${AS_OF}T09:00:00+08:00`),
    ...overrides,
  });
  const extracts = createExtractService(deps);
  const { pool } = deps.database;

  function take(
    file: string,
    fileName: string,
    { supersede = false, asOf = AS_OF }: { supersede?: boolean; asOf?: string } = {},
  ): Promise<IngestReport> {
    return extracts.ingest(MATCHER, { file, fileName, supersede, asOf: plainDate(asOf) });
  }

  async function loadSampleRoster(): Promise<void> {
    for (const kind of ROSTER) {
      await roster.loadFile(path.join(SAMPLE, 'roster', `${kind}_2026-10-28.csv`));
    }
  }

  async function alerts(): Promise<StoredAlert[]> {
    return (await pool.query<StoredAlert>(ALERTS)).rows;
  }

  async function reviews(): Promise<StoredReview[]> {
    return (await pool.query<StoredReview>(REVIEWS)).rows;
  }

  async function outreach(): Promise<StoredTask[]> {
    type Row = StoredTask & { id: string; cipher: Buffer };
    const { rows } = await pool.query<Row>(OUTREACH);
    return rows.map(({ id, cipher, ...task }) => ({
      ...task,
      idNumber: deps.vault.open(cipher, id),
    }));
  }

  return {
    database,
    deps,
    roster,
    loadSampleRoster,
    ingestSample(source, asOf) {
      const dir = path.join(SAMPLE, 'extracts');
      const fileName = readdirSync(dir).find((name) => name.startsWith(`${source}_`));
      if (fileName === undefined) throw new Error(`no sample of ${source}`);
      return take(path.join(dir, fileName), fileName, asOf === undefined ? {} : { asOf });
    },
    ingest(fileName, rows, options) {
      const file = path.join(database.dataDir, fileName);
      writeFileSync(file, rows.map((cells) => cells.join(',')).join('\r\n') + '\r\n');
      return take(file, fileName, options);
    },
    match: (asOf = AS_OF, given = {}) =>
      createMatchService({ ...deps, ...given }).run(MATCHER, { asOf: plainDate(asOf) }),
    alerts,
    reviews,
    outreach,
    async snapshot() {
      const counts = await pool.query(COUNTS);
      return [await alerts(), await reviews(), await outreach(), counts.rows];
    },
    personId: (idNumber) => deps.vault.personId(idNumber),
    async close() {
      roster.close();
      await database.drop();
    },
  };
}
