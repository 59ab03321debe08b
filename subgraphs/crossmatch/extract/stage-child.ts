import { HubError, type ErrorCode } from '../../../kernel/errors.ts';
import { blockJudge, type JudgedBlock, type RawBlock, type StagePlan } from './stage-block.ts';

// A process that judges blocks of one file. The first message is the plan, every further one a block.

/** Errors lose their class on the way between processes. */
export type ChildAnswer =
  { judged: JudgedBlock } | { failed: { code: ErrorCode; details: Record<string, unknown> } };

let judge: ((raw: RawBlock) => JudgedBlock) | null = null;

process.on('message', (message: StagePlan | RawBlock) => {
  if ('sourceCode' in message) judge = blockJudge(message);
  else process.send?.(answer(message));
});
// A parent that is gone cannot want the answer any more.
process.on('disconnect', () => process.exit(0));

function answer(raw: RawBlock): ChildAnswer {
  try {
    if (judge === null) throw new HubError('INTERNAL', { reason: 'STAGE_PLAN_MISSING' });
    return { judged: judge(raw) };
  } catch (error) {
    const { code, details } = error instanceof HubError ? error : new HubError('INTERNAL');
    return { failed: { code, details } };
  }
}
