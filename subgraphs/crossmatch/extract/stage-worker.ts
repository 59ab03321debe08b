import { parentPort, workerData } from 'node:worker_threads';
import { HubError, type ErrorCode } from '../../../kernel/errors.ts';
import { blockJudge, type JudgedBlock, type RawBlock, type StagePlan } from './stage-block.ts';

// A thread that judges blocks of one file; errors lose their class on the way between threads.

export type WorkerAnswer =
  { judged: JudgedBlock } | { failed: { code: ErrorCode; details: Record<string, unknown> } };

const judge = blockJudge(workerData as StagePlan);

parentPort?.on('message', (raw: RawBlock) => {
  parentPort?.postMessage(answer(raw));
});

function answer(raw: RawBlock): WorkerAnswer {
  try {
    return { judged: judge(raw) };
  } catch (error) {
    const { code, details } = error instanceof HubError ? error : new HubError('INTERNAL');
    return { failed: { code, details } };
  }
}
