// What the gateway costs, against the least it could cost (`npm run bench:gateway`, about two minutes).
// One run, the variants alternating: the floor (a plain proxy doing the same three fetches), Apollo's
// gateway with its own RemoteGraphQLDataSource, ours split, ours in process. JSON on stdout; `cpuRatio` is
// processor time per request over the floor's of the same round, median of rounds.
// `-- --before ../earlier` adds the gateways of an earlier checkout (with its packages), and the ratio of ours to them.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';

const { values } = parseArgs({
  options: { before: { type: 'string' }, ms: { type: 'string', default: '3000' } },
});

const OURS = ['split', 'in-process'] as const;
type Variant = 'floor' | 'stock' | (typeof OURS)[number] | `before ${(typeof OURS)[number]}`;
const BEFORE = values.before === undefined ? [] : OURS.map((name) => `before ${name}` as const);
const VARIANTS: readonly Variant[] = ['floor', 'stock', ...OURS, ...BEFORE];
type Sample = {
  requestsPerSecond: number;
  cpuMsPerRequest: number;
  p50Ms: number;
  p99Ms: number;
  rssMb: number;
};
type Target = { child: ChildProcess; pool: Pool; path: string; token: string };

const CONNECTIONS = 16;
/** Long enough for the compiler to have settled; each round then warms only the caches of the machine. */
const FIRST_WARM_MS = 5_000;
const WARM_MS = 500;
const RUN_MS = Number(values.ms);
const ROUNDS = 3;

const FIELDS =
  'alertNo reason person { id name household { householdNo address cases { caseNo status } } }';
const QUERIES = {
  'one alert': {
    query: `query Journey($no: ID!) { alert(alertNo: $no) { ${FIELDS} } }`,
    variables: (n: number) => ({ no: `YJ-p${(n % 60) + 1}`, salt: n }),
  },
  '20 alerts': {
    query: `query Journey($first: Int, $after: String) { alerts(first: $first, after: $after) { totalCount edges { node { ${FIELDS} } } } }`,
    variables: (n: number) => ({ first: 20, after: `${n}` }),
  },
} as const;

let counter = 0;

function start(file: string, args: string[], checkout = '.'): ChildProcess {
  return fork(path.join('test/bench', file), args, {
    cwd: checkout,
    execArgv: ['--import', 'tsx'],
    // As deployed: graphql checks every type twice otherwise.
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
  });
}

async function target(variant: Variant, urls: unknown): Promise<Target> {
  const before = variant.startsWith('before ');
  const args = [variant.replace('before ', ''), JSON.stringify(urls)];
  const child = start('gateway-variant.ts', args, before ? values.before : '.');
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }];
  const pool = new Pool(url, { connections: CONNECTIONS });
  return { child, pool, token, path: variant === 'stock' ? '/' : '/graphql' };
}

async function usage({ child }: Target): Promise<{ cpuMs: number; rssMb: number }> {
  const answer = once(child, 'message');
  child.send('usage');
  const [{ cpu, rss }] = (await answer) as [{ cpu: NodeJS.CpuUsage; rss: number }];
  return { cpuMs: (cpu.user + cpu.system) / 1000, rssMb: Math.round(rss / 1024 ** 2) };
}

/** Keeps all connections busy for so long; every answer must hold the end of the journey. */
async function drive(to: Target, name: keyof typeof QUERIES, ms: number): Promise<number[]> {
  const { query, variables } = QUERIES[name];
  const until = performance.now() + ms;
  const times: number[] = [];
  async function client(): Promise<void> {
    while (performance.now() < until) {
      counter += 1;
      const started = performance.now();
      const response = await to.pool.request({
        method: 'POST',
        path: to.path,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${to.token}` },
        body: JSON.stringify({ query, variables: variables(counter) }),
      });
      const text = await response.body.text();
      if (!text.includes('"caseNo":"c-h')) throw new Error(`wrong answer: ${text.slice(0, 300)}`);
      times.push(performance.now() - started);
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return times.sort((a, b) => a - b);
}

async function measure(to: Target, name: keyof typeof QUERIES): Promise<Sample> {
  await drive(to, name, WARM_MS);
  const before = await usage(to);
  const started = performance.now();
  const times = await drive(to, name, RUN_MS);
  const seconds = (performance.now() - started) / 1000;
  const after = await usage(to);
  return {
    requestsPerSecond: Math.round(times.length / seconds),
    cpuMsPerRequest: round((after.cpuMs - before.cpuMs) / times.length),
    p50Ms: round(times[Math.floor(times.length * 0.5)] ?? 0),
    p99Ms: round(times[Math.floor(times.length * 0.99)] ?? 0),
    rssMb: after.rssMb,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Processor time per request over the same gateway's of the earlier checkout, in the same round. */
function toBefore(variant: Variant, rounds: Record<Variant, Sample>[]): number | null {
  const name = OURS.find((one) => one === variant);
  if (name === undefined) return null;
  return round(
    median(rounds.map((s) => s[name].cpuMsPerRequest / s[`before ${name}`].cpuMsPerRequest)),
  );
}

const stubs = start('gateway-stubs.ts', []);
const [{ urls }] = (await once(stubs, 'message')) as [{ urls: unknown }];
const targets = new Map<Variant, Target>();
for (const variant of VARIANTS) targets.set(variant, await target(variant, urls));

const results: Record<string, unknown> = {};
for (const name of Object.keys(QUERIES) as (keyof typeof QUERIES)[]) {
  const rounds: Record<Variant, Sample>[] = [];
  for (const to of targets.values()) await drive(to, name, FIRST_WARM_MS);
  for (let index = 0; index < ROUNDS; index += 1) {
    const samples: Partial<Record<Variant, Sample>> = {};
    for (const [variant, to] of targets) samples[variant] = await measure(to, name);
    rounds.push(samples as Record<Variant, Sample>);
    console.error(name, index + 1, JSON.stringify(samples));
  }
  results[name] = Object.fromEntries(
    VARIANTS.map((variant) => [
      variant,
      {
        requestsPerSecond: median(rounds.map((samples) => samples[variant].requestsPerSecond)),
        cpuMsPerRequest: median(rounds.map((samples) => samples[variant].cpuMsPerRequest)),
        cpuRatio: round(
          median(rounds.map((s) => s[variant].cpuMsPerRequest / s.floor.cpuMsPerRequest)),
        ),
        ...(values.before !== undefined && { cpuToBefore: toBefore(variant, rounds) }),
        throughputRatio: round(
          median(rounds.map((s) => s[variant].requestsPerSecond / s.floor.requestsPerSecond)),
        ),
        p50Ms: median(rounds.map((samples) => samples[variant].p50Ms)),
        p99Ms: median(rounds.map((samples) => samples[variant].p99Ms)),
        rssMb: Math.max(...rounds.map((samples) => samples[variant].rssMb)),
      },
    ]),
  );
}
console.log(
  JSON.stringify(
    {
      node: process.version,
      cpus: cpus().length,
      connections: CONNECTIONS,
      rounds: ROUNDS,
      results,
    },
    null,
    2,
  ),
);
for (const { child, pool } of targets.values()) {
  await pool.close();
  child.disconnect();
}
stubs.disconnect();
