import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { askEntities } from '../support/ask.ts';
import { anActor, DONG, JING } from '../support/crossmatch-builders.ts';
import { DONGS, smallDistrict, UNKNOWN, type SmallDistrict } from '../support/small-district.ts';

// Whatever way leads to a person or household of another street: the subgraph answers as if there were none.
let district: SmallDistrict;
beforeAll(async () => {
  district = await smallDistrict();
});
afterAll(() => district.database.drop());

const officer = anActor('CASE_OFFICER');
const SEES_NOBODY = [
  anActor('LIAISON'),
  anActor('ANALYST'),
  anActor('AIDE'),
  anActor('CASE_OFFICER', { streetCode: null }),
];

const persons = (actor: Actor, ids: readonly string[]) =>
  askEntities(
    district.askHouseholds,
    actor,
    ids.map((id) => ({ __typename: 'Person', id })),
    '... on Person { name }',
  );
const households = (actor: Actor, nos: readonly string[]) =>
  askEntities(
    district.askHouseholds,
    actor,
    nos.map((householdNo) => ({ __typename: 'Household', householdNo })),
    '... on Household { householdNo members { person { name } } }',
  );

describe('a person or household of another street', () => {
  it('is not found by id, number or list', async () => {
    const { data, errors } = await district.askHouseholds(
      officer,
      `{ person(id: "${district.personIds.dong}") { name }
         personByIdNumber(idNumber: "${DONGS}", purpose: "核对低保申请") { name }
         household(householdNo: "DH1") { householdNo }
         households(filter: { streetCode: { in: ["${JING}", "${DONG}"] } }) { totalCount edges { node { householdNo } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      person: null,
      personByIdNumber: null,
      household: null,
      households: { totalCount: 1, edges: [{ node: { householdNo: 'JH1' } }] },
    });
  });

  it('answers exactly like an unknown one', async () => {
    const search = (idNumber: string) =>
      district.askHouseholds(
        officer,
        `{ personByIdNumber(idNumber: "${idNumber}", purpose: "核对低保申请") { name } }`,
      );
    expect(await search(DONGS)).toEqual(await search(UNKNOWN));
    expect(await persons(officer, [district.personIds.dong])).toEqual(
      await persons(officer, ['00000000-0000-8000-8000-000000000000']),
    );
    expect(await persons(officer, ["' OR 1=1 --"])).toEqual([null]);
    expect(await households(officer, ['DH1'])).toEqual(await households(officer, ['XX9']));
  });

  it('is null among resolved references, the own ones beside it being resolved', async () => {
    const { wang, dong, gone, mover } = district.personIds;
    expect(await persons(officer, [dong, wang, gone, mover])).toEqual([
      null,
      { name: '王一' },
      { name: '去一' },
      null,
    ]);
    expect(await households(officer, ['DH1', 'JH1'])).toEqual([
      null,
      {
        householdNo: 'JH1',
        members: [{ person: { name: '王一' } }, { person: { name: '李一' } }],
      },
    ]);
  });

  it('is absent behind a membership of the past', async () => {
    const { data } = await district.askHouseholds(
      officer,
      `{ household(householdNo: "JH1") { members(asOf: "2026-10-01") { relationship person { name } } } }`,
    );
    expect(data?.['household']).toEqual({
      members: [
        { relationship: '02', person: { name: '王一' } },
        { relationship: '12', person: { name: '李一' } },
        { relationship: '20', person: null },
        { relationship: '52', person: { name: '去一' } },
      ],
    });
  });

  it('is absent from the history of someone who moved here', async () => {
    const here = anActor('CASE_OFFICER', { streetCode: DONG });
    const query = `{ person(id: "${district.personIds.mover}") {
      memberships(ever: true) { household { householdNo } } } }`;
    expect((await district.askHouseholds(here, query)).data?.['person']).toEqual({
      memberships: [{ household: { householdNo: 'DH1' } }],
    });
    const all = await district.askHouseholds(anActor('AUDITOR'), query);
    expect(all.data?.['person']).toEqual({
      memberships: [{ household: { householdNo: 'JH1' } }, { household: { householdNo: 'DH1' } }],
    });
  });
});

describe('roles without persons', () => {
  it.each(SEES_NOBODY.map((actor) => [actor.role, actor] as const))(
    '%s resolves no person and no household',
    async (_role, actor) => {
      expect(await persons(actor, Object.values(district.personIds))).toEqual([
        null,
        null,
        null,
        null,
        null,
      ]);
      expect(await households(actor, ['JH1', 'DH1'])).toEqual([null, null]);
    },
  );

  it.each(
    [anActor('LIAISON'), anActor('ANALYST'), anActor('AIDE')].map((a) => [a.role, a] as const),
  )('%s is refused at the door', async (_role, actor) => {
    const { errors } = await district.askHouseholds(
      actor,
      `{ person(id: "${district.personIds.wang}") { name }
           household(householdNo: "JH1") { householdNo }
           personByIdNumber(idNumber: "${DONGS}", purpose: "核对") { name } }`,
    );
    expect([...errors].sort()).toEqual([
      'household: FORBIDDEN',
      'person: FORBIDDEN',
      'personByIdNumber: FORBIDDEN',
    ]);
  });

  it('sees the names of all streets but counts only within reach', async () => {
    const query = '{ subdistricts { name householdCount } }';
    expect((await district.askHouseholds(anActor('LIAISON'), query)).data).toEqual({
      subdistricts: [
        { name: '江宁路街道', householdCount: null },
        { name: '石门二路街道', householdCount: null },
      ],
    });
  });
});
