import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeBenchDistrict } from './bench-district.ts';
import { measureProcess } from './measured-process.ts';

// npm run bench:match -- [--members 1000000] [--rows 10000000] [--hits 10000] [--dirty 0]
//   [--floor-runs 2]
// From a file in the departments' encoding to alerts, against DuckDB alone loading and joining the
// same rows. The roster's own intake is measured too but is no part of the ratio: it happens monthly, and
// at its end reads the persons to compare once for all extracts that follow. `cold` adds that reading,
// but not the making of the keys that rows without a number are scored by.
const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '1000000' },
    rows: { type: 'string', default: '10000000' },
    hits: { type: 'string', default: '10000' },
    dirty: { type: 'string', default: '0' },
    'floor-runs': { type: 'string', default: '2' },
  },
});
type Timed = { seconds: number; stages: Record<string, number> };

const [members, rows, hits] = [Number(values.members), Number(values.rows), Number(values.hits)];
const dir = await mkdtemp(path.join(os.tmpdir(), 'yikou-bench-'));
const env = { ...process.env, YIKOU_DATA_DIR: path.join(dir, 'data'), DATABASE_URL: '' };
const node = (...args: string[]) =>
  measureProcess(process.execPath, ['--import', 'tsx', ...args], env);
const hub = (...args: string[]) => node('cli/main.ts', ...args, '--json');

try {
  const district = await writeBenchDistrict(dir, members, rows, hits, Number(values.dirty));
  const floorRun = () =>
    node(
      'test/bench/duckdb-floor.ts',
      path.join(district.rosterDir, 'members_2026-10-28.csv'),
      district.extractUtf8,
    );
  await hub('migrate');
  const intake = await hub('intake', district.rosterDir);
  const floors = [];
  for (let i = 0; i < Number(values['floor-runs']); i++) {
    const { stdout, ...cost } = await floorRun();
    floors.push({ ...cost, joined: Number(stdout) });
  }
  const ingest = await hub('ingest', district.extract, '--as-of', '2026-11-05');
  const match = await hub('match', '--as-of', '2026-11-05');
  const alerts = JSON.parse((await hub('alerts', '--open')).stdout) as unknown[];
  const reviews = JSON.parse((await hub('review')).stdout) as unknown[];
  await rm(path.join(dir, 'data', 'roster'), { recursive: true });
  const again = await hub('match', '--as-of', '2026-11-05');
  const floorSeconds = floors.map((f) => f.seconds).sort((a, b) => a - b);
  const floor = floorSeconds[Math.floor(floorSeconds.length / 2)] ?? Number.NaN;
  const seconds = ingest.seconds + match.seconds;
  const [ingested] = JSON.parse(ingest.stdout) as [Timed];
  const matched = JSON.parse(match.stdout) as Timed;
  const readAnew = (JSON.parse(again.stdout) as Timed).stages['roster'] ?? Number.NaN;
  const cold = seconds + readAnew - (matched.stages['roster'] ?? 0);
  console.log(
    JSON.stringify(
      {
        members,
        rows,
        dirty: Number(values.dirty),
        alerts: alerts.length,
        reviews: reviews.length,
        intake: { seconds: intake.seconds, peakMemoryMb: intake.peakMemoryMb },
        ingest: { seconds: ingest.seconds, peakMemoryMb: ingest.peakMemoryMb },
        match: { seconds: match.seconds, peakMemoryMb: match.peakMemoryMb },
        fileToAlerts: {
          seconds,
          peakMemoryMb: Math.max(ingest.peakMemoryMb, match.peakMemoryMb),
        },
        floors,
        ratioToFloor: seconds / floor,
        cold: { seconds: cold, ratioToFloor: cold / floor },
        whereTheTimeGoes: {
          ingest: stageTable(ingest.seconds, ingested),
          match: stageTable(match.seconds, matched),
        },
        reports: { ingested, matched },
      },
      null,
      2,
    ),
  );
} finally {
  await rm(dir, { recursive: true, force: true });
}

/** Seconds by stage; `process` is what the command takes beside them: to start and end itself and PostgreSQL. */
function stageTable(whole: number, { seconds, stages }: Timed): Record<string, number> {
  const staged = Object.values(stages).reduce((sum, stage) => sum + stage, 0);
  const rounded = Object.entries({ ...stages, other: seconds - staged, process: whole - seconds });
  return Object.fromEntries(rounded.map(([stage, time]) => [stage, Math.round(time * 100) / 100]));
}
