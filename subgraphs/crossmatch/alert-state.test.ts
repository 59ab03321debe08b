import { describe, expect, it } from 'vitest';
import { nextAlertState, type AlertCommand, type AlertState } from './alert-state.ts';

const open: AlertState = { status: 'OPEN', claimedBy: null };
const claimedByWang: AlertState = { status: 'CLAIMED', claimedBy: 'wang' };
const finals: AlertState[] = [
  { status: 'CLOSED', claimedBy: 'wang' },
  { status: 'WITHDRAWN', claimedBy: null },
];
const commands: AlertCommand[] = [
  { kind: 'CLAIM', by: 'wang' },
  { kind: 'REASSIGN', to: 'li' },
  { kind: 'DISPOSE', by: 'wang' },
  { kind: 'WITHDRAW' },
];

function refusal(state: AlertState, command: AlertCommand): string {
  try {
    return `allowed: ${nextAlertState(state, command).status}`;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('nextAlertState', () => {
  it('gives an open alert to the officer who claims it', () => {
    expect(nextAlertState(open, { kind: 'CLAIM', by: 'wang' })).toEqual(claimedByWang);
  });

  it('leaves a claim as it is when the claimer claims again', () => {
    expect(nextAlertState(claimedByWang, { kind: 'CLAIM', by: 'wang' })).toEqual(claimedByWang);
  });

  it('refuses a second officer, whoever it is, with CONFLICT', () => {
    expect(refusal(claimedByWang, { kind: 'CLAIM', by: 'li' })).toBe('CONFLICT');
    expect(refusal(claimedByWang, { kind: 'CLAIM', by: 'head' })).toBe('CONFLICT');
  });

  it('gives a reassigned alert to the other officer, claimed or not', () => {
    const toLi = { kind: 'REASSIGN', to: 'li' } as const;
    expect(nextAlertState(claimedByWang, toLi)).toEqual({ status: 'CLAIMED', claimedBy: 'li' });
    expect(nextAlertState(open, toLi)).toEqual({ status: 'CLAIMED', claimedBy: 'li' });
  });

  it('closes an alert for its claimer only', () => {
    expect(nextAlertState(claimedByWang, { kind: 'DISPOSE', by: 'wang' }).status).toBe('CLOSED');
    expect(refusal(claimedByWang, { kind: 'DISPOSE', by: 'li' })).toBe('FORBIDDEN');
    expect(refusal(claimedByWang, { kind: 'DISPOSE', by: 'head' })).toBe('FORBIDDEN');
  });

  it('closes nothing that nobody has claimed', () => {
    expect(refusal(open, { kind: 'DISPOSE', by: 'wang' })).toBe('INVALID_STATE');
  });

  it('withdraws an open and a claimed alert and keeps who held it', () => {
    expect(nextAlertState(open, { kind: 'WITHDRAW' }).status).toBe('WITHDRAWN');
    expect(nextAlertState(claimedByWang, { kind: 'WITHDRAW' })).toEqual({
      status: 'WITHDRAWN',
      claimedBy: 'wang',
    });
  });

  it('moves no closed and no withdrawn alert, whatever is asked', () => {
    for (const state of finals) {
      for (const command of commands) expect(refusal(state, command)).toBe('INVALID_STATE');
    }
  });
});
