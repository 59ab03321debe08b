import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { HubError } from '../../../kernel/errors.ts';
import { blockJudge, type JudgedBlock, type RawBlock, type StagePlan } from './stage-block.ts';
import type { WorkerAnswer } from './stage-worker.ts';

const MAX_WORKERS = 4;
const BLOCKS_PER_WORKER = 3;
/** Rows die young: a roomy nursery spares most of the copying. */
const NURSERY_MB = 48;
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/**
 * Judges a file's blocks on other threads and gives them back in the file's order; only a few blocks are under way
 * at a time. @throws HubError of the first block that cannot be read.
 */
export async function* judgeInParallel(
  plan: StagePlan,
  blocks: AsyncIterator<RawBlock>,
): AsyncGenerator<JudgedBlock> {
  const workers = Array.from({ length: workerCount() }, () => startWorker(plan));
  const underWay: Promise<JudgedBlock>[] = [];
  try {
    let more = true;
    for (let turn = 0; more || underWay.length > 0;) {
      if (more && underWay.length < workers.length * BLOCKS_PER_WORKER) {
        const next = await blocks.next();
        more = next.done !== true;
        const worker = workers[turn++ % workers.length];
        if (next.done === true || !worker) continue;
        const judged = worker.judge(next.value);
        // Awaited in turn below; until then a failure must not count as unheard.
        judged.catch(() => undefined);
        underWay.push(judged);
        continue;
      }
      const first = underWay.shift();
      if (first) yield await first;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** The same on this thread, for files that are read before a thread has started. */
export async function* judgeHere(
  plan: StagePlan,
  blocks: AsyncIterable<RawBlock>,
): AsyncGenerator<JudgedBlock> {
  const judge = blockJudge(plan);
  for await (const raw of blocks) yield judge(raw);
}

function workerCount(): number {
  return Math.min(MAX_WORKERS, Math.max(1, availableParallelism()));
}

type StageWorker = { judge(raw: RawBlock): Promise<JudgedBlock>; stop(): Promise<void> };

/** A worker answers in the order it is asked. */
function startWorker(plan: StagePlan): StageWorker {
  const worker = new Worker(new URL('./stage-worker.ts', import.meta.url), {
    workerData: plan,
    execArgv: ['--import', LOADER],
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
  });
  const waiting: {
    resolve(judged: JudgedBlock): void;
    reject(error: HubError): void;
  }[] = [];
  worker.on('message', (answer: WorkerAnswer) => {
    const asked = waiting.shift();
    if ('judged' in answer) asked?.resolve(answer.judged);
    else asked?.reject(new HubError(answer.failed.code, answer.failed.details));
  });
  const gone = () => {
    for (const asked of waiting.splice(0))
      asked.reject(new HubError('INTERNAL', { reason: 'STAGE_WORKER_EXITED' }));
  };
  worker.on('error', gone).on('exit', gone);
  return {
    judge: (raw) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(raw);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}
