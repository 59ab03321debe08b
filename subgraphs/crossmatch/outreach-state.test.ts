import { describe, expect, it } from 'vitest';
import { HubError } from '../../kernel/errors.ts';
import { nextOutreachState, type OutreachCommand, type OutreachState } from './outreach-state.ts';

const OPEN: OutreachState = { status: 'OPEN', claimedBy: null };
const WANGS: OutreachState = { status: 'CLAIMED', claimedBy: 'wang' };

function codeOf(state: OutreachState, command: OutreachCommand): string {
  try {
    return nextOutreachState(state, command).status;
  } catch (error) {
    return error instanceof HubError ? error.code : String(error);
  }
}

describe('an outreach task', () => {
  it('goes to the officer who takes it up, and is closed by the same', () => {
    expect(nextOutreachState(OPEN, { kind: 'CLAIM', by: 'wang' })).toEqual(WANGS);
    expect(nextOutreachState(WANGS, { kind: 'CLAIM', by: 'wang' })).toEqual(WANGS);
    expect(nextOutreachState(WANGS, { kind: 'CLOSE', by: 'wang' })).toEqual({
      status: 'CLOSED',
      claimedBy: 'wang',
    });
  });

  it.each<[string, OutreachState, OutreachCommand, string]>([
    ['taken from another officer', WANGS, { kind: 'CLAIM', by: 'li' }, 'CONFLICT'],
    ['closed by another officer', WANGS, { kind: 'CLOSE', by: 'li' }, 'FORBIDDEN'],
    ['closed before it is taken up', OPEN, { kind: 'CLOSE', by: 'wang' }, 'INVALID_STATE'],
  ])('is not %s', (_, state, command, code) => {
    expect(codeOf(state, command)).toBe(code);
  });

  it.each(['CLOSED', 'COVERED', 'WITHDRAWN'] as const)(
    'is left as it is once it is %s',
    (status) => {
      for (const kind of ['CLAIM', 'CLOSE'] as const) {
        expect(codeOf({ status, claimedBy: 'wang' }, { kind, by: 'wang' })).toBe('INVALID_STATE');
      }
    },
  );
});
