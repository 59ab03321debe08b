import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { systemActor } from '../../kernel/actor.ts';
import { asOfClock } from '../../kernel/clock.ts';
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { openDatabase } from '../../kernel/runtime/db.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { PUBLISHED_YEARS } from '../../kernel/working-days.data.ts';
import { createCalendar } from '../../kernel/working-days.ts';
import { createAssistanceIntake } from '../../subgraphs/assistance/intake.ts';
import { createHouseholdsIntake } from '../../subgraphs/households/intake.ts';
import { startWorker, timed, type Phase, type Scene } from './chaos-replica.ts';

export type ChaosOptions = {
  /** The cluster at its maintenance database, and a migrated database in it. */
  clusterUrl: string;
  template: string;
  /** Directory with `roster/` and `extracts/`. */
  sample: string;
  seed: number;
  kills: number;
};

/** What a scene begins with: the roster alone, or the extracts taken in as well. */
export type Beginning = { database: string; dataDir: string | null };
/** What all scenes of a run share. */
export type Stage = ChaosOptions & {
  dir: string;
  asOf: PlainDate;
  keysFile: string;
  extracts: string;
  /** Made so far, to be dropped at the end. */
  databases: string[];
  /** How long taking in and comparing last when nobody disturbs them: a kill falls within that. */
  killWithinMs: Record<Phase, number>;
  random: () => number;
};

const ROSTER = ['areas', 'households', 'members', 'cases'];
const SIX =
  /^(public-security\.death|civil-affairs\.cremation|human-resources\.(employment|social-insurance)|tax\.income|housing\.property)_/;

/** Lays out keys and extracts of a run in a directory of its own. */
export function prepare(options: ChaosOptions): Stage {
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
    asOf: plainDate('2026-11-05'),
    keysFile,
    extracts,
    databases: [],
    killWithinMs: { ready: 0, comparing: 0 },
    random: seeded(options.seed),
  };
}

/** The roster alone, with no extract taken in. */
export async function rosterOnly(stage: Stage): Promise<Beginning> {
  const database = await createDatabase(stage, 'roster');
  await loadRoster(stage, database);
  return { database, dataDir: null };
}

/** The roster with all extracts taken in and none compared. */
export async function takenIn(stage: Stage, roster: Beginning): Promise<Beginning> {
  const database = await createDatabase(stage, 'loaded', roster.database);
  const dataDir = path.join(stage.dir, 'loaded');
  mkdirSync(dataDir);
  const scene = { url: addressOf(stage, database), dataDir };
  stage.killWithinMs.ready = await timed(startWorker(stage, scene, { ingestOnly: true }), 'ready');
  return { database, dataDir };
}

/** Plays on a copy of a beginning, which is thrown away afterwards. */
export async function inScene<T>(
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

/** Leaves nothing of the run behind. */
export async function clearAway({ clusterUrl, databases, dir }: Stage): Promise<void> {
  for (const name of databases) {
    await administer(clusterUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
  rmSync(dir, { recursive: true, force: true });
}

async function createDatabase(stage: Stage, name: string, from = stage.template): Promise<string> {
  const database = `chaos_${process.pid}_${name}`;
  await administer(stage.clusterUrl, `CREATE DATABASE ${database} TEMPLATE ${from}`);
  stage.databases.push(database);
  return database;
}

async function loadRoster(stage: Stage, database: string): Promise<void> {
  const url = addressOf(stage, database);
  const day = stage.asOf;
  const common = {
    clock: asOfClock(day),
    calendar: createCalendar(PUBLISHED_YEARS),
    vault: createVault(parseKeys(readFileSync(stage.keysFile, 'utf8'))),
    log: pino({ level: 'silent' }),
    dataDir: stage.dir,
  };
  const households = openDatabase({
    url,
    role: 'households',
    applicationName: 'chaos',
    asHub: true,
  });
  const assistance = openDatabase({
    url,
    role: 'assistance',
    applicationName: 'chaos',
    asHub: true,
  });
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

function addressOf({ clusterUrl }: ChaosOptions, database: string): string {
  const address = new URL(clusterUrl);
  address.pathname = `/${database}`;
  return address.toString();
}

/** Runs SQL as the cluster's owner. */
export async function administer(url: string, sql: string): Promise<void> {
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
