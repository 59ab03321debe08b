import { expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import { createMatchReviewActService } from '../../subgraphs/crossmatch/match-review-act.service.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor, aRequest } from '../support/crossmatch-builders.ts';
import { idNumberOf } from '../support/people.ts';
import { matchDesk, MATCHER, type MatchDesk } from '../support/match.ts';
import { randomNumbers, type RandomNumbers } from '../support/random-numbers.ts';
import { caseRow, householdRow, memberRow } from '../support/roster.ts';
import { admissibleOrder, type Delivery } from '../support/admissible-order.ts';
import { PEOPLE, RECIPIENTS, twoMonths } from '../support/two-months.ts';

// What departments send of two months ends in the same state in any admissible order, however often and whenever it is
// compared meanwhile, with those who changed or with everybody. The orders are tried here with a database and files,
// and without, hundreds at a time, in subgraphs/crossmatch/match/reconcile.any-order.test.ts.
// YIKOU_STORIES=200 YIKOU_ORDERS=3 npx vitest run test/integration/any-order.test.ts for a longer run; YIKOU_FIRST=n
// begins with story n.
//
// Admissible is every order in which
// 1. a correction comes after what it corrects, and a resend after what it repeats;
// 2. the end of a fact (its end date, 终止缴费, a course left, a share under the line) comes after the first file that
//    tells it without end, by a file of its own, and nothing else happens to that fact: an alert that is open stays
//    and notes the end, what has ended when it is first told of is not raised, and both stand in extracts.md;
// 3. a correction that takes a fact out of its period comes after the older periods that tell the same: one that comes
//    later does not revive what was withdrawn, and whether anything was depends on whether there was a comparison;
// 4. of two periods that end on one day (2026-10 and 2026-10-31) and tell the same fact each keeps its place: neither
//    is older, and the later received one counts;
// 5. no correction takes somebody off a list of need whom another list of that need names too: the task is withdrawn if
//    it was there, and no older list revives it.
// All comparisons are for one day, because a rule may ask how old a fact is, and no file is held, because then a person
// decides. Two files of equal bytes are one file: the stories have none under two names.
//
// Compared is what stands: open alerts with all they say, the facts, the reviews with their records, outreach tasks and
// who has to renew an authorisation; and all of it again after the reviewers have judged what was open. Not compared is
// how it came to be: alert numbers, generations, histories, runs, and the alerts and reviews that were withdrawn, of
// which there is a trace only where there was a comparison while they stood.

const STORIES = Number(process.env['YIKOU_STORIES'] ?? 2);
const ORDERS = Number(process.env['YIKOU_ORDERS'] ?? 2);
const FIRST = Number(process.env['YIKOU_FIRST'] ?? 0);
const AS_OF = plainDate('2026-11-05');

const FACTS = `
  SELECT b.file_name, b.sha256, f.row_no, f.part, f.person_id, f.natural_key, f.data,
         f.review_id IS NOT NULL AS reviewed
    FROM matched_fact f JOIN extract_batch b ON b.id = f.batch_id
   WHERE f.standing
   ORDER BY b.file_name, f.row_no, f.part, f.person_id`;
const ALERTS = `
  SELECT rule_id, person_id, fact_key, status, effective_on, severity, reason, alert_class, household_no, case_no,
         street_code, sources, tier, fact_ended_on, not_listed_since, explanation, explanation_parts, due_on,
         due_derivation,
         (SELECT array_agg(concat_ws(' ', b.file_name, left(b.sha256, 8), f.row_no, f.part, f.standing)
                           ORDER BY b.file_name, f.row_no, f.part)
            FROM alert_evidence e JOIN matched_fact f ON f.id = e.fact_id JOIN extract_batch b ON b.id = f.batch_id
           WHERE e.alert_no = a.alert_no) AS evidence
    FROM alert a
   WHERE status IN ('OPEN', 'CLAIMED')
   ORDER BY person_id, rule_id, fact_key, effective_on`;
const REVIEWS = `
  SELECT m.source, person_id, household_no, street_code, reason, record_name, record_key, m.status, score, m.data,
         b.file_name, b.sha256, m.row_no, m.part,
         (SELECT array_agg(concat_ws(' ', o.file_name, r.row_no, r.part) ORDER BY o.file_name, r.row_no, r.part)
            FROM review_record r JOIN extract_batch o ON o.id = r.batch_id
           WHERE r.review_id = m.id AND o.status = 'ACCEPTED') AS records
    FROM match_review m JOIN extract_batch b ON b.id = m.batch_id
   WHERE m.status <> 'WITHDRAWN' ORDER BY m.fingerprint`;
const OUTREACH = `
  SELECT t.source, person_id, name, street_code, recognised_on, t.period_end, file_name
    FROM outreach_task t JOIN extract_batch b ON b.id = t.batch_id
   WHERE t.status = 'OPEN' ORDER BY t.source, person_id`;
const OWING = `SELECT household_no, street_code FROM authorisation_task WHERE closed_on IS NULL ORDER BY 1`;
const FILES = `SELECT file_name, sha256, status FROM extract_batch WHERE status <> 'SUPERSEDED' ORDER BY 1`;

type State = Record<string, unknown>;

async function stateOf({ deps }: MatchDesk): Promise<State> {
  const state: State = {};
  for (const [name, sql] of Object.entries({ FILES, FACTS, ALERTS, REVIEWS, OUTREACH, OWING }))
    state[name] = (await deps.database.pool.query(sql)).rows;
  return state;
}

/** How one hub lives through the deliveries. */
type Replay = {
  order: readonly Delivery[];
  runs: () => boolean;
  whole: () => boolean;
  stirs: () => boolean;
};

/** The state after the last delivery, and after the reviewers have judged what is open then. */
async function replay({ order, runs, whole, stirs }: Replay): Promise<[State, State]> {
  const desk = await matchDesk();
  const match = () => createMatchService(desk.deps).run(MATCHER, { asOf: AS_OF, whole: whole() });
  let told = '';
  try {
    await loadRoster(desk);
    for (const { id, fileName, rows, supersede } of order) {
      told += `${id}\n`;
      const { status, setAside } = await desk.ingest(fileName, rows, { supersede });
      if (!id.endsWith('again'))
        expect({ status, setAside }, told).toEqual({ status: 'accepted', setAside: {} });
      if (stirs()) {
        told += '  another roster\n';
        await loadMembers(desk, told.length);
      }
      if (!runs()) continue;
      told += '  compared\n';
      await match();
    }
    await match();
    const before = await stateOf(desk);
    await judgeAll(desk);
    await match();
    return [before, await stateOf(desk)];
  } catch (error) {
    throw new Error(`replayed so far:\n${told}`, { cause: error });
  } finally {
    await desk.close();
  }
}

async function loadRoster(desk: MatchDesk): Promise<void> {
  const { roster, database } = desk;
  const day = '2026-08-28';
  const recipients = PEOPLE.slice(0, RECIPIENTS);
  await asOwner(
    database,
    `UPDATE policy.parameter SET value = 0 WHERE code = 'review.secondShare'`,
  );
  await roster.load(`areas_${day}.csv`, AREAS);
  await roster.load(`households_${day}.csv`, [
    ...recipients.map(({ idNumber, street }, n) => householdRow(`H${n}`, idNumber, street)),
    householdRow('H99', BYSTANDER, '310106011'),
  ]);
  await loadMembers(desk, 0);
  await roster.load(`cases_${day}.csv`, [
    ...recipients.map((_, n) => [
      ...caseRow(`C${n}`, `H${n}`).slice(0, 9),
      n === RECIPIENTS - 1 ? '2026-10-15' : '2027-12-31',
    ]),
    caseRow('C99', 'H99'),
  ]);
  await roster.refreshJurisdiction();
}

/** The roster with another telephone of somebody who is in no story: batches are compared again. */
async function loadMembers({ roster }: MatchDesk, phone: number): Promise<void> {
  const members = PEOPLE.slice(0, RECIPIENTS).map(({ name, idNumber }, n) =>
    memberRow(`H${n}`, name, idNumber),
  );
  const other = memberRow('H99', '何旁人', BYSTANDER, {
    phone: `1380000${String(phone).padStart(4, '0')}`,
  });
  await roster.load('members_2026-08-28.csv', [...members, other], { force: true });
}

async function judgeAll({ deps }: MatchDesk): Promise<void> {
  const { db } = deps.database;
  const open = await db.matchReview.findMany({
    where: { status: 'OPEN' },
    orderBy: { fingerprint: 'asc' },
  });
  const request = aRequest(anActor('MATCH_REVIEWER', { subject: 'reviewer' }));
  for (const { id } of open)
    await createMatchReviewActService(deps)
      .decide(request, { reviewId: id, decision: 'SAME', reason: '与户籍登记核对' })
      // A record that another decision gave to somebody else.
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'CONFLICT' }));
}

const BYSTANDER = idNumberOf(999, '19480303');
const AREAS = [
  ['310106', '静安区', '', '', ''],
  ...['310106011', '310106012'].flatMap((street) => [
    [street, `街道${street}`, '310106', '', ''],
    [`${street}001`, '第一居委会', street, '', ''],
  ]),
];

function orderly(order: readonly Delivery[]): Replay {
  return { order, runs: () => true, whole: () => false, stirs: () => false };
}

function anyhow(random: RandomNumbers, deliveries: readonly Delivery[]): Replay {
  const often = random.pick([0, 0.3, 1]);
  return {
    order: admissibleOrder(random, deliveries),
    runs: () => random.chance(often),
    whole: () => random.chance(0.5),
    stirs: () => random.chance(0.05),
  };
}

it.each(Array.from({ length: STORIES }, (_, at) => `two months ${FIRST + at}`))(
  'ends alike in any admissible order: %s',
  { timeout: 300_000 },
  async (seed) => {
    const random = randomNumbers(seed);
    const deliveries = twoMonths(random);
    const others = Array.from({ length: ORDERS }, (_, at) =>
      anyhow(randomNumbers(`${seed}, order ${at}`), deliveries),
    );
    const [expected, ...ends] = await Promise.all([orderly(deliveries), ...others].map(replay));
    for (const [at, end] of ends.entries()) {
      const order = others[at]?.order.map(({ id }) => id).join('\n');
      expect(end, `${seed}, order ${at}:\n${order}`).toEqual(expected);
    }
  },
);
