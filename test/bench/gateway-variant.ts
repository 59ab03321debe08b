// One gateway of the comparison, in a process of its own, so that its processor time is its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { ApolloGateway } from '@apollo/gateway';
import { pino } from 'pino';
import { Pool } from 'undici';
import { createAuthenticate } from '../../gateway/authenticate.ts';
import { createRemoteDataSource } from '../../gateway/data-source.ts';
import { createInProcessDataSource } from '../../gateway/in-process-data-source.ts';
import { createLocalIssuer } from '../../gateway/local-issuer.ts';
import { createGateway } from '../../gateway/server.ts';
import { createDocumentGate } from '../../gateway/trusted-documents.ts';
import { ROLES } from '../../kernel/actor.ts';
import { systemClock } from '../../kernel/clock.ts';
import { actorSigningOf, newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { createActorSigner } from '../../kernel/runtime/actor-signer.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { NOBODY, sampleSupergraph } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';

type Urls = Record<'households' | 'assistance' | 'crossmatch', string>;
type Ready = { url: string; token: string };

const variant = process.argv[2] ?? '';
const urls = JSON.parse(process.argv[3] ?? '{}') as Urls;
const log = pino({ level: 'silent' });
const clock = systemClock;

async function ours(inProcess: boolean): Promise<Ready> {
  const keys = parseKeys(newKeysFile());
  const issuer = await createLocalIssuer({ keys, clock, production: false });
  const signer = createActorSigner({ privateKey: actorSigningOf(keys).privateKey, clock });
  const graph = createSampleGraph();
  const gateway = await createGateway({
    supergraphSdl: sampleSupergraph(),
    dataSourceOf(name) {
      const subgraph = graph.subgraphs.find((candidate) => candidate.name === name);
      if (inProcess && subgraph)
        return createInProcessDataSource(createSubgraphExecutor(subgraph, log));
      return createRemoteDataSource(
        { name, url: urls[name as keyof Urls] },
        { signer, clock, log },
      );
    },
    authenticate: createAuthenticate({ trust: issuer.trust, disabled: NOBODY, clock, log }),
    introspection: false,
    documents: createDocumentGate({ manifest: {}, adHocRoles: new Set(ROLES) }),
    // One account asks for all.
    admission: { perSecond: 1e9, burst: 1e9, concurrent: 1e9, deliveries: 1e9 },
    log,
    ready: () => Promise.resolve(true),
  });
  const token = await issuer.issueToken({ role: 'BUREAU_SUPERVISOR', subject: 'bench', hours: 1 });
  return { url: await gateway.app.listen({ port: 0, host: '127.0.0.1' }), token };
}

async function stock(): Promise<Ready> {
  let supergraphSdl = sampleSupergraph();
  for (const [name, url] of Object.entries(urls))
    supergraphSdl = supergraphSdl.replace(`"http://${name}"`, `"${url}"`);
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const server = new ApolloServer({
    gateway: new ApolloGateway({ supergraphSdl, logger: quiet }),
    logger: quiet,
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { url: url.replace(/\/$/, ''), token: '' };
}

type Entity = { __typename: string; [field: string]: unknown };
type AlertNode = { alertNo: string; reason: string; person: Entity };

/** The least any gateway must do for this query: read it, fetch three times in turn, stitch, answer. */
async function floor(): Promise<Ready> {
  const pools = Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [
      name,
      new Pool(new URL(url).origin, { connections: 64 }),
    ]),
  ) as Record<keyof Urls, Pool>;

  async function fetchFrom(name: keyof Urls, query: string, variables: unknown) {
    const response = await pools[name].request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (JSON.parse(await response.body.text()) as { data: Record<string, unknown> }).data;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: unknown };
    const data = await fetchFrom('crossmatch', FIRST, variables);
    const one = data['alert'] as AlertNode | undefined;
    const list = data['alerts'] as { edges: { node: AlertNode }[] } | undefined;
    const alerts = one ? [one] : (list?.edges.map(({ node }) => node) ?? []);
    const people = await fetchFrom('households', SECOND, {
      representations: alerts.map(({ person }) => ({ __typename: 'Person', id: person['id'] })),
    });
    const entities = people['_entities'] as (Entity & { household: Entity })[];
    const homes = await fetchFrom('assistance', THIRD, {
      representations: entities.map(({ household }) => ({
        __typename: 'Household',
        householdNo: household['householdNo'],
      })),
    });
    const cases = homes['_entities'] as Entity[];
    alerts.forEach((alert, index) => {
      const { name, household } = entities[index] ?? { name: null, household: {} };
      alert.person = Object.assign(alert.person, {
        name,
        household: { ...household, cases: cases[index]?.['cases'] },
      });
    });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data }));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: '' };
}

// What the planner makes of the query, so that the floor sends as many bytes.
const FIRST =
  'query Journey__crossmatch__0($no:ID!){alert(alertNo:$no){alertNo reason person{__typename id}}}';
const SECOND =
  'query Journey__households__1($representations:[_Any!]!){_entities(representations:$representations){...on Person{name household{__typename householdNo address}}}}';
const THIRD =
  'query Journey__assistance__2($representations:[_Any!]!){_entities(representations:$representations){...on Household{cases{caseNo status}}}}';

const START: Record<string, () => Promise<Ready>> = {
  floor,
  stock,
  split: () => ours(false),
  'in-process': () => ours(true),
};

const ready = await START[variant]?.();
process.send?.(ready);
process.on('message', () =>
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }),
);
process.on('disconnect', () => process.exit());
