import { HubError } from '../../kernel/errors.ts';
import type { LinkDecision } from './match/person-links.ts';

/** 待人工复核状态 */
export type ReviewStatus = 'OPEN' | 'WITHDRAWN' | 'DECIDED';

/** One person's opinion on a pair: 1 the reviewer's, 2 another reviewer's, blind, 3 the supervisor's. */
export type Opinion = { round: number; decision: LinkDecision; decidedBy: string };

/** An act on a pair. Whether a role may act at all is `can`'s to say. */
export type ReviewCommand = {
  kind: 'DECIDE' | 'SETTLE';
  by: string;
  decision: LinkDecision;
  /** Whether this pair is of the sample that needs a second opinion. */
  sampled: boolean;
};

/**
 * What an opinion comes to: its round, and the decision if the pair is decided by it. A pair outside the sample
 * is decided by its first opinion; one of the sample by two that agree, else by the supervisor. Until then
 * nothing follows from any of them.
 *
 * @throws HubError INVALID_STATE when the pair is withdrawn, when nothing is to be settled, and for someone who
 *   gave an opinion on it before
 * @throws HubError CONFLICT when others have decided it meanwhile
 */
export function nextOpinion(
  review: { status: ReviewStatus; opinions: readonly Opinion[] },
  { kind, by, decision, sampled }: ReviewCommand,
): { round: 1 | 2 | 3; final: LinkDecision | null } {
  const { status, opinions } = review;
  const own = opinions.some(({ decidedBy }) => decidedBy === by);
  if (status === 'WITHDRAWN' || own) throw new HubError('INVALID_STATE', { status });
  if (status === 'DECIDED') throw new HubError('CONFLICT', { status });
  const [first, second] = opinions;
  if (kind === 'SETTLE') {
    if (!first || !second) throw new HubError('INVALID_STATE', { status });
    return { round: 3, final: decision };
  }
  if (second) throw new HubError('CONFLICT', { status });
  if (!first) return { round: 1, final: sampled ? null : decision };
  return { round: 2, final: first.decision === decision ? decision : null };
}
