import { HubError } from '../kernel/errors.ts';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';

/** How much one account may ask for. */
export type AdmissionLimits = {
  /** Requests a second, on average. */
  perSecond: number;
  /** Requests at one moment, after a pause. */
  burst: number;
  /** Requests under way at once. */
  concurrent: number;
  /** Of them, files on their way in: one may take half an hour. */
  deliveries: number;
};

export type Admission = {
  /**
   * Lets a request of an account in; call the answer when it has left.
   *
   * @throws HubError TOO_MANY_REQUESTS with `retryAfter` in whole seconds
   */
  enter: (subject: string) => () => void;
};

type Bucket = { tokens: number; filledAt: number };

/** An account that is forgotten comes back with a full bucket; to be forgotten it must have been idle for long. */
const BUCKETS = 20_000;
const MS = 1_000;

/**
 * A token bucket and a count of open requests for every account, in bounded memory: counts only of accounts
 * with a request under way, buckets only of those that asked lately.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createAdmission(
  limits: Omit<AdmissionLimits, 'deliveries'>,
  now: () => number = () => performance.now(),
): Admission {
  const buckets = createBoundedCache<Bucket>(BUCKETS);
  const open = new Map<string, number>();

  function bucketOf(subject: string): Bucket {
    const time = now();
    const bucket = buckets.get(subject) ?? { tokens: limits.burst, filledAt: time };
    const earned = ((time - bucket.filledAt) / MS) * limits.perSecond;
    bucket.tokens = Math.min(limits.burst, bucket.tokens + earned);
    bucket.filledAt = time;
    buckets.set(subject, bucket);
    return bucket;
  }

  return {
    enter(subject) {
      const bucket = bucketOf(subject);
      if (bucket.tokens < 1)
        throw tooMany('rate', Math.ceil((1 - bucket.tokens) / limits.perSecond));
      const inside = open.get(subject) ?? 0;
      if (inside >= limits.concurrent) throw tooMany('concurrent', 1);
      bucket.tokens -= 1;
      open.set(subject, inside + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const others = (open.get(subject) ?? 1) - 1;
        if (others === 0) open.delete(subject);
        else open.set(subject, others);
      };
    },
  };
}

function tooMany(check: string, retryAfter: number): HubError {
  return new HubError('TOO_MANY_REQUESTS', { check, retryAfter });
}
