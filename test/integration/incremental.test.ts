import { expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { createAlertActService } from '../../subgraphs/crossmatch/alert-act.service.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import { createMatchReviewActService } from '../../subgraphs/crossmatch/match-review-act.service.ts';
import { createRuleStateService } from '../../subgraphs/crossmatch/rule-state.service.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor, aRequest } from '../support/crossmatch-builders.ts';
import { matchDesk, MATCHER, type MatchDesk } from '../support/match.ts';
import { randomDistrict, SOURCES, type GivenFile } from '../support/random-district.ts';
import { randomNumbers, type RandomNumbers } from '../support/random-numbers.ts';

// Two databases live through the same story. One compares again with those who changed, the other always with all.
// YIKOU_STORIES=300 npx vitest run test/integration/incremental.test.ts for a longer run.

const STORIES = Number(process.env['YIKOU_STORIES'] ?? 2);
const ROUNDS = 10;
const PERIODS = ['2026-08', '2026-09', '2026-10'];
const DAYS = ['2026-11-05', '2026-11-05', '2026-11-13', '2026-11-25'];

const FACTS = `
  SELECT b.file_name, b.status, f.row_no, f.part, f.person_id, f.natural_key, f.standing, f.data,
         f.review_id IS NOT NULL AS reviewed
    FROM matched_fact f JOIN extract_batch b ON b.id = f.batch_id
   ORDER BY b.file_name, b.received_at, f.row_no, f.part, f.person_id`;
const REVIEWS = `
  SELECT fingerprint, source, person_id, household_no, street_code, reason, record_name, record_key, status, score,
         (SELECT count(*) FROM review_record r WHERE r.review_id = m.id) AS records
    FROM match_review m ORDER BY fingerprint`;
const ALERTS = `
  SELECT fingerprint, rule_id, status, severity, reason, alert_class, household_no, case_no, street_code, effective_on,
         sources, tier, withdrawn_reason, fact_ended_on, not_listed_since, explanation,
         (SELECT count(*) FROM alert_evidence e WHERE e.alert_no = a.alert_no) AS evidence,
         (SELECT array_agg(e.kind ORDER BY e.id) FROM alert_event e WHERE e.alert_no = a.alert_no) AS events
    FROM alert a ORDER BY fingerprint`;
const OUTREACH = 'SELECT source, person_id, status FROM outreach_task ORDER BY source, person_id';
const OWING = `SELECT household_no FROM authorisation_task WHERE closed_on IS NULL ORDER BY household_no`;

async function outcome({ deps }: MatchDesk): Promise<unknown> {
  const { pool } = deps.database;
  const told: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries({ FACTS, REVIEWS, ALERTS, OUTREACH, OWING }))
    told[name] = (await pool.query(sql)).rows;
  return told;
}

type Story = { random: RandomNumbers; both: readonly [MatchDesk, MatchDesk] };
type Act = (desk: MatchDesk) => Promise<unknown>;

async function inBoth({ both }: Story, act: Act): Promise<void> {
  await Promise.all(both.map(act));
}

/** The same choice in either database. */
async function oneOf(story: Story, sql: string): Promise<string | null> {
  const { rows } = await story.both[0].deps.database.pool.query<{ key: string }>(sql);
  return rows.length === 0 ? null : story.random.pick(rows).key;
}

async function loadRoster(story: Story, files: readonly GivenFile[]): Promise<void> {
  await inBoth(story, async ({ roster }) => {
    for (const { name, rows } of files) await roster.load(name, rows, { force: true });
    await roster.refreshJurisdiction();
  });
}

async function review(story: Story): Promise<void> {
  const key = await oneOf(
    story,
    `SELECT fingerprint AS key FROM match_review WHERE status = 'OPEN' ORDER BY fingerprint`,
  );
  const decision = story.random.pick(['SAME', 'SAME', 'DIFFERENT', 'CANNOT_TELL'] as const);
  if (key === null) return;
  await inBoth(story, async ({ deps }) => {
    const { id } = await deps.database.db.matchReview.findUniqueOrThrow({
      where: { fingerprint: key },
    });
    const request = aRequest(anActor('MATCH_REVIEWER', { subject: 'reviewer' }));
    await createMatchReviewActService(deps)
      .decide(request, { reviewId: id, decision, reason: '与户籍登记核对' })
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'INVALID_STATE' }));
  });
}

async function dispose(story: Story): Promise<void> {
  const key = await oneOf(
    story,
    `SELECT fingerprint AS key FROM alert WHERE status = 'OPEN' AND street_code = '310106011' ORDER BY fingerprint`,
  );
  const disposition = story.random.pick(['CONFIRMED', 'NOT_SAME_PERSON'] as const);
  if (key === null) return;
  await inBoth(story, async ({ deps }) => {
    const { alertNo } = await deps.database.db.alert.findFirstOrThrow({
      where: { fingerprint: key },
    });
    const officer = anActor('CASE_OFFICER', { subject: 'officer', streetCode: '310106011' });
    const acts = createAlertActService(deps);
    await acts.claim(aRequest(officer), alertNo);
    await acts.dispose(aRequest(officer), { alertNo, disposition, note: '已上门核实' });
  });
}

async function switchRule(story: Story): Promise<void> {
  const ruleId = story.random.pick([
    'employment-started',
    'death-reported',
    'imprisonment-started',
  ]);
  const state = story.random.pick(['ACTIVE', 'ACTIVE', 'SHADOW', 'OFF'] as const);
  await inBoth(story, ({ deps }) =>
    createRuleStateService(deps).set(aRequest(anActor('BUREAU_SUPERVISOR')), {
      ruleId,
      state,
      reason: '来源数据质量核查',
    }),
  );
}

async function live(seed: string): Promise<void> {
  const both = await Promise.all([matchDesk(), matchDesk()]);
  const random = randomNumbers(seed);
  const story: Story = { random, both };
  const district = randomDistrict(random);
  const sent = new Set<string>();
  let day = 0;

  async function deliver(): Promise<void> {
    const source = random.pick(SOURCES);
    const mode =
      source === 'justice.imprisonment' || source.endsWith('unemployment') ? 'snapshot' : 'delta';
    const file = district.extract(source, random.pick(PERIODS), mode);
    const supersede = sent.has(file.name);
    sent.add(file.name);
    await inBoth(story, (desk) => desk.ingest(file.name, file.rows, { supersede }));
  }
  async function compare(): Promise<void> {
    const [few, all] = await Promise.all(
      both.map(({ deps }, at) =>
        createMatchService(deps).run(MATCHER, {
          asOf: plainDate(DAYS[day] ?? ''),
          whole: at === 1,
        }),
      ),
    );
    expect(few?.resultHash).toBe(all?.resultHash);
    expect(await outcome(both[0])).toEqual(await outcome(both[1]));
  }
  async function alterRoster(): Promise<void> {
    district.change();
    await loadRoster(story, district.roster());
  }

  try {
    for (const { database } of both)
      await asOwner(
        database,
        `UPDATE policy.parameter SET value = 0 WHERE code = 'review.secondShare'`,
      );
    await inBoth(story, ({ roster }) => roster.load('areas_2026-08-28.csv', AREAS));
    await loadRoster(story, district.roster());
    for (let files = 0; files < 4; files += 1) await deliver();
    await compare();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const act of [review, dispose, switchRule]) if (random.chance(0.3)) await act(story);
      await alterRoster();
      if (random.chance(0.6)) await deliver();
      if (random.chance(0.3) && day < DAYS.length - 1) day += 1;
      await compare();
    }
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

it.each(Array.from({ length: STORIES }, (_, at) => `story ${at}`))(
  'ends as comparing everything again does: %s',
  { timeout: 300_000 },
  (seed) => live(seed),
);
