import { describe, expect, it } from 'vitest';
import { createReplayGuard } from './replay-guard.ts';

function guardWith(limit = 1_000) {
  let now = 1_800_000_000_000;
  const clock = { now: () => new Date(now) };
  const guard = createReplayGuard({ subgraph: 'households', clock, windowSeconds: 45, limit });
  return { guard, pass: (seconds: number) => (now += seconds * 1000) };
}

describe('a replay guard', () => {
  it('knows an id again for the whole window, whenever in it the id was shown', () => {
    for (const shownAt of [0, 1, 20, 44]) {
      const { guard, pass } = guardWith();
      guard.isNew('first');
      pass(shownAt);
      expect(guard.isNew('id')).toBe(true);
      for (let second = 0; second < 44; second += 1) {
        pass(1);
        expect(guard.isNew('id')).toBe(false);
      }
    }
  });

  it('forgets what can no longer be shown', () => {
    const { guard, pass } = guardWith(10);
    for (let round = 0; round < 100; round += 1) {
      for (let id = 0; id < 10; id += 1) expect(guard.isNew(`${round}-${id}`)).toBe(true);
      pass(45);
    }
  });

  it('lets nothing in that it cannot remember', () => {
    const { guard, pass } = guardWith(2);
    guard.isNew('a');
    guard.isNew('b');
    const full: unknown = expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(() => guard.isNew('c')).toThrow(full);
    expect(guard.isNew('a')).toBe(false);
    pass(45);
    expect(guard.isNew('c')).toBe(true);
    expect(guard.isNew('a')).toBe(false);
  });

  it('goes on when the clock is set back', () => {
    const { guard, pass } = guardWith(2);
    guard.isNew('a');
    pass(-3_600);
    expect(guard.isNew('a')).toBe(false);
    guard.isNew('b');
    pass(45);
    expect(guard.isNew('c')).toBe(true);
    expect(guard.isNew('b')).toBe(false);
  });
});
