import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../support/crossmatch-builders.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';

let district: SmallDistrict;
beforeAll(async () => {
  district = await smallDistrict(30);
});
afterAll(() => district.database.drop());

const supervisor = anActor('BUREAU_SUPERVISOR');
const officer = anActor('CASE_OFFICER');
const PAGE =
  'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node';

type Page = {
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string;
    endCursor: string;
  };
  edges: { node: { householdNo: string } }[];
};
const page = async (actor: typeof officer, args: string): Promise<Page> => {
  const { data, errors } = await district.askHouseholds(
    actor,
    `{ households(${args}) { ${PAGE} { householdNo } } } }`,
  );
  expect(errors).toEqual([]);
  return data?.['households'] as Page;
};
const nosOf = ({ edges }: Page) => edges.map(({ node }) => node.householdNo);
const cursor = (text: string) => Buffer.from(text).toString('base64');

describe('pages', () => {
  it('together hold every household once, forwards and backwards', async () => {
    const all = nosOf(await page(supervisor, 'first: 100'));
    expect(all).toHaveLength(32);
    const forwards: string[] = [];
    for (let after: string | null = null; ;) {
      const next: Page = await page(supervisor, `first: 9${after ? `, after: "${after}"` : ''}`);
      forwards.push(...nosOf(next));
      if (!next.pageInfo.hasNextPage) break;
      after = next.pageInfo.endCursor;
    }
    expect(forwards).toEqual(all);
    const last = await page(supervisor, 'last: 5');
    expect(nosOf(last)).toEqual(all.slice(-5));
    const before = await page(supervisor, `last: 5, before: "${last.pageInfo.startCursor}"`);
    expect(nosOf(before)).toEqual(all.slice(-10, -5));
    expect(before.pageInfo.hasPreviousPage).toBe(true);
  });

  it('are of a hundred at most', async () => {
    expect(nosOf(await page(supervisor, 'first: 100000'))).toHaveLength(32);
    expect(nosOf(await page(supervisor, 'first: 0'))).toEqual([]);
  });

  it('go on after a place, whether or not a household of another street stands there', async () => {
    const known = await page(officer, `after: "${cursor('GPC:S:DH1')}"`);
    const unknown = await page(officer, `after: "${cursor('GPC:S:DH0')}"`);
    expect(known).toEqual(unknown);
    expect(known.totalCount).toBe(31);
  });

  it.each([
    ['households', 'after: "garbage"'],
    ['households', 'first: -1'],
    ['households', `after: "${cursor('GPC:N:1')}"`],
    ['households', `after: "${cursor('GPC:S:a\0')}"`],
    ['households', 'filter: { category: { contains: "\\u0000" } }'],
    ['cases', 'last: -1'],
    ['cases', `before: "${cursor('GPC:D:1')}"`],
  ])('of %s refuse %s as the caller’s mistake', async (list, args) => {
    const ask = list === 'cases' ? district.askAssistance : district.askHouseholds;
    const { errors } = await ask(
      supervisor,
      `{ ${list}(${args}) { edges { cursor } totalCount } }`,
    );
    expect(errors.every((error) => error.endsWith(': INVALID_INPUT'))).toBe(true);
    expect(errors.length).toBeGreaterThan(0);
  });
});
