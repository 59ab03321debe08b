import { expect, test } from 'vitest';
import { asOfClock, fixedClock, systemClock, today } from './clock.ts';
import { plainDate } from './plain-date.ts';

test('the day changes at midnight in China, not in the time zone of the machine', () => {
  expect(today(fixedClock('2026-11-04T15:59:59.999Z'))).toBe('2026-11-04');
  expect(today(fixedClock('2026-11-04T16:00:00Z'))).toBe('2026-11-05');
});

test('an as-of clock stands at nine in the morning of its day', () => {
  const clock = asOfClock(plainDate('2026-11-05'));
  expect(clock.now().toISOString()).toBe('2026-11-05T01:00:00.000Z');
  expect(today(clock)).toBe('2026-11-05');
});

test('a caller cannot move a fixed clock by changing the date it was given', () => {
  const given = new Date('2026-11-05T00:00:00Z');
  const clock = fixedClock(given);
  given.setUTCFullYear(1999);
  clock.now().setUTCFullYear(1999);
  expect(clock.now().toISOString()).toBe('2026-11-05T00:00:00.000Z');
});

test('the system clock runs', () => {
  const before = Date.now();
  expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
});
