import { availableParallelism } from 'node:os';
import { HubError } from '../../../kernel/errors.ts';
import { endChild, forkModule } from '../child-process.ts';
import { blockJudge, type JudgedBlock, type RawBlock, type StagePlan } from './stage-block.ts';
import type { ChildAnswer } from './stage-child.ts';

const MAX_CHILDREN = 4;
const BLOCKS_PER_CHILD = 3;
/** Rows die young: a roomy nursery spares most of the copying. */
const NURSERY = '--max-semi-space-size=16';

/** Processes that will judge the blocks of one file. */
export type Judges = { children: readonly StageChild[]; end(): Promise<void> };

/** Starts them; they come up while the file is still being scanned. `end` may be called again. */
export function startJudges(): Judges {
  const children = Array.from({ length: childCount() }, startChild);
  return {
    children,
    async end() {
      await Promise.all(children.map((child) => child.end()));
    },
  };
}

/**
 * Judges a file's blocks in other processes and gives them back in the file's order; only a few blocks are
 * under way at a time. @throws HubError of the first block that cannot be read.
 */
export async function* judgeInParallel(
  judges: Judges,
  plan: StagePlan,
  blocks: AsyncIterator<RawBlock>,
): AsyncGenerator<JudgedBlock> {
  const { children } = judges;
  for (const child of children) child.begin(plan);
  const underWay: Promise<JudgedBlock>[] = [];
  try {
    let more = true;
    for (let turn = 0; more || underWay.length > 0;) {
      if (more && underWay.length < children.length * BLOCKS_PER_CHILD) {
        const next = await blocks.next();
        more = next.done !== true;
        const child = children[turn++ % children.length];
        if (next.done === true || !child) continue;
        const judged = child.judge(next.value);
        // Awaited in turn below; until then a failure must not count as unheard.
        judged.catch(() => undefined);
        underWay.push(judged);
        continue;
      }
      const first = underWay.shift();
      if (first) yield await first;
    }
  } finally {
    await judges.end();
  }
}

/** The same in this process, for files that are read before another has started. */
export async function* judgeHere(
  plan: StagePlan,
  blocks: AsyncIterable<RawBlock>,
): AsyncGenerator<JudgedBlock> {
  const judge = blockJudge(plan);
  for await (const raw of blocks) yield judge(raw);
}

function childCount(): number {
  return Math.min(MAX_CHILDREN, Math.max(1, availableParallelism()));
}

type StageChild = {
  begin(plan: StagePlan): void;
  judge(raw: RawBlock): Promise<JudgedBlock>;
  end(): Promise<void>;
};

/** A child answers in the order it is asked. */
function startChild(): StageChild {
  const child = forkModule(new URL('./stage-child.ts', import.meta.url), [NURSERY]);
  const waiting: { resolve(judged: JudgedBlock): void; reject(error: HubError): void }[] = [];
  child.on('message', (answer: ChildAnswer) => {
    const asked = waiting.shift();
    if ('judged' in answer) asked?.resolve(answer.judged);
    else asked?.reject(new HubError(answer.failed.code, answer.failed.details));
  });
  const gone = () => {
    for (const asked of waiting.splice(0))
      asked.reject(new HubError('INTERNAL', { reason: 'STAGE_CHILD_EXITED' }));
  };
  const failed = (error: Error | null) => {
    if (error) gone();
  };
  child.on('error', gone).on('exit', gone);
  return {
    begin: (plan) => {
      child.send(plan, failed);
    },
    judge: (raw) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.send(raw, failed);
      }),
    end: () => endChild(child),
  };
}
