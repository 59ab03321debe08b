import { describe, expect, it } from 'vitest';
import { createBoundedCache } from './bounded-cache.ts';

describe('a bounded cache', () => {
  it('keeps what is asked for again and forgets the rest', () => {
    const cache = createBoundedCache<number>(4);
    cache.set('kept', 0);
    for (let index = 1; index <= 20; index += 1) {
      cache.set(`n${index}`, index);
      expect(cache.get('kept')).toBe(0);
    }
    expect(cache.get('n1')).toBeUndefined();
    expect(cache.get('n20')).toBe(20);
  });

  it('holds no more than its limit', () => {
    const cache = createBoundedCache<number>(10);
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}`);
    for (const key of keys) cache.set(key, 1);
    expect(keys.filter((key) => cache.get(key) !== undefined).length).toBeLessThanOrEqual(10);
  });

  it('replaces a value under its key', () => {
    const cache = createBoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('a', 2);
    expect(cache.get('a')).toBe(2);
  });
});
