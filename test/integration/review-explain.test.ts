import { PassThrough } from 'node:stream';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Language } from '../../cli/messages.ts';
import { createOutput } from '../../cli/output.ts';
import { explainReviews, printExplained, type ExplainedSample } from '../../cli/review-explain.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import type { Services } from '../../subgraphs/crossmatch/context.ts';
import { anActor, refusalOf } from '../support/crossmatch-builders.ts';
import { CHEN, LI, reviewDesk, REVIEWER, WANG, type ReviewDesk } from '../support/review-desk.ts';

// Scores as a run stores them, read back and added up by somebody who trusts none of it.

const HEADER = ['逝者姓名', '身份证号', '性别', '出生日期', '死亡日期', '火化日期'];
const { actor } = REVIEWER;

let desk: ReviewDesk;
let crossmatch: Services;
let owner: pg.Client;
beforeAll(async () => {
  desk = await reviewDesk();
  crossmatch = createCrossmatch(desk.hub.deps).services;
  const rows = [LI, WANG, CHEN].map(({ name, idNumber }) => {
    const born = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
    return [name, '', '', born, '2026-10-03', '2026-10-05'];
  });
  await desk.hub.ingest('civil-affairs.cremation_2026-10_delta.csv', [HEADER, ...rows]);
  await desk.hub.match();
  owner = new pg.Client({ connectionString: desk.hub.database.url });
  await owner.connect();
  await owner.query(
    'CREATE TABLE untouched AS SELECT id, score, parts FROM crossmatch.match_review',
  );
}, 120_000);
afterEach(() =>
  owner.query(
    `UPDATE crossmatch.match_review m SET score = u.score, parts = u.parts FROM untouched u WHERE u.id = m.id`,
  ),
);
afterAll(async () => {
  await owner.end();
  await desk.hub.close();
});

const explain = (size: number, seed: number): Promise<ExplainedSample> =>
  explainReviews({ actor, crossmatch }, { size, seed });

async function printed(language: Language, explained: ExplainedSample): Promise<string> {
  const stdout = new PassThrough();
  printExplained(createOutput({ json: false, language }, { stdout, stderr: stdout }), explained);
  stdout.end();
  return String(Buffer.concat(await stdout.toArray()));
}

it('adds up every score that a run has stored', async () => {
  expect(await explain(20, 1)).toMatchObject({ checked: 3, unequal: [] });
});

it('draws the same pairs for the same seed, none twice, and no more than there are', async () => {
  const drawn = async (size: number, seed: number) =>
    (await explain(size, seed)).sample.map(({ id }) => id);
  expect(await drawn(2, 7)).toEqual(await drawn(2, 7));
  expect(new Set(await drawn(20, 7)).size).toBe(3);
  const orders = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => drawn(3, seed)));
  expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
});

it.each([
  ['a score a thousandth higher', 'score = score + 0.001'],
  ['a part taken away', `parts = parts - 0`],
  [
    'a part a thousandth lower',
    `parts = jsonb_set(parts, '{0,weight}', to_jsonb((parts -> 0 ->> 'weight')::numeric - 0.001))`,
  ],
  [
    'a part below a thousandth',
    `parts = jsonb_set(parts, '{0,weight}', to_jsonb((parts -> 0 ->> 'weight')::numeric + 0.0001))`,
  ],
  ['a part that is no number', `parts = jsonb_set(parts, '{0,weight}', '"viel"')`],
])('finds %s', async (_, change) => {
  const [id] = (await explain(1, 1)).sample.map((review) => review.id);
  await owner.query(`UPDATE crossmatch.match_review SET ${change} WHERE id = $1`, [id]);
  const explained = await explain(0, 1);
  expect(explained.checked).toBe(3);
  expect(explained.unequal.map(({ reviewId }) => reviewId)).toEqual([id]);
  expect(await printed('en', explained)).toContain('checked 3, unequal 1');
});

it('reads as a reviewer would have it, in either language, without a whole number', async () => {
  const explained = await explain(3, 1);
  const zh = await printed('zh', explained);
  expect(zh).toContain('没有号码，其他信息相近');
  expect(zh).toContain('先验');
  expect(zh).toContain('核对 3 对，不等 0 对');
  const en = await printed('en', explained);
  expect(en).toContain('number missing');
  expect(en).toContain('prior');
  expect(en).toContain('checked 3, unequal 0');
  for (const { idNumber, name } of [LI, WANG, CHEN]) {
    expect(zh + en).toContain(name);
    expect(zh + en).not.toContain(idNumber);
  }
});

it('is not for a street', async () => {
  const officer = { actor: anActor('CASE_OFFICER'), crossmatch };
  expect(await refusalOf(explainReviews(officer, { size: 1, seed: 1 }))).toBe('FORBIDDEN');
});
