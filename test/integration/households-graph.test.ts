import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskIdNumber } from '../../kernel/id-number.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, DONG, JING } from '../support/crossmatch-builders.ts';
import { smallDistrict, UNKNOWN, WANG, type SmallDistrict } from '../support/small-district.ts';

let district: SmallDistrict;
beforeAll(async () => {
  district = await smallDistrict();
});
afterAll(() => district.database.drop());

const officer = anActor('CASE_OFFICER');
const supervisor = anActor('BUREAU_SUPERVISOR');

describe('households', () => {
  it('show address, areas, head and the members of now', async () => {
    const { data, errors } = await district.askHouseholds(
      officer,
      `{ household(householdNo: "JH1") {
           householdNo category hukouAddress streetCode street { name district { name } }
           committee { name } firstSeenOn endedOn head { name }
           members { relationship relationshipLabel covered validFrom validTo person { name formerName sex sexLabel birthYear } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data?.['household']).toMatchObject({
      householdNo: 'JH1',
      category: '家庭户',
      streetCode: JING,
      street: { name: '江宁路街道', district: { name: '静安区' } },
      committee: { name: '第一居委会' },
      firstSeenOn: '2026-09-28',
      endedOn: null,
      head: { name: '王一' },
      members: [
        {
          relationship: '02',
          relationshipLabel: '户主',
          covered: true,
          validFrom: '2026-09-28',
          validTo: null,
          person: {
            name: '王一',
            formerName: '王二',
            sex: 'MALE',
            sexLabel: '男',
            birthYear: 1980,
          },
        },
        { relationship: '12', relationshipLabel: '妻', person: { name: '李一' } },
      ],
    });
  });

  it('show the members of a day', async () => {
    const { data } = await district.askHouseholds(
      supervisor,
      `{ household(householdNo: "JH1") {
           then: members(asOf: "2026-10-27") { person { name } }
           before: members(asOf: "2026-09-27") { person { name } }
           since: members(asOf: "2026-10-28") { person { name } } } }`,
    );
    const names = (rows: unknown) =>
      (rows as { person: { name: string } }[]).map(({ person }) => person.name).sort();
    const household = data?.['household'] as Record<string, unknown>;
    expect(names(household['then'])).toEqual(['去一', '搬一', '李一', '王一']);
    expect(names(household['since'])).toEqual(['李一', '王一']);
    expect(names(household['before'])).toEqual([]);
  });

  it('are listed in pages with a total, narrowed by filters', async () => {
    const list = async (args: string) => {
      const { data, errors } = await district.askHouseholds(
        supervisor,
        `{ households${args} { totalCount pageInfo { hasNextPage endCursor } edges { node { householdNo } } } }`,
      );
      expect(errors).toEqual([]);
      const { totalCount, pageInfo, edges } = data?.['households'] as {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        edges: { node: { householdNo: string } }[];
      };
      return { totalCount, ...pageInfo, nos: edges.map(({ node }) => node.householdNo) };
    };
    const first = await list('(first: 1)');
    expect(first).toMatchObject({ totalCount: 2, hasNextPage: true, nos: ['DH1'] });
    expect(await list(`(first: 1, after: "${first.endCursor}")`)).toMatchObject({
      totalCount: 2,
      hasNextPage: false,
      nos: ['JH1'],
    });
    expect(await list(`(filter: { streetCode: { eq: "${DONG}" } })`)).toMatchObject({
      totalCount: 1,
      nos: ['DH1'],
    });
    expect(await list('(filter: { category: { contains: "单人" } })')).toMatchObject({
      nos: ['DH1'],
    });
    expect(await list('(filter: { householdNo: { startsWith: "%" } })')).toMatchObject({ nos: [] });
    expect(await list('(filter: { householdNo: { startsWith: "J" } })')).toMatchObject({
      nos: ['JH1'],
    });
    expect(await list('(filter: { householdNo: { in: ["JH1", "XX"] } })')).toMatchObject({
      nos: ['JH1'],
    });
    expect(await list('(filter: { hasCoveredMembers: false })')).toMatchObject({ totalCount: 0 });
    expect(await list('(filter: { ended: true })')).toMatchObject({ totalCount: 0 });
  });
});

describe('areas', () => {
  it('tell districts, streets and committees apart by their level', async () => {
    const { data } = await district.askHouseholds(
      officer,
      `{ districts { code name validTo subdistricts { code committees { name } } }
         subdistricts { code householdCount }
         subdistrict(code: "${JING}") { name }
         notAStreet: subdistrict(code: "310106") { name }
         residentsCommittee(code: "${DONG}001") { name subdistrict { name } } }`,
    );
    expect(data).toEqual({
      districts: [
        {
          code: '310106',
          name: '静安区',
          validTo: null,
          subdistricts: [
            { code: JING, committees: [{ name: '第一居委会' }] },
            { code: DONG, committees: [{ name: '东一居委会' }] },
          ],
        },
        { code: '310108', name: '闸北区', validTo: '2015-11-03', subdistricts: [] },
      ],
      subdistricts: [
        { code: JING, householdCount: 1 },
        { code: DONG, householdCount: null },
      ],
      subdistrict: { name: '江宁路街道' },
      notAStreet: null,
      residentsCommittee: { name: '东一居委会', subdistrict: { name: '石门二路街道' } },
    });
  });
});

describe('id numbers', () => {
  const search = (idNumber: string, purpose = '核对低保申请') =>
    `{ personByIdNumber(idNumber: "${idNumber}", purpose: "${purpose}") { id name idNumberMasked } }`;
  const unmask = (reason: string) =>
    `{ person(id: "${district.personIds.wang}") { name idNumber(${reason}) } }`;

  it('find a person exactly, in any spelling, and leave a trace found or not', async () => {
    const spelled = `${WANG.slice(0, 6)} ${WANG.slice(6).toLowerCase()}`;
    const { data } = await district.askHouseholds(officer, search(spelled));
    expect(data?.['personByIdNumber']).toEqual({
      id: district.personIds.wang,
      name: '王一',
      idNumberMasked: maskIdNumber(WANG),
    });
    expect((await district.askHouseholds(officer, search(UNKNOWN))).data).toEqual({
      personByIdNumber: null,
    });
    const trail = await auditTrail(district.database, 'PERSON_SEARCHED');
    expect(trail.map(({ subject, detail }) => [subject, detail['personId']])).toEqual([
      [officer.subject, district.personIds.wang],
      [officer.subject, null],
    ]);
    expect(JSON.stringify(trail)).not.toContain(WANG);
  });

  it('are refused without a purpose, to roles that may not search, and when they cannot be one', async () => {
    const refused = async (actor: typeof officer, query: string) =>
      (await district.askHouseholds(actor, query)).errors;
    expect(await refused(officer, search(WANG, ' '))).toEqual([
      'personByIdNumber: PURPOSE_REQUIRED',
    ]);
    expect(await refused(officer, search(WANG, `查 ${WANG}`))).toEqual([
      'personByIdNumber: INVALID_INPUT',
    ]);
    expect(await refused(officer, search('310190198001010010'))).toEqual([
      'personByIdNumber: INVALID_INPUT',
    ]);
    expect(await refused(supervisor, search(WANG))).toEqual(['personByIdNumber: FORBIDDEN']);
    const denied = await auditTrail(district.database, 'ACTION_DENIED');
    expect(denied.map(({ subject, detail }) => [subject, detail['action']])).toEqual([
      [supervisor.subject, 'PERSON_SEARCH'],
    ]);
  });

  it('are shown whole only for a purpose and a case, with a trace', async () => {
    const { data } = await district.askHouseholds(
      officer,
      unmask('purpose: "办理停保告知", caseNo: "CJ1"'),
    );
    expect(data?.['person']).toEqual({ name: '王一', idNumber: WANG });
    const [line] = await auditTrail(district.database, 'ID_NUMBER_UNMASKED');
    expect(line?.detail).toEqual({
      personId: district.personIds.wang,
      caseNo: 'CJ1',
      office: officer.streetCode,
    });
  });

  it('stay masked for oversight and without a usable reason, the rest of the person being shown', async () => {
    const reason = 'purpose: "抽查", caseNo: "CJ1"';
    expect(await district.askHouseholds(supervisor, unmask(reason))).toEqual({
      data: { person: { name: '王一', idNumber: null } },
      errors: ['person.idNumber: FORBIDDEN'],
    });
    expect(
      (await district.askHouseholds(officer, unmask('purpose: "", caseNo: "CJ1"'))).errors,
    ).toEqual(['person.idNumber: PURPOSE_REQUIRED']);
    expect(
      (await district.askHouseholds(officer, unmask(`purpose: "核对", caseNo: "${WANG}"`))).errors,
    ).toEqual(['person.idNumber: INVALID_INPUT']);
    const denied = await auditTrail(district.database, 'ACTION_DENIED');
    expect(denied.at(-1)?.detail).toEqual({
      action: 'ID_NUMBER_UNMASK',
      entity: 'Person',
      key: district.personIds.wang,
      office: null,
    });
  });
});
