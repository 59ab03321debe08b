import { HubError } from '../../kernel/errors.ts';

/** 预警状态 */
export type AlertStatus = 'OPEN' | 'CLAIMED' | 'CLOSED' | 'WITHDRAWN';

/** The part of an alert that its acts are decided by. */
export type AlertState = { status: AlertStatus; claimedBy: string | null };

/** An act on an alert; `by` and `to` are accounts. Whether a role may act at all is `can`'s to say. */
export type AlertCommand =
  | { kind: 'CLAIM'; by: string }
  | { kind: 'REASSIGN'; to: string }
  | { kind: 'DISPOSE'; by: string }
  | { kind: 'WITHDRAW' };

/**
 * The alert's next state. OPEN → CLAIMED → CLOSED; WITHDRAWN from OPEN and CLAIMED; CLOSED and
 * WITHDRAWN are final. Nothing here, and nothing that follows from here, touches a payment.
 *
 * @throws HubError INVALID_STATE when the alert is final, or not yet claimed for a disposition.
 * @throws HubError CONFLICT when another officer holds the claim.
 * @throws HubError FORBIDDEN when someone else than the claimer disposes.
 */
export function nextAlertState(state: AlertState, command: AlertCommand): AlertState {
  if (state.status === 'CLOSED' || state.status === 'WITHDRAWN') {
    throw new HubError('INVALID_STATE', { status: state.status });
  }
  switch (command.kind) {
    case 'CLAIM':
      return claimed(state, command.by);
    case 'REASSIGN':
      return { status: 'CLAIMED', claimedBy: command.to };
    case 'DISPOSE':
      return disposed(state, command.by);
    case 'WITHDRAW':
      return { status: 'WITHDRAWN', claimedBy: state.claimedBy };
  }
}

/** Claiming twice is no conflict: the answer to the first call may have been lost. */
function claimed(state: AlertState, by: string): AlertState {
  if (state.claimedBy !== null && state.claimedBy !== by) throw new HubError('CONFLICT');
  return { status: 'CLAIMED', claimedBy: by };
}

function disposed(state: AlertState, by: string): AlertState {
  if (state.status !== 'CLAIMED') throw new HubError('INVALID_STATE', { status: state.status });
  if (state.claimedBy !== by) throw new HubError('FORBIDDEN', { action: 'ALERT_DISPOSE' });
  return { status: 'CLOSED', claimedBy: state.claimedBy };
}
