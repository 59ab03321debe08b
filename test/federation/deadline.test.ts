import type { GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../kernel/runtime/db.ts';
import type { Subgraph } from '../../kernel/runtime/subgraph.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { ask, sampleSupergraph, SHAPES, startHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';

const USUAL_MS = 4_500;

describe.each(SHAPES)('the deadline of an operation, %s', (shape) => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = openDatabase({
      url: fresh.url,
      role: 'households',
      applicationName: 'slow',
      statementTimeoutMs: USUAL_MS,
    });
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  /** The sample graph with other resolvers. */
  function graphWith(change: Record<string, GraphQLFieldResolver<unknown, unknown>>) {
    const { subgraphs } = createSampleGraph();
    for (const [place, resolve] of Object.entries(change)) {
      const [subgraph, type = '', name = ''] = place.split('.');
      const { schema } = subgraphs.find((candidate) => candidate.name === subgraph) ?? {};
      const field = (schema?.getType(type) as GraphQLObjectType | undefined)?.getFields()[name];
      if (!field) throw new Error(`the sample graph has no ${place}`);
      field.resolve = resolve;
    }
    return subgraphs;
  }

  async function answerTo(query: string, subgraphs: readonly Subgraph[]) {
    const supergraphSdl = sampleSupergraph();
    const hub = await startHub({ shape, subgraphs, supergraphSdl, timeoutMs: 20_000 });
    const token = await hub.token({ role: 'BUREAU_SUPERVISOR' });
    const { body } = await ask(hub.url, token, query);
    await hub.close();
    return body;
  }

  it('reaches the second statement, which alone would have had time enough', async () => {
    const sleep = () => database.pool.query('SELECT pg_sleep(3)');
    const subgraphs = graphWith({ 'households.Query.slow': () => sleep().then(sleep) });
    const body = await answerTo('{ slow(ms: 0) }', subgraphs);
    expect(body.data).toEqual({ slow: null });
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['TIMEOUT']);
    const { rows } = await fresh.subgraph('crossmatch').pool.query(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'slow' AND state = 'active'`,
    );
    expect(rows).toEqual([]);
  });

  it('is shorter at the second subgraph by what the first one took', async () => {
    const subgraphs = graphWith({
      'households.Query.person': async () => {
        await database.pool.query('SELECT pg_sleep(2)');
        return { id: 'p1' };
      },
      'crossmatch.Person.alerts': async () => {
        const { rows } = await database.pool.query<{ ms: string }>(
          `SELECT setting AS ms FROM pg_settings WHERE name = 'statement_timeout'`,
        );
        return { totalCount: Number(rows[0]?.ms) };
      },
    });
    const { data } = await answerTo('{ person(id: "p1") { alerts { totalCount } } }', subgraphs);
    const left = (data?.['person'] as { alerts: { totalCount: number } }).alerts.totalCount;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(2_500);
  });
});
