import { afterAll, beforeAll, expect, it } from 'vitest';
import { askEntities } from '../support/ask.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';
import { statementsOf } from '../support/statements.ts';

let district: SmallDistrict;
let personIds: string[];
beforeAll(async () => {
  district = await smallDistrict(100);
  const { rows } = await district.database
    .subgraph('households')
    .pool.query<{ id: string }>("SELECT id FROM person WHERE name LIKE '周%' ORDER BY id");
  personIds = rows.map(({ id }) => id);
});
afterAll(() => district.database.drop());

const actor = anActor('CASE_OFFICER');

it('reads 100 households, their members, heads and areas with as few statements as one', async () => {
  const read = (first: number) =>
    statementsOf(district.database.subgraph('households'), () =>
      district.askHouseholds(
        actor,
        `{ households(first: ${first}) { totalCount edges { node {
             householdNo head { name } street { name householdCount committees { name } }
             committee { name subdistrict { name } }
             members { person { name idNumberMasked memberships { household { householdNo } } } } } } } }`,
      ),
    );
  // Which loads meet in one batch depends on the moment, by one or two; a statement per household would be a hundred.
  for (const first of [1, 100]) expect(await read(first)).toBeLessThan(17);
});

it('resolves 100 persons with the statements of one', async () => {
  const read = (ids: readonly string[]) =>
    statementsOf(district.database.subgraph('households'), () =>
      askEntities(
        district.askHouseholds,
        actor,
        ids.map((id) => ({ __typename: 'Person', id })),
        '... on Person { name memberships { household { householdNo street { name } } } }',
      ),
    );
  const one = await read(personIds.slice(0, 1));
  expect(await read(personIds)).toBe(one);
  // Of them one asks from whom the actor is recused, one writes who was read.
  expect(one).toBe(6);
});

it('reads 100 cases, their programmes and payments with the statements of one', async () => {
  const read = (first: number) =>
    statementsOf(district.database.subgraph('assistance'), () =>
      district.askAssistance(
        actor,
        `{ cases(first: ${first}) { totalCount edges { node {
             caseNo programme { label } authorisation { valid }
             payments { totalCount edges { node { month } } } household { cases { caseNo } } } } } }`,
      ),
    );
  const one = await read(1);
  expect(await read(100)).toBe(one);
  expect(one).toBe(6);
});
