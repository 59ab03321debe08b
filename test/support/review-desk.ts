import pg from 'pg';
import type { RequestContext } from '../../kernel/runtime/subgraph.ts';
import type { MatchReview } from '../../prisma/generated/client/client.ts';
import { createMatchReviewActService } from '../../subgraphs/crossmatch/match-review-act.service.ts';
import type { LinkDecision } from '../../subgraphs/crossmatch/match/person-links.ts';
import { anActor, aRequest, JING } from './crossmatch-builders.ts';
import { matchDesk, type MatchDesk, type StoredAlert } from './match.ts';
import { idNumberOf } from './people.ts';
import { caseRow, householdRow, memberRow } from './roster.ts';

export type Recipient = { no: number; name: string; idNumber: string };

function recipient(no: number, name: string): Recipient {
  return { no, name, idNumber: idNumberOf(no, `19${49 + no}0505`) };
}

/** Recipients whose records an October extract writes under another name. */
export const LI = recipient(1, '李建国');
export const WANG = recipient(2, '王桂兰');
export const CHEN = recipient(3, '陈志强');
export const ZHAO = recipient(4, '赵秀英');
export const SUN = recipient(5, '孙玉梅');
export const ZHENG = recipient(6, '郑国华');
export const WU = recipient(7, '吴海燕');
/** Of these it is jobs that are told: two of ZHOU's, one of FENG's. */
export const ZHOU = recipient(8, '周德福');
export const FENG = recipient(9, '冯丽娟');
const MISNAMED = [LI, WANG, CHEN, ZHAO, SUN, ZHENG, WU];
const EVERYONE = [...MISNAMED, ZHOU, FENG];

/** What the October extract writes instead of their names. */
export const WRITTEN = '某某某';

const DEATHS = ['姓名', '公民身份号码', '死亡日期', '注销日期'];
const JOBS = ['姓名', '证件号码', '用人单位名称', '就业登记日期', '就业类型'];

/** A death of 3 October, under a name of the test's choice. */
export function death({ idNumber }: Recipient, name: string): string[] {
  return [name, idNumber, '2026-10-03', '2026-11-01'];
}

/** Six deaths of people who are nobody's recipients, so that a file has rows. */
export function strangers(from: number): string[][] {
  return [0, 1, 2, 3, 4, 5].map((n) =>
    death({ no: 0, name: '', idNumber: idNumberOf(from + n, '19700101') }, '陌生人'),
  );
}

function job({ idNumber }: Recipient, name: string, employer: string): string[] {
  return [name, idNumber, employer, '2026-10-13', '单位就业'];
}

export const REVIEWER = aRequest(anActor('MATCH_REVIEWER', { subject: 'reviewer-1' }));
export const OTHER = aRequest(anActor('MATCH_REVIEWER', { subject: 'reviewer-2' }));
export const HEAD = aRequest(anActor('BUREAU_SUPERVISOR', { subject: 'head' }));

/** A hub whose reviewers have a queue; no pair needs a second opinion until told otherwise. */
export type ReviewDesk = {
  hub: MatchDesk;
  /** Takes in a file of deaths. */
  deaths(
    period: string,
    rows: string[][],
    options?: { supersede?: boolean; serial?: number },
  ): Promise<unknown>;
  /** Percent of pairs that two must judge. */
  secondShare(percent: number): Promise<void>;
  decide(request: RequestContext, reviewId: string, decision: LinkDecision): Promise<MatchReview>;
  settle(request: RequestContext, reviewId: string, decision: LinkDecision): Promise<MatchReview>;
  reviewsOf(who: Recipient): Promise<MatchReview[]>;
  /** The person's open pairs. */
  openOf(who: Recipient): Promise<string[]>;
  alertsOf(who: Recipient): Promise<StoredAlert[]>;
};

/** Opens a desk with the October extracts compared. */
export async function reviewDesk(): Promise<ReviewDesk> {
  const hub = await matchDesk();
  const acts = createMatchReviewActService(hub.deps);
  const says = (reviewId: string, decision: LinkDecision) => {
    return { reviewId, decision, reason: '姓名写法与户籍登记核对' };
  };
  const desk: ReviewDesk = {
    hub,
    deaths: (period, rows, options = {}) =>
      hub.ingest(
        `public-security.death_${period}_delta_${options.serial ?? 1}.csv`,
        [DEATHS, ...rows],
        options,
      ),
    async secondShare(percent) {
      const owner = new pg.Client({ connectionString: hub.database.url });
      await owner.connect();
      const set = `UPDATE policy.parameter SET value = $1 WHERE code = 'review.secondShare'`;
      await owner.query(set, [percent]);
      await owner.end();
    },
    decide: (request, reviewId, decision) => acts.decide(request, says(reviewId, decision)),
    settle: (request, reviewId, decision) => acts.settle(request, says(reviewId, decision)),
    reviewsOf: (who) =>
      hub.deps.database.db.matchReview.findMany({
        where: { personId: hub.personId(who.idNumber) },
        orderBy: { recordName: 'asc' },
      }),
    async openOf(who) {
      const all = await desk.reviewsOf(who);
      return all.filter(({ status }) => status === 'OPEN').map(({ id }) => id);
    },
    async alertsOf(who) {
      const personId = hub.personId(who.idNumber);
      return (await hub.alerts()).filter((alert) => alert.personId === personId);
    },
  };
  await desk.secondShare(0);
  await loadRoster(hub);
  await desk.deaths('2026-10', [...MISNAMED.map((who) => death(who, WRITTEN)), ...strangers(500)]);
  await hub.ingest('human-resources.employment_2026-10_delta.csv', [
    JOBS,
    job(ZHOU, '周得福', '上海示范有限公司'),
    job(ZHOU, '周得福', '上海样本有限公司'),
    job(FENG, '冯丽绢', '上海示范有限公司'),
  ]);
  await hub.match();
  return desk;
}

async function loadRoster({ roster }: MatchDesk): Promise<void> {
  await roster.load('areas_2026-10-28.csv', [
    ['310106', '静安区', '', '', ''],
    [JING, '样本街道', '310106', '', ''],
    [`${JING}001`, '第一居委会', JING, '', ''],
  ]);
  const rowsOf = (row: (who: Recipient) => string[]) => EVERYONE.map(row);
  await roster.load(
    'households_2026-10-28.csv',
    rowsOf(({ no, idNumber }) => householdRow(`H${no}`, idNumber, JING)),
  );
  await roster.load(
    'members_2026-10-28.csv',
    rowsOf(({ no, name, idNumber }) => memberRow(`H${no}`, name, idNumber)),
  );
  await roster.load(
    'cases_2026-10-28.csv',
    rowsOf(({ no }) => caseRow(`C${no}`, `H${no}`)),
  );
  await roster.refreshJurisdiction();
}
