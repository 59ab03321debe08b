import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleSupergraph, startHub, type RunningHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';

/**
 * What the gateway does otherwise on purpose: a query that does not parse or validate is a client's fault
 * and answers 400 under either media type, so that it shows in the access figures of a proxy.
 */
const ACCEPTED_WARNINGS: readonly string[] = [
  '572B SHOULD use 200 status code on document parsing failure when accepting application/json',
  'FDE2 SHOULD use 200 status code on document validation failure when accepting application/json',
  '7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

describe('GraphQL over HTTP', () => {
  let hub: RunningHub;
  let token: string;

  beforeAll(async () => {
    hub = await startHub({
      shape: 'in-process',
      subgraphs: createSampleGraph().subgraphs,
      supergraphSdl: sampleSupergraph(),
      // The audits ask for __type.
      introspection: true,
    });
    token = await hub.token({ role: 'BUREAU_SUPERVISOR' });
  });
  afterAll(() => hub.close());

  it('passes the audit of graphql-http without an error', async () => {
    const results = await auditServer({
      url: `${hub.url}/graphql`,
      fetchFn: (input: string, init?: RequestInit) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${token}`);
        return fetch(input, { ...init, headers });
      },
    });
    const named = (status: string) =>
      results
        .filter((result) => result.status === status)
        .map((result) => `${result.id} ${result.name}`);
    expect(named('error')).toEqual([]);
    expect(named('warn')).toEqual(ACCEPTED_WARNINGS);
  });
});
