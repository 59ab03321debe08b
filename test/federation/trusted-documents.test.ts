import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedDocuments } from '../../gateway/publish-documents.ts';
import {
  createDocumentGate,
  hashOf,
  normalised,
  readManifest,
} from '../../gateway/trusted-documents.ts';
import { sampleSupergraph, startHub, type RunningHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';
import { GOOD } from './hostile-texts.ts';

const PUBLISHED = normalised(GOOD);
const HASH = hashOf(PUBLISHED);
const OTHER = '{ person(id: "p1") { name } }';
const ANSWERED = { status: 200, data: { alerts: { totalCount: 60 } } };
const REFUSED = { status: 400, code: 'REQUEST_INVALID', message: '请求不符合接口约定。' };

describe('a hub that runs published documents, and others for the supervisor alone', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub({
      shape: 'in-process',
      subgraphs: createSampleGraph().subgraphs,
      supergraphSdl: sampleSupergraph(),
      documents: createDocumentGate({
        manifest: { [HASH]: PUBLISHED },
        adHocRoles: new Set(['BUREAU_SUPERVISOR']),
      }),
    });
  });
  afterAll(() => hub.close());

  async function send(body: object, role: 'AUDITOR' | 'BUREAU_SUPERVISOR' = 'AUDITOR') {
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await hub.token({ role })}`,
      },
      body: JSON.stringify(body),
    });
    const { data, errors } = (await response.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    };
    const [error] = errors ?? [];
    return error
      ? { status: response.status, code: error.extensions.code, message: error.message }
      : { status: response.status, data };
  }

  it.each([
    ['its id', { documentId: `sha256:${HASH}` }],
    ['its hash', { extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } }],
    ['its text', { query: GOOD }],
    [
      'its text in another layout',
      { query: `# 注\nquery\n{ alerts(first: 1,) {\n totalCount } }` },
    ],
  ])('answers a published document by %s', async (_, body) => {
    expect(await send(body)).toEqual(ANSWERED);
  });

  it.each([
    ['a text of one’s own', { query: OTHER }],
    [
      'a published document with a field more',
      { query: '{ alerts(first: 1) { totalCount __typename } }' },
    ],
    ['an unknown id', { documentId: `sha256:${'a'.repeat(64)}` }],
    ['an id that is none', { documentId: 'toString' }],
    [
      'an unknown hash',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'b'.repeat(64) } } },
    ],
    ['a text that does not parse', { query: '{ alerts(first: 1' }],
    ['a text that does not fit the schema', { query: '{ nothing }' }],
    ['neither text nor hash', {}],
    ['a text beside an id', { query: GOOD, documentId: `sha256:${HASH}` }],
  ])('refuses %s with one and the same words', async (_, body) => {
    expect(await send(body)).toEqual(REFUSED);
  });

  it('registers no text under its hash', async () => {
    const sha256Hash = createHash('sha256').update(OTHER).digest('hex');
    const persistedQuery = { version: 1, sha256Hash };
    const registering = { query: OTHER, extensions: { persistedQuery } };
    expect(await send(registering, 'BUREAU_SUPERVISOR')).toEqual(REFUSED);
    expect(await send({ extensions: { persistedQuery } }, 'BUREAU_SUPERVISOR')).toEqual(REFUSED);
  });

  it('runs a text of one’s own for the role that is named, within the limits', async () => {
    expect(await send({ query: OTHER }, 'BUREAU_SUPERVISOR')).toEqual({
      status: 200,
      data: { person: { name: '甲1' } },
    });
    const large = await send(
      { query: '{ alerts(first: 1000000) { totalCount } }' },
      'BUREAU_SUPERVISOR',
    );
    expect(large).toMatchObject({ status: 400, code: 'LIMIT_EXCEEDED' });
  });
});

it('runs what was published, and never the caller’s spelling of it', () => {
  const manifest = { [HASH]: PUBLISHED };
  const gate = createDocumentGate({ manifest, adHocRoles: new Set() });
  for (const filling of ['', ' '.repeat(10), `# ${'注'.repeat(3_000)}\n`])
    for (const query of [`${filling}${GOOD}`, `query ${filling} ${GOOD}`])
      // The second time from memory.
      for (let n = 0; n < 2; n += 1) expect(gate.textFor({ query }, 'AUDITOR')).toBe(PUBLISHED);
});

describe('the manifest', () => {
  it('is what the documents say, each under the hash of its text', () => {
    const manifest = readManifest();
    expect(manifest).toEqual(publishedDocuments());
    expect(Object.keys(manifest).length).toBeGreaterThan(15);
    for (const [hash, text] of Object.entries(manifest)) expect(hashOf(text)).toBe(hash);
  });
});
