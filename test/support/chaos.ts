import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { pino } from 'pino';
import { systemActor } from '../../kernel/actor.ts';
import { asOfClock } from '../../kernel/clock.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { openDatabase } from '../../kernel/runtime/db.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { PUBLISHED_YEARS } from '../../kernel/working-days.data.ts';
import { createCalendar } from '../../kernel/working-days.ts';
import { createAssistanceIntake } from '../../subgraphs/assistance/intake.ts';
import { createHouseholdsIntake } from '../../subgraphs/households/intake.ts';
import { missingFrom, outcomeOf } from './chaos-outcome.ts';

/** What a chaos run found. Duplicates and losses are against the run that nobody disturbed. */
export type ChaosFigures = {
  kills: number;
  /** In which part of the work the kills fell. */
  killsWhile: Record<Phase, number>;
  rounds: number;
  alerts: number;
  lost: number;
  duplicates: number;
  /** Reviews, facts, evidence, history and batches that differ from the undisturbed run. */
  otherDifferences: string[];
  attempts: number;
  control: { alerts: number; duplicates: number };
  seconds: number;
};

export type ChaosOptions = {
  /** The cluster at its maintenance database, and a migrated database in it. */
  clusterUrl: string;
  template: string;
  /** Directory with `roster/` and `extracts/`. */
  sample: string;
  seed: number;
  kills: number;
};

/** What a replica says when it begins to take in, and when it begins to compare. */
type Phase = 'ready' | 'comparing';
type Scene = { url: string; dataDir: string };
/** What a scene begins with: the roster alone, or the extracts taken in as well. */
type Beginning = { database: string; dataDir: string | null };
type Stage = ChaosOptions & {
  dir: string;
  keysFile: string;
  extracts: string;
  /** Made so far, to be dropped at the end. */
  databases: string[];
  /** How long taking in and comparing last when nobody disturbs them: a kill falls within that. */
  killWithinMs: Record<Phase, number>;
  random: () => number;
};

const AS_OF = '2026-11-05';
const REPLICAS = 2;
/** Then a round is played to its end, so that every outcome is looked at more than once. */
const MOST_KILLS_PER_ROUND = 7;
const MOST_ROUNDS = 24;
const LONGEST_MS = 90_000;
const WORKER = fileURLToPath(new URL('./chaos-worker.ts', import.meta.url));
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const ROSTER = ['areas', 'households', 'members', 'cases'];
const SIX =
  /^(public-security\.death|civil-affairs\.cremation|human-resources\.(employment|social-insurance)|tax\.income|housing\.property)_/;

/**
 * Loads the sample into databases of one roster: one undisturbed; `rounds` in which two replicas are
 * killed again and again at seeded moments while they take in and compare; and a control in which the
 * ledger, the locks and the unique indexes are gone, which must show duplicates or the harness is blind.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const started = performance.now();
  const stage = prepare(options);
  try {
    const roster: Beginning = { database: await createDatabase(stage, 'roster'), dataDir: null };
    await loadRoster(stage, roster.database);
    const loaded = await takenIn(stage, roster);
    const calm = await inScene(stage, loaded, async (scene) => {
      stage.killWithinMs.comparing = await timed(startWorker(stage, scene, {}), 'comparing');
      return outcomeOf(scene.url);
    });
    const control = await inScene(stage, loaded, (scene) => raceWithoutGuards(stage, scene));
    const killsWhile: Record<Phase, number> = { ready: 0, comparing: 0 };
    const otherDifferences: string[] = [];
    const figures = { lost: 0, duplicates: 0, attempts: 0 };
    let kills = 0;
    let rounds = 0;
    while (kills < options.kills && rounds < MOST_ROUNDS) {
      rounds += 1;
      const aim: Phase = rounds % 2 === 1 ? 'ready' : 'comparing';
      await inScene(stage, aim === 'ready' ? roster : loaded, async (scene) => {
        const most = Math.min(options.kills - kills, MOST_KILLS_PER_ROUND);
        for (const phase of await disturbed(stage, scene, aim, most)) {
          kills += 1;
          killsWhile[phase] += 1;
        }
        const outcome = await outcomeOf(scene.url);
        figures.lost += missingFrom(outcome.alerts, calm.alerts).length;
        figures.duplicates += missingFrom(calm.alerts, outcome.alerts).length;
        otherDifferences.push(
          ...missingFrom(outcome.others, calm.others).map((line) => `lost ${line}`),
          ...missingFrom(calm.others, outcome.others).map((line) => `more ${line}`),
        );
        figures.attempts += outcome.attempts;
      });
    }
    const seconds = Math.round(performance.now() - started) / 1_000;
    const alerts = calm.alerts.length;
    return { kills, killsWhile, rounds, alerts, ...figures, otherDifferences, control, seconds };
  } finally {
    for (const name of stage.databases) {
      await administer(options.clusterUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
    rmSync(stage.dir, { recursive: true, force: true });
  }
}

/**
 * Two replicas until both have done; while kills are left, one of them is killed and started again.
 * Returns where each kill fell.
 */
async function disturbed(stage: Stage, scene: Scene, aim: Phase, most: number): Promise<Phase[]> {
  const workers = Array.from({ length: REPLICAS }, () => startWorker(stage, scene, {}));
  const kills: Phase[] = [];
  while (kills.length < most && workers.some((worker) => worker.exitCode === null)) {
    const at = Math.floor(stage.random() * REPLICAS);
    const moment = stage.random() * stage.killWithinMs[aim];
    const worker = workers[at];
    if (!worker || worker.exitCode !== null) continue;
    await said(worker, aim);
    await sleep(moment);
    worker.kill('SIGKILL');
    await ended(worker);
    // It may have done its work and left before it was hit.
    if (worker.signalCode !== 'SIGKILL') continue;
    kills.push(heard.get(worker)?.has('comparing') ? 'comparing' : 'ready');
    // As if the lease had run out: a replica that lives on must then be stopped by the fence alone.
    await administer(
      scene.url,
      `UPDATE crossmatch.job_run SET lease_until = clock_timestamp() WHERE state = 'DUE'`,
    );
    workers[at] = startWorker(stage, scene, {});
  }
  await Promise.all(workers.map(finished));
  return kills;
}

async function raceWithoutGuards(stage: Stage, scene: Scene): Promise<ChaosFigures['control']> {
  await administer(
    scene.url,
    `DROP INDEX crossmatch.alert_fingerprint_key;
     DROP INDEX crossmatch.matched_fact_batch_id_row_no_part_person_id_key`,
  );
  const workers = Array.from({ length: REPLICAS }, () =>
    startWorker(stage, scene, { unguarded: true }),
  );
  await Promise.all(workers.map((worker) => said(worker, 'at-insert')));
  for (const worker of workers) worker.send('proceed');
  await Promise.all(workers.map(finished));
  const { alerts } = await outcomeOf(scene.url);
  return { alerts: alerts.length, duplicates: alerts.length - new Set(alerts).size };
}

function prepare(options: ChaosOptions): Stage {
  const dir = mkdtempSync(path.join(tmpdir(), 'yikou-chaos-'));
  const keysFile = path.join(dir, 'keys.json');
  writeFileSync(keysFile, newKeysFile(), { mode: 0o600 });
  const extracts = path.join(dir, 'extracts');
  cpSync(path.join(options.sample, 'extracts'), extracts, {
    recursive: true,
    filter: (from) => from.endsWith('extracts') || SIX.test(path.basename(from)),
  });
  return {
    ...options,
    dir,
    keysFile,
    extracts,
    databases: [],
    killWithinMs: { ready: 0, comparing: 0 },
    random: seeded(options.seed),
  };
}

/** The roster with all extracts taken in and none compared. */
async function takenIn(stage: Stage, roster: Beginning): Promise<Beginning> {
  const database = await createDatabase(stage, 'loaded', roster.database);
  const dataDir = path.join(stage.dir, 'loaded');
  mkdirSync(dataDir);
  const scene = { url: addressOf(stage, database), dataDir };
  stage.killWithinMs.ready = await timed(startWorker(stage, scene, { ingestOnly: true }), 'ready');
  return { database, dataDir };
}

async function createDatabase(stage: Stage, name: string, from = stage.template): Promise<string> {
  const database = `chaos_${process.pid}_${name}`;
  await administer(stage.clusterUrl, `CREATE DATABASE ${database} TEMPLATE ${from}`);
  stage.databases.push(database);
  return database;
}

async function loadRoster(stage: Stage, database: string): Promise<void> {
  const url = addressOf(stage, database);
  const day = plainDate(AS_OF);
  const common = {
    clock: asOfClock(day),
    calendar: createCalendar(PUBLISHED_YEARS),
    vault: createVault(parseKeys(readFileSync(stage.keysFile, 'utf8'))),
    log: pino({ level: 'silent' }),
    dataDir: stage.dir,
  };
  const households = openDatabase({ url, role: 'households', applicationName: 'chaos' });
  const assistance = openDatabase({ url, role: 'assistance', applicationName: 'chaos' });
  const actor = systemActor('test:chaos');
  for (const kind of ROSTER) {
    const file = path.join(stage.sample, 'roster', `${kind}_2026-10-28.csv`);
    const intake =
      kind === 'cases'
        ? createAssistanceIntake({ ...common, database: assistance })
        : createHouseholdsIntake({ ...common, database: households });
    await intake.load(actor, { file, asOf: day });
  }
  await households.close();
  await assistance.close();
}

/** Plays on a copy of a beginning, which is thrown away afterwards. */
async function inScene<T>(
  stage: Stage,
  beginning: Beginning,
  play: (scene: Scene) => Promise<T>,
): Promise<T> {
  const database = await createDatabase(
    stage,
    `scene${stage.databases.length}`,
    beginning.database,
  );
  const dataDir = path.join(stage.dir, database);
  if (beginning.dataDir === null) mkdirSync(dataDir);
  else cpSync(beginning.dataDir, dataDir, { recursive: true });
  try {
    return await play({ url: addressOf(stage, database), dataDir });
  } finally {
    await administer(stage.clusterUrl, `DROP DATABASE ${database} WITH (FORCE)`);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const heard = new WeakMap<ChildProcess, Set<unknown>>();

function startWorker(
  { keysFile, extracts }: Stage,
  { url, dataDir }: Scene,
  { unguarded = false, ingestOnly = false }: { unguarded?: boolean; ingestOnly?: boolean },
): ChildProcess {
  const order = { url, dataDir, keysFile, extracts, asOf: AS_OF, unguarded, ingestOnly };
  const worker = fork(WORKER, [JSON.stringify(order)], {
    execArgv: ['--import', LOADER],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // A replica that hangs is a failure, not a wait.
  const limit = setTimeout(() => worker.kill('SIGKILL'), LONGEST_MS).unref();
  worker.once('exit', () => clearTimeout(limit));
  const messages = new Set<unknown>();
  heard.set(worker, messages);
  worker.on('message', (message) => messages.add(message));
  return worker;
}

/** Resolves once the worker has said it; rejects when it ends before. */
async function said(worker: ChildProcess, message: string): Promise<void> {
  while (!heard.get(worker)?.has(message)) {
    if (worker.exitCode !== null || worker.signalCode !== null) {
      if (worker.exitCode === 0) return;
      throw new Error(`a worker ended before it was ${message}`);
    }
    await sleep(10);
  }
}

/** Milliseconds from what the worker says to its end. */
async function timed(worker: ChildProcess, from: Phase): Promise<number> {
  await said(worker, from);
  const started = performance.now();
  await finished(worker);
  return performance.now() - started;
}

async function ended(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  await new Promise((resolve) => worker.once('exit', resolve));
}

async function finished(worker: ChildProcess): Promise<void> {
  await ended(worker);
  if (worker.exitCode !== 0) throw new Error(`a worker exited with ${worker.exitCode}`);
}

function addressOf({ clusterUrl }: ChaosOptions, database: string): string {
  const address = new URL(clusterUrl);
  address.pathname = `/${database}`;
  return address.toString();
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** mulberry32: the same moments in every run of a seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
