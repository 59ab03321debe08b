import { HubError } from '../../kernel/errors.ts';
import type { OUTREACH_STATUS } from './outreach-task.labels.ts';

/** The part of an outreach task that its acts are decided by. */
export type OutreachState = { status: keyof typeof OUTREACH_STATUS; claimedBy: string | null };

/** An act on an outreach task; `by` is an account. Whether a role may act at all is `can`'s to say. */
export type OutreachCommand = { kind: 'CLAIM' | 'CLOSE'; by: string };

/**
 * The task's next state: OPEN → CLAIMED → CLOSED, by one officer. COVERED and WITHDRAWN are the comparison's to set
 * and to leave.
 *
 * @throws HubError INVALID_STATE when the task is over, or not yet claimed for its visit to be recorded
 * @throws HubError CONFLICT when another officer holds the claim
 * @throws HubError FORBIDDEN when someone else than the claimer records the visit
 */
export function nextOutreachState(
  { status, claimedBy }: OutreachState,
  { kind, by }: OutreachCommand,
): OutreachState {
  if (status !== 'OPEN' && status !== 'CLAIMED') throw new HubError('INVALID_STATE', { status });
  if (kind === 'CLAIM') {
    // Claiming twice is no conflict: the answer to the first call may have been lost.
    if (claimedBy !== null && claimedBy !== by) throw new HubError('CONFLICT');
    return { status: 'CLAIMED', claimedBy: by };
  }
  if (status === 'OPEN') throw new HubError('INVALID_STATE', { status });
  if (claimedBy !== by) throw new HubError('FORBIDDEN', { action: 'OUTREACH_VISIT' });
  return { status: 'CLOSED', claimedBy };
}
