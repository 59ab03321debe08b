import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../kernel/errors.test-support.ts';
import {
  nextOpinion,
  type Opinion,
  type ReviewCommand,
  type ReviewStatus,
} from './review-state.ts';

const opinion = (round: number, decision: Opinion['decision'], decidedBy: string): Opinion => {
  return { round, decision, decidedBy };
};
const SAME = opinion(1, 'SAME', 'wang');
const AGAINST = opinion(2, 'DIFFERENT', 'li');

function next(
  opinions: readonly Opinion[],
  command: Partial<ReviewCommand> & { by: string },
  status: ReviewStatus = 'OPEN',
) {
  const given = { kind: 'DECIDE', decision: 'SAME', sampled: true, ...command } as const;
  return nextOpinion({ status, opinions }, given);
}

describe('an opinion on a pair', () => {
  it('decides a pair outside the sample', () => {
    expect(next([], { by: 'wang', sampled: false })).toEqual({ round: 1, final: 'SAME' });
  });

  it('decides nothing of the sample until a second one agrees', () => {
    expect(next([], { by: 'wang' })).toEqual({ round: 1, final: null });
    expect(next([SAME], { by: 'li' })).toEqual({ round: 2, final: 'SAME' });
    expect(next([SAME], { by: 'li', decision: 'CANNOT_TELL' })).toEqual({ round: 2, final: null });
  });

  it('leaves two that differ to the supervisor', () => {
    const settled = next([SAME, AGAINST], { kind: 'SETTLE', by: 'head', decision: 'DIFFERENT' });
    expect(settled).toEqual({ round: 3, final: 'DIFFERENT' });
    expect(thrownBy(() => next([SAME, AGAINST], { by: 'zhao' }))).toBe('CONFLICT');
  });

  it('is never the second of the same person, nor the settlement of one’s own', () => {
    expect(thrownBy(() => next([SAME], { by: 'wang' }))).toBe('INVALID_STATE');
    const own = () => next([SAME, AGAINST], { kind: 'SETTLE', by: 'li' });
    expect(thrownBy(own)).toBe('INVALID_STATE');
  });

  it('settles nothing that is not in dispute', () => {
    for (const opinions of [[], [SAME]])
      expect(thrownBy(() => next(opinions, { kind: 'SETTLE', by: 'head' }))).toBe('INVALID_STATE');
  });

  it('comes too late when others decided, and is refused when the pair was withdrawn', () => {
    expect(thrownBy(() => next([SAME], { by: 'li' }, 'DECIDED'))).toBe('CONFLICT');
    expect(thrownBy(() => next([SAME], { by: 'wang' }, 'DECIDED'))).toBe('INVALID_STATE');
    expect(thrownBy(() => next([], { by: 'wang' }, 'WITHDRAWN'))).toBe('INVALID_STATE');
  });
});
