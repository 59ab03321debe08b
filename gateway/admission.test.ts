import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HubError } from '../kernel/errors.ts';
import { createAdmission } from './admission.ts';

const LIMITS = { perSecond: 10, burst: 5, concurrent: 3 };

function admission() {
  const clock = { ms: 0 };
  const { enter } = createAdmission(LIMITS, () => clock.ms);
  return {
    clock,
    enter,
    /** Null when let in, which is left at once; else the seconds to wait. */
    ask: (subject: string): number | null => {
      try {
        enter(subject)();
        return null;
      } catch (error) {
        return error instanceof HubError ? Number(error.details['retryAfter']) : Number.NaN;
      }
    },
  };
}

describe('an account', () => {
  it('is let in for its burst, then told when to come again, and let in then', () => {
    const { ask, clock } = admission();
    expect([1, 2, 3, 4, 5, 6].map(() => ask('a'))).toEqual([null, null, null, null, null, 1]);
    clock.ms += 100;
    expect([ask('a'), ask('a')]).toEqual([null, 1]);
  });

  it('costs no other account anything', () => {
    const { ask } = admission();
    for (let n = 0; n < 20; n += 1) ask('a');
    expect(ask('b')).toBeNull();
  });

  it('has so many requests under way and no more; one that leaves twice has left once', () => {
    const { enter } = admission();
    const [first] = [enter('a'), enter('a'), enter('a')];
    expect(() => enter('a')).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }));
    first();
    first();
    enter('a');
    expect(() => enter('a')).toThrow(HubError);
  });

  it('is let in at most burst + rate × time, however its requests are spread', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 200 }), (pauses) => {
        const { ask, clock } = admission();
        const letIn = pauses.filter((pause) => {
          clock.ms += pause;
          return ask('a') === null;
        });
        expect(letIn.length).toBeLessThanOrEqual(
          LIMITS.burst + (clock.ms / 1_000) * LIMITS.perSecond + 1e-6,
        );
      }),
    );
  });
});
