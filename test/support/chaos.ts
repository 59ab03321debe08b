import { setTimeout as sleep } from 'node:timers/promises';
import { missingFrom, outcomeOf } from './chaos-outcome.ts';
import {
  ended,
  finished,
  hasSaid,
  said,
  startWorker,
  timed,
  type Phase,
  type Scene,
} from './chaos-replica.ts';
import {
  administer,
  clearAway,
  inScene,
  prepare,
  rosterOnly,
  takenIn,
  type ChaosOptions,
  type Stage,
} from './chaos-stage.ts';

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

const REPLICAS = 2;
/** Then a round is played to its end, so that every outcome is looked at more than once. */
const MOST_KILLS_PER_ROUND = 7;
const MOST_ROUNDS = 24;

/**
 * Loads the sample into databases of one roster: one undisturbed; `rounds` in which two replicas are
 * killed again and again at seeded moments while they take in and compare; and a control in which the
 * ledger, the locks and the unique indexes are gone, which must show duplicates or the harness is blind.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const started = performance.now();
  const stage = prepare(options);
  try {
    const roster = await rosterOnly(stage);
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
    await clearAway(stage);
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
    kills.push(hasSaid(worker, 'comparing') ? 'comparing' : 'ready');
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
