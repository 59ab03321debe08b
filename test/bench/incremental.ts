import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ensureDatabase, type DatabaseLease } from '../../kernel/runtime/embedded-postgres.ts';
import { writeBenchDistrict, writeNightExtract } from './bench-district.ts';
import { measureProcess } from './measured-process.ts';

// npm run bench:incremental -- [--members 100000] [--rows 500000] [--night 5000] [--changed 1000]
// A district whose month of deaths, 2 % of the numbers wrong, was compared. Then a night's new rows come, and later
// some of the members change (name or telephone). Each time one copy of the hub compares what is new or changed, and
// another everybody with everything; the two must end alike. The ratios are of whole runs to incremental ones. Either
// copy's database runs throughout, as in production: starting one anew for each command would leave its memory cold.
// A third copy compares everything too, but finds nothing kept of the roster: what a run costs that rests on no other.
// --changed 0 leaves the second part out.
const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    rows: { type: 'string', default: '500000' },
    night: { type: 'string', default: '5000' },
    changed: { type: 'string', default: '1000' },
  },
});
const [members, rows, night, changed] = [
  values.members,
  values.rows,
  values.night,
  values.changed,
].map(Number) as [number, number, number, number];

type Timed = { seconds: number };
type Report = Timed & {
  stages: Record<string, number>;
  resultHash: string;
  totals: Record<string, number>;
  batches: unknown[];
};

const dir = await mkdtemp(path.join(os.tmpdir(), 'yikou-bench-'));
const hub = (dataDir: string, ...args: string[]) =>
  measureProcess(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args, '--json'], {
    ...process.env,
    YIKOU_DATA_DIR: dataDir,
    DATABASE_URL: '',
  });
const databases: DatabaseLease[] = [];
const OFFSET = 37;
const AS_OF = ['--as-of', '2026-11-05'];

/** Takes files in and compares; seconds of the commands as a whole. */
async function run(dataDir: string, files: readonly string[], ...options: string[]) {
  const ingests = [];
  for (const file of files) ingests.push(await hub(dataDir, 'ingest', file, ...AS_OF));
  const command = await hub(dataDir, 'match', ...AS_OF, ...options);
  const report = JSON.parse(command.stdout) as Report;
  const inIngest = ingests.map(({ stdout }) => (JSON.parse(stdout) as Timed[])[0]?.seconds ?? 0);
  const [ingest, ingestOwn] = [sum(ingests.map(({ seconds }) => seconds)), sum(inIngest)];
  return {
    seconds: ingest + command.seconds,
    /** Without the commands' own start and end: what a hub that is running spends. */
    ownSeconds: ingestOwn + report.seconds,
    ingest: { seconds: ingest, ownSeconds: ingestOwn },
    match: { seconds: command.seconds, ownSeconds: report.seconds, stages: report.stages },
    peakMemoryMb: Math.max(command.peakMemoryMb, ...ingests.map((one) => one.peakMemoryMb)),
    batches: report.batches.length,
    totals: report.totals,
    resultHash: report.resultHash,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

type Run = Awaited<ReturnType<typeof run>>;

function compared(whole: Run, incremental: Run) {
  return {
    whole,
    incremental,
    ratio: whole.seconds / incremental.seconds,
    ratioOfOwnSeconds: whole.ownSeconds / incremental.ownSeconds,
    sameHash: whole.resultHash === incremental.resultHash,
  };
}

/** Everything with everybody, from the database alone. */
async function runFromNothing(dataDir: string, files: readonly string[]): Promise<Run> {
  await rm(path.join(dataDir, 'roster'), { recursive: true });
  return run(dataDir, files);
}

async function changedMembersCompared(district: { rosterDir: string }, few: string, all: string) {
  if (changed === 0) return null;
  await changeMembers(district.rosterDir, path.join(dir, 'later'));
  for (const dataDir of [few, all]) await hub(dataDir, 'intake', path.join(dir, 'later'));
  return compared(await run(all, [], '--whole'), await run(few, []));
}

/** The members' file with another name or telephone in every so-manieth line. */
async function changeMembers(rosterDir: string, target: string): Promise<void> {
  const text = await readFile(path.join(rosterDir, 'members_2026-10-28.csv'), 'utf8');
  const every = Math.floor(members / changed);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line, at) => {
      // The extract's recipients stand in round lines: those who change must be others and the same by chance only.
      if (at % every !== OFFSET) return line;
      const cells = line.split(',');
      if (Math.floor(at / every) % 2 === 0) cells[1] = `${cells[1]?.slice(0, 1) ?? ''}改`;
      else cells[11] = '13800000000';
      return cells.join(',');
    });
  await mkdir(target);
  await writeFile(path.join(target, 'members_2026-10-29.csv'), `${lines.join('\n')}\n`);
}

try {
  const [few, all, bare] = ['few', 'all', 'bare'].map((name) => path.join(dir, name)) as [
    string,
    string,
    string,
  ];
  const district = await writeBenchDistrict(dir, members, rows, Math.floor(rows / 500), 0.02);
  const nightly = await writeNightExtract(dir, members, night);
  await hub(few, 'migrate');
  await hub(few, 'intake', district.rosterDir);
  // With its owner: the embedded database belongs to an account of its own where root runs it.
  for (const copy of [all, bare]) await promisify(execFile)('cp', ['-a', few, copy]);
  for (const dataDir of [few, all, bare])
    databases.push(await ensureDatabase({ dataDir, databaseUrl: undefined }));
  const load = os.loadavg();
  const whole = await run(all, [district.extract, nightly]);
  const full = await run(few, [district.extract]);
  const incremental = await run(few, [nightly]);
  const fromNothing = await runFromNothing(bare, [district.extract, nightly]);
  const newRows = {
    ...compared(whole, incremental),
    fromNothing: compared(fromNothing, incremental),
  };
  const changedMembers = await changedMembersCompared(district, few, all);
  console.log(
    JSON.stringify({ members, rows, night, changed, load, full, newRows, changedMembers }, null, 2),
  );
} finally {
  for (const database of databases) await database.release();
  await rm(dir, { recursive: true, force: true });
}
