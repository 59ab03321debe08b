import { expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { createAlertActService } from '../../subgraphs/crossmatch/alert-act.service.ts';
import { createMatchReviewActService } from '../../subgraphs/crossmatch/match-review-act.service.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import { DUE_CLASSES } from '../../subgraphs/crossmatch/retention/classes.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor, aRequest } from '../support/crossmatch-builders.ts';
import { matchDesk, MATCHER, type MatchDesk } from '../support/match.ts';
import { randomDistrict, SOURCES, type GivenFile } from '../support/random-district.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { hold, runRetention } from '../support/retention.ts';

// Two databases live through the same story and grow old between its rounds. One purges all that is due and compares
// with those who changed; in the other everything but unmatched rows is held, and all are compared each time.
// YIKOU_STORIES=100 for a longer run.

const STORIES = Number(process.env['YIKOU_STORIES'] ?? 1);
const ROUNDS = 6;
const PERIODS = ['2026-08', '2026-09', '2026-10'];
const RETAINED_ON = '2026-11-20';

// What a street and the rules go by; texts and the evidence of what is done with are what the purge is there for.
const ALERTS = `
  SELECT fingerprint, rule_id, status, severity, reason, alert_class, household_no, case_no, effective_on, sources,
         disposition, withdrawn_reason, withdrawn_period_end, fact_ended_on, not_listed_since,
         CASE WHEN status IN ('OPEN', 'CLAIMED') THEN explanation END AS explanation,
         CASE WHEN status IN ('OPEN', 'CLAIMED')
              THEN (SELECT count(*) FROM alert_evidence e WHERE e.alert_no = a.alert_no) END AS evidence
    FROM alert a ORDER BY fingerprint`;
const FACTS = `
  SELECT f.person_id, f.source, f.natural_key, f.period_end, f.data
    FROM matched_fact f
   WHERE f.standing AND EXISTS (SELECT FROM assistance.covered_person c WHERE c.person_id = f.person_id)
   ORDER BY f.person_id, f.source, f.natural_key, f.period_end, f.data::text`;
const REVIEWS = `SELECT fingerprint, status FROM match_review ORDER BY fingerprint`;
const LINKS = `SELECT person_id, source, record_key, decision FROM person_link ORDER BY 1, 2, 3`;
const OUTREACH = `
  SELECT source, person_id, status FROM outreach_task WHERE status IN ('OPEN', 'CLAIMED', 'COVERED') ORDER BY 1, 2`;

async function outcome({ deps }: MatchDesk): Promise<unknown> {
  const told: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries({ ALERTS, FACTS, REVIEWS, LINKS, OUTREACH }))
    told[name] = (await deps.database.pool.query(sql)).rows;
  return told;
}

/** Four years go by for everything that is there. */
const GROW_OLD = `
  SET session_replication_role = replica;
  UPDATE crossmatch.extract_batch SET received_at = received_at - interval '4 years';
  UPDATE crossmatch.match_decision SET decided_at = decided_at - interval '4 years';
  UPDATE crossmatch.alert SET disposed_at = disposed_at - interval '4 years';
  UPDATE crossmatch.alert_event SET at = at - interval '4 years';
  UPDATE crossmatch.outreach_task SET closed_on = closed_on - interval '4 years';
  UPDATE households.household SET ended_on = ended_on - interval '4 years';
  UPDATE households.membership SET valid_to = valid_to - interval '4 years', valid_from = valid_from - interval '4 years';
  UPDATE assistance.case_record SET not_listed_since = not_listed_since - interval '4 years'`;

async function live(seed: string): Promise<number> {
  const both = await Promise.all([matchDesk(), matchDesk()]);
  const [purging, keeping] = both;
  const random = randomNumbers(seed);
  const district = randomDistrict(random);
  const sent = new Set<string>();
  let purged = 0;
  const inBoth = (act: (desk: MatchDesk) => Promise<unknown>) => Promise.all(both.map(act));

  async function deliver(): Promise<void> {
    const source = random.pick(SOURCES);
    const whole = source === 'justice.imprisonment' || source.endsWith('unemployment');
    const file = district.extract(source, random.pick(PERIODS), whole ? 'snapshot' : 'delta');
    const supersede = sent.has(file.name);
    sent.add(file.name);
    await inBoth((desk) => desk.ingest(file.name, file.rows, { supersede }));
  }
  async function load(files: readonly GivenFile[]): Promise<void> {
    await inBoth(async ({ roster }) => {
      for (const { name, rows } of files) await roster.load(name, rows, { force: true });
      await roster.refreshJurisdiction();
    });
  }
  async function oneOf(sql: string): Promise<string | null> {
    const { rows } = await purging.deps.database.pool.query<{ key: string }>(sql);
    return rows.length === 0 ? null : random.pick(rows).key;
  }
  async function decide(): Promise<void> {
    const key = await oneOf(
      `SELECT fingerprint AS key FROM match_review WHERE status = 'OPEN' ORDER BY 1`,
    );
    const decision = random.pick(['SAME', 'DIFFERENT'] as const);
    if (key === null) return;
    await inBoth(async ({ deps }) => {
      const { id } = await deps.database.db.matchReview.findUniqueOrThrow({
        where: { fingerprint: key },
      });
      const request = aRequest(anActor('MATCH_REVIEWER', { subject: 'reviewer' }));
      await createMatchReviewActService(deps)
        .decide(request, { reviewId: id, decision, reason: '与户籍登记核对' })
        .catch((error: unknown) => expect(error).toMatchObject({ code: 'INVALID_STATE' }));
    });
  }
  async function dispose(): Promise<void> {
    const key = await oneOf(
      `SELECT fingerprint AS key FROM alert WHERE status = 'OPEN' AND street_code = '310106011' ORDER BY 1`,
    );
    const disposition = random.pick(['CONFIRMED', 'NOT_SAME_PERSON'] as const);
    if (key === null) return;
    await inBoth(async ({ deps }) => {
      const { alertNo } = await deps.database.db.alert.findFirstOrThrow({
        where: { fingerprint: key },
      });
      const officer = anActor('CASE_OFFICER', { subject: 'officer', streetCode: '310106011' });
      const acts = createAlertActService(deps);
      await acts.claim(aRequest(officer), alertNo);
      await acts.dispose(aRequest(officer), { alertNo, disposition, note: '已上门核实' });
    });
  }
  async function growOldAndPurge(): Promise<void> {
    await inBoth(({ database }) => asOwner(database, GROW_OLD));
    for (const { deps } of both) {
      const { classes } = await runRetention(deps, RETAINED_ON);
      const own = Object.values(classes).filter(
        (one) => one.class !== 'UNMATCHED_ROWS' && one.class !== 'ROSTER_SNAPSHOTS',
      );
      const went = own.reduce((sum, { keys }) => sum + keys, 0);
      if (deps === purging.deps) purged += went;
      else expect(went).toBe(0);
    }
  }
  async function compare(): Promise<void> {
    for (const { deps } of both)
      await createMatchService(deps).run(MATCHER, {
        asOf: plainDate('2026-11-05'),
        whole: deps === keeping.deps,
      });
    expect(await outcome(purging)).toEqual(await outcome(keeping));
  }

  try {
    for (const { database } of both)
      await asOwner(
        database,
        `UPDATE policy.parameter SET value = 0 WHERE code = 'review.secondShare'`,
      );
    for (const { code } of DUE_CLASSES)
      if (code !== 'UNMATCHED_ROWS') await hold(keeping.database, 'CLASS', code);
    await inBoth(({ roster }) => roster.load('areas_2026-08-28.csv', AREAS));
    await load(district.roster());
    for (let files = 0; files < 6; files += 1) await deliver();
    await compare();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const act of [decide, dispose, dispose]) if (random.chance(0.7)) await act();
      if (round % 2 === 1) await growOldAndPurge();
      district.change();
      await load(district.roster());
      if (random.chance(0.8)) await deliver();
      await compare();
    }
    return purged;
  } finally {
    await Promise.all(both.map((desk) => desk.close()));
  }
}

const AREAS = [
  ['310106', '静安区', '', '', ''],
  ...['310106011', '310106012'].flatMap((street) => [
    [street, `街道${street}`, '310106', '', ''],
    [`${street}001`, '第一居委会', street, '', ''],
  ]),
];

it.each(Array.from({ length: STORIES }, (_, at) => `retained ${at}`))(
  'purges nothing that a comparison still needs: %s',
  { timeout: 900_000 },
  async (seed) => {
    expect(await live(seed)).toBeGreaterThan(0);
  },
);
