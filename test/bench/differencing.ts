import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { systemActor } from '../../kernel/actor.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { openDatabase, type DatabaseRole } from '../../kernel/runtime/db.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { PUBLISHED_YEARS } from '../../kernel/working-days.data.ts';
import { createCalendar } from '../../kernel/working-days.ts';
import { createAssistanceIntake } from '../../subgraphs/assistance/intake.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { openCliHub } from '../support/cli.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { attack, type AskedCell, type Recovered } from '../support/differencing-attacker.ts';
import {
  codesIn,
  harvest,
  isTrulySmall,
  type AskedTable,
  type TrueRecord,
} from '../support/statistics-analyst.ts';

// npm run bench:differencing -- [--recipients 9000] [--seed 1]
// A generated district is taken through the real commands; its ledger is released for two months, its alerts (spread
// over a quarter, most of them decided) for one. An analyst then asks everything that can be asked, with every filter
// and every pair of filters, and tries to reckon back what is withheld; once more with only the small cells withheld,
// which must give some away. Prints one JSON document.
const { values } = parseArgs({
  options: {
    recipients: { type: 'string', default: '9000' },
    seed: { type: 'string', default: '1' },
  },
});
const NOW = '2027-02-20T09:00:00+08:00';
const TRUE_CASES = `
  SELECT json_build_object('PERIOD', to_char(m.month, 'YYYY-MM'), 'STREET', m.street_code,
                           'PROGRAMME', m.programme_code, 'STATUS', m.status) AS at, c.household_no AS household
    FROM assistance.case_month m JOIN assistance.case_record c USING (case_no)`;
const TRUE_ALERTS = `
  SELECT json_build_object('PERIOD', '2026-Q4', 'MONTH', to_char(raised_on, 'YYYY-MM'), 'STREET', street_code,
                           'RULE', rule_id, 'OUTCOME', coalesce(disposition,
                             CASE status WHEN 'WITHDRAWN' THEN status ELSE 'UNFINISHED' END)) AS at,
         household_no AS household
    FROM crossmatch.alert`;
// A month later a few cases have ended or moved; three alerts in four are decided.
const LATER = `
  INSERT INTO assistance.case_month (case_no, month, street_code, programme_code, status, covered_count, amount_fen)
  SELECT case_no, '2026-12-01', street_code, programme_code,
         CASE WHEN hashtext(case_no || 'e') % 60 = 0 THEN 'ENDED' ELSE status END, covered_count, amount_fen
    FROM assistance.case_month
   WHERE month = (SELECT max(month) FROM assistance.case_month) AND hashtext(case_no) % 80 <> 0;
  INSERT INTO assistance.roster_load
         (id, kind, file_name, roster_date, sha256, rows, accepted, set_aside_by_code, loaded_at)
  SELECT gen_random_uuid(), kind, 'cases_2026-12-05.csv', '2026-12-05', 'later', rows, accepted, set_aside_by_code,
         loaded_at
    FROM assistance.roster_load WHERE kind = 'cases' ORDER BY roster_date DESC LIMIT 1;
  UPDATE crossmatch.alert
     SET raised_on = date '2026-10-01' + abs(hashtext(alert_no)) % 92;
  UPDATE crossmatch.alert
     SET status = 'CLOSED', claimed_by = 'bench', claimed_at = now(), disposed_by = 'bench', disposed_at = now(),
         disposition_note = 'bench',
         disposition = (ARRAY['CONFIRMED','CONFIRMED','CONFIRMED','ALREADY_KNOWN','NO_EFFECT','SOURCE_WRONG'])
                         [1 + abs(hashtext(alert_no || 'd')) % 6]
   WHERE status = 'OPEN' AND hashtext(alert_no || 'c') % 4 <> 0`;

const started = performance.now();
const hub = await openCliHub();
try {
  await fillDistrict();
  console.error(`district filled in ${secondsSince(started)} s`);
  const owner = new pg.Client({ connectionString: hub.databaseUrl });
  await owner.connect();
  await owner.query(LATER);
  const assistance = depsOf('assistance');
  const crossmatch = depsOf('crossmatch');
  const releaseStarted = performance.now();
  const months = await createAssistanceIntake(assistance).releaseStatistics(systemActor('bench'));
  const job = createJobRunner(crossmatch);
  const { report } = await job.run('release-statistics', { asOf: plainDate('2027-02-20') });
  const releaseSeconds = secondsSince(releaseStarted);
  const codes = await codesFrom(owner);
  const cases = await assault(
    askOf(createAssistance(assistance)),
    casesTable(codes),
    TRUE_CASES,
    owner,
  );
  const alerts = await assault(
    askOf(createCrossmatch(crossmatch)),
    alertsTable(codes),
    TRUE_ALERTS,
    owner,
  );
  const recipients = Number(values.recipients);
  const seconds = secondsSince(started);
  console.log(
    JSON.stringify(
      {
        recipients,
        seed: values.seed,
        released: { months, report, releaseSeconds },
        cases,
        alerts,
        seconds,
      },
      null,
      2,
    ),
  );
  await owner.end();
  await Promise.all([assistance.database.close(), crossmatch.database.close()]);
} finally {
  await hub.close();
}

async function fillDistrict(): Promise<void> {
  const out = path.join(hub.dataDir, 'district');
  const asOf = ['--as-of', '2026-11-05'];
  const size = ['--seed', values.seed, '--recipients', values.recipients];
  await hub.document(['generate-district', ...size, '--out', out, ...asOf]);
  const extracts = path.join(out, 'extracts');
  await hub.document(['intake', path.join(out, 'roster'), ...asOf]);
  const files = readdirSync(extracts).map((file) => path.join(extracts, file));
  await hub.document(['ingest', ...files, ...asOf]);
  await hub.document(['match', ...asOf]);
}

function depsOf(role: DatabaseRole): SubgraphDeps {
  return {
    database: openDatabase({
      url: hub.databaseUrl,
      role,
      applicationName: `bench-${role}`,
      asHub: true,
    }),
    clock: fixedClock(NOW),
    calendar: createCalendar(PUBLISHED_YEARS),
    vault: createVault(parseKeys(newKeysFile())),
    log: pino({ level: 'silent' }),
    dataDir: hub.dataDir,
  };
}

type Codes = Record<'street' | 'programme' | 'rule', string[]>;

async function codesFrom(owner: pg.Client): Promise<Codes> {
  const { rows } = await owner.query<{
    case: Record<string, string[]>;
    alert: Record<string, string[]>;
  }>(
    `SELECT (SELECT codes FROM assistance.statistics_release LIMIT 1) AS case,
            (SELECT codes FROM crossmatch.statistics_release LIMIT 1) AS alert`,
  );
  const [row] = rows;
  return {
    street: row?.case['STREET'] ?? [],
    programme: row?.case['PROGRAMME'] ?? [],
    rule: row?.alert['RULE'] ?? [],
  };
}

function casesTable({ street, programme }: Codes): AskedTable {
  const status = ['ACTIVE', 'IN_PUBLICITY', 'UNDER_REVIEW', 'ENDED'];
  return {
    field: 'caseStatistics',
    together: 3,
    dimensions: {
      STREET: { name: 'streetCode', enumerated: false, codes: street },
      PROGRAMME: { name: 'programmeCode', enumerated: false, codes: programme },
      STATUS: { name: 'status', enumerated: true, codes: status },
    },
  };
}

function alertsTable({ street, rule }: Codes): AskedTable {
  const outcome = ['CONFIRMED', 'NOT_SAME_PERSON', 'SOURCE_WRONG', 'ALREADY_KNOWN', 'NO_EFFECT'];
  return {
    field: 'releasedAlertStatistics',
    together: 2,
    dimensions: {
      STREET: { name: 'streetCode', enumerated: false, codes: street },
      RULE: { name: 'ruleId', enumerated: false, codes: rule },
      OUTCOME: {
        name: 'outcome',
        enumerated: true,
        codes: [...outcome, 'WITHDRAWN', 'UNFINISHED'],
      },
    },
  };
}

async function assault(ask: Ask, table: AskedTable, truth: string, owner: pg.Client) {
  const asked = performance.now();
  const actors = [anActor('ANALYST')];
  const { questions, filterPairs, periods } = await harvest(ask, actors, table, 2026);
  const askSeconds = secondsSince(asked);
  console.error(`${table.field}: ${questions} questions in ${askSeconds} s`);
  const { rows } = await owner.query<TrueRecord>(truth);
  const releases = [...periods].map(([period, cells]) => {
    const records = rows.filter(({ at }) => at['PERIOD'] === period);
    return { period, ...outcomeOf(cells, records, table) };
  });
  return { questions, filterPairs, askSeconds, releases };
}

function outcomeOf(cells: AskedCell[], records: TrueRecord[], table: AskedTable) {
  const attacked = performance.now();
  const counts = new Map(cells.map((cell) => [cell, trueCount(cell, records)]));
  const small = new Set(cells.filter((cell) => isTrulySmall(cell, records)));
  const about = cells.filter((cell) => (counts.get(cell) ?? 0) > 0);
  const withheld = about.filter(({ count }) => count === null);
  const codes = codesIn(cells);
  console.error(`${cells.length} cells, ${small.size} small`);
  // Linear programming over months, streets, rules and outcomes at once would take hours.
  const exact = table.field === 'caseStatistics';
  const found = attack(cells, codes, { values: 5, exact }).filter(({ cell }) => small.has(cell));
  const bare = cells.map((cell) =>
    small.has(cell) ? { ...cell, count: null } : { ...cell, count: counts.get(cell) ?? 0 },
  );
  const bareSmall = new Set(bare.filter(({ count }) => count === null));
  const without = attack(bare, codes, { values: 2, exact: false }).filter(({ cell }) =>
    bareSmall.has(cell),
  );
  return {
    cells: about.length,
    primary: small.size,
    complementary: withheld.length - small.size,
    zerosWithheld: cells.filter((cell) => cell.count === null && counts.get(cell) === 0).length,
    shownShare: shareOf(about.length - withheld.length, about.length),
    shownRecordsShare: byBreakdown(about, counts),
    smallShown: about.filter((cell) => small.has(cell) && cell.count !== null).length,
    recovered: found.length,
    exact,
    recoveredBy: found.map(({ by }: Recovered) => by),
    recoveredWithoutComplementary: without.length,
    attackSeconds: secondsSince(attacked),
  };
}

/** Of each breakdown, the share of its records that stand in cells which are shown. */
function byBreakdown(about: AskedCell[], counts: ReadonlyMap<AskedCell, number>) {
  const sums = new Map<string, { all: number; shown: number }>();
  for (const cell of about) {
    const name = Object.keys(cell.at).sort().join('|') || 'TOTAL';
    const sum = sums.get(name) ?? { all: 0, shown: 0 };
    sum.all += counts.get(cell) ?? 0;
    sum.shown += cell.count ?? 0;
    sums.set(name, sum);
  }
  return Object.fromEntries([...sums].map(([name, { all, shown }]) => [name, shareOf(shown, all)]));
}

function trueCount({ at }: AskedCell, records: readonly TrueRecord[]): number {
  return records.filter((record) =>
    Object.entries(at).every(([name, code]) => record.at[name] === code),
  ).length;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.round((1_000 * part) / whole) / 1_000;
}

function secondsSince(from: number): number {
  return Math.round((performance.now() - from) / 100) / 10;
}
