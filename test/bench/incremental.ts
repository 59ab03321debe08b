import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { writeBenchDistrict } from './bench-district.ts';
import { measureProcess } from './measured-process.ts';

// npm run bench:incremental -- [--members 100000] [--rows 150000] [--batches 7] [--changed 1000] [--delta 50000]
// A district with a month of batches staged and compared; then some of the members change (name or telephone). The
// same state is compared once with everybody and once with those who changed. At last a night's delta of new rows (at
// least 30 % of a batch, or it would be held).
const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    rows: { type: 'string', default: '150000' },
    batches: { type: 'string', default: '7' },
    changed: { type: 'string', default: '1000' },
    delta: { type: 'string', default: '50000' },
  },
});
const [members, rows, batches, changed, delta] = [
  values.members,
  values.rows,
  values.batches,
  values.changed,
  values.delta,
].map(Number) as [number, number, number, number, number];

type Report = {
  seconds: number;
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
const OFFSET = 37;
const AS_OF = ['--as-of', '2026-11-05'];

async function match(dataDir: string, ...options: string[]) {
  const {
    stdout,
    seconds: process,
    peakMemoryMb,
  } = await hub(dataDir, 'match', ...AS_OF, ...options);
  const { seconds, stages, resultHash, totals, batches: compared } = JSON.parse(stdout) as Report;
  return { seconds, process, peakMemoryMb, stages, batches: compared.length, totals, resultHash };
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
  const [few, all] = [path.join(dir, 'few'), path.join(dir, 'all')];
  const district = await writeBenchDistrict(dir, members, rows, Math.floor(rows / 100), 0.02);
  await hub(few, 'migrate');
  await hub(few, 'intake', district.rosterDir);
  for (let batch = 1; batch <= batches; batch += 1) {
    const file = path.join(dir, `public-security.death_2026-10-${String(20 + batch)}_delta.csv`);
    await copyFile(district.extract, file);
    await appendFile(file, `Stranger,31019019400101000${batch},,,2026-10-01,2026-10-02,,\n`);
    await hub(few, 'ingest', file, ...AS_OF);
    await rm(file);
  }
  const first = await match(few);
  await changeMembers(district.rosterDir, path.join(dir, 'later'));
  await hub(few, 'intake', path.join(dir, 'later'));
  // With its owner: the embedded database belongs to an account of its own where root runs it.
  await promisify(execFile)('cp', ['-a', few, all]);
  const incremental = await match(few);
  const whole = await match(all, '--whole');
  const night = await writeBenchDistrict(
    path.join(dir, 'night'),
    members,
    delta,
    Math.floor(delta / 100),
    0.02,
  );
  const nightly = path.join(dir, 'public-security.death_2026-11-01_delta.csv');
  await copyFile(night.extract, nightly);
  const ingest = await hub(few, 'ingest', nightly, ...AS_OF);
  const nightMatch = await match(few);
  console.log(
    JSON.stringify(
      {
        members,
        rowsStaged: rows * batches,
        changed,
        load: os.loadavg(),
        first,
        whole,
        incremental,
        wholeToIncremental: whole.seconds / incremental.seconds,
        sameHash: whole.resultHash === incremental.resultHash,
        night: { rows: delta, ingestSeconds: ingest.seconds, match: nightMatch },
      },
      null,
      2,
    ),
  );
} finally {
  await rm(dir, { recursive: true, force: true });
}
