import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSupergraph } from '../../gateway/supergraph-file.ts';
import {
  createDocumentGate,
  hashOf,
  normalised,
  readManifest,
} from '../../gateway/trusted-documents.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { anAgreement, endAgreements } from '../support/agreements.ts';
import { asOwner } from '../support/as-owner.ts';
import { testDeps } from '../support/database.ts';
import { SHAPES, startHub, type RunningHub } from '../support/running-hub.ts';
import {
  DONGS,
  smallDistrict,
  UNKNOWN,
  WANG,
  type SmallDistrict,
} from '../support/small-district.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../gateway/samples');
const document = (file: string) => readFileSync(path.join(SAMPLES, file), 'utf8');
const PERSON = document('43-liaison-person.graphql');
const LIST = document('44-liaison-list.graphql');
const STATISTICS = document('46-liaison-statistics.graphql');

describe.each(SHAPES)('a department and a hub of published documents only, %s', (shape) => {
  let district: SmallDistrict;
  let hub: RunningHub;
  beforeAll(async () => {
    district = await smallDistrict();
    await asOwner(
      district.database,
      `SET ROLE yikou_assistance_jobs;
       UPDATE assistance.case_record SET authorisation_until = '2020-01-01' WHERE household_no = 'DH1'`,
    );
    const crossmatch = createCrossmatch(testDeps(district.database, 'crossmatch'));
    hub = await startHub({
      shape,
      subgraphs: [district.households, district.assistance, crossmatch],
      supergraphSdl: readSupergraph(),
      timeoutMs: 20_000,
      documents: createDocumentGate({ manifest: readManifest(), adHocRoles: new Set() }),
    });
  });
  afterAll(async () => {
    await hub.close();
    await district.database.drop();
  });
  afterEach(() => endAgreements(district.database));

  async function post(body: object, role: 'LIAISON' | 'ANALYST' = 'LIAISON') {
    const token = await hub.token({ role, departmentCode: 'trade-union' });
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }
  const ask = (text: string, variables: object = {}) =>
    post({ documentId: `sha256:${hashOf(normalised(text))}`, variables });

  async function grant(question: 'PERSON_PROGRAMMES' | 'LIST_PROGRAMMES', given: object = {}) {
    const purposes = ['WORKER_HARDSHIP', 'CHARITY_AID'];
    const own = { departmentCode: 'trade-union', purposes, ...given };
    return anAgreement(district.database, { question, ...own });
  }

  it('is told by a published document, joined with the street of another subgraph', async () => {
    await grant('PERSON_PROGRAMMES');
    const { status, text } = await ask(PERSON, { idNumber: WANG, name: '王一' });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        data: {
          programmesOfPerson: {
            found: true,
            programmes: [
              {
                programme: { label: '最低生活保障' },
                since: '2024-01-01',
                street: { name: '江宁路街道' },
                lastCheckedOn: null,
              },
            ],
            notOpened: [],
          },
        },
      },
    ]);
  });

  it('hears the same words of who is not there, who is named otherwise and who gave no authorisation', async () => {
    await grant('PERSON_PROGRAMMES');
    const answers = [
      await ask(PERSON, { idNumber: UNKNOWN, name: '无一' }),
      await ask(PERSON, { idNumber: WANG, name: '李一' }),
      await ask(PERSON, { idNumber: DONGS, name: '董一' }),
    ];
    const nobody = '{"programmesOfPerson":{"found":false,"programmes":[],"notOpened":[]}}';
    expect(answers).toEqual(Array(3).fill({ status: 200, text: `{"data":${nobody}}` }));
  });

  it('is refused with the same words whatever the agreement lacks', async () => {
    const person = { idNumber: WANG, name: '王一' };
    const wordsOf = async (variables: object = person) => {
      const { status, text } = await ask(PERSON, variables);
      const { data, errors } = JSON.parse(text) as {
        data?: unknown;
        errors: { message: string; extensions: { code: string } }[];
      };
      expect(text).not.toContain(WANG);
      return [status, data ?? null, errors[0]?.message, errors[0]?.extensions.code];
    };
    const none = await wordsOf();
    expect(none.slice(2)).toEqual(['共享协议不允许此项查询。', 'SHARING_REFUSED']);
    await grant('PERSON_PROGRAMMES', { state: 'SUSPENDED' });
    expect(await wordsOf()).toEqual(none);
    await endAgreements(district.database);
    await grant('PERSON_PROGRAMMES', { dailyPersons: 1, purposes: ['CHARITY_AID'] });
    expect(await wordsOf()).toEqual(none);
    const otherwise = { ...person, purpose: 'CHARITY_AID' };
    await ask(PERSON, otherwise);
    expect(await wordsOf(otherwise)).toEqual(none);
  });

  it('is told of those of a list who receive help', async () => {
    await grant('LIST_PROGRAMMES', { fields: ['SINCE'] });
    const entries = [
      { key: '1', idNumber: UNKNOWN, name: '无一' },
      { key: '2', idNumber: WANG, name: '王一' },
      { key: '3', idNumber: DONGS, name: '董一' },
    ];
    const { text } = await ask(LIST, { entries });
    const nothing = { programme: null, street: null, lastCheckedOn: null };
    expect(JSON.parse(text)).toEqual({
      data: {
        programmesOfList: {
          asked: 3,
          hits: [{ key: '2', programmes: [{ since: '2024-01-01', ...nothing }] }],
          notOpened: ['PROGRAMME', 'STREET', 'LAST_CHECKED'],
        },
      },
    });
  });

  it('asks nothing else, and nobody else asks it', async () => {
    await grant('PERSON_PROGRAMMES');
    const more = PERSON.replace('found', 'found programmes { __typename }');
    expect(JSON.parse((await post({ query: more })).text)).toMatchObject({
      errors: [{ extensions: { code: 'REQUEST_INVALID' } }],
    });
    const person = { query: PERSON, variables: { idNumber: WANG, name: '王一' } };
    expect((await post(person, 'ANALYST')).text).toContain('FORBIDDEN');
    expect((await ask(STATISTICS)).text).toContain('SHARING_REFUSED');
  });
});
