import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thrownBy } from '../errors.test-support.ts';
import { plainDate } from '../plain-date.ts';
import { loadCalendar } from './calendar-files.ts';

const year = {
  year: 2027,
  notice: '测试通知',
  holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }],
  makeUpDays: ['2027-01-09'],
};
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'calendar-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

function write(name: string, content: unknown): void {
  writeFileSync(path.join(dir, name), JSON.stringify(content));
}

test('a file adds its year to those published', () => {
  write('2027.json', year);
  write('notes.json', 'not a year');
  const calendar = loadCalendar(dir);
  expect(calendar.coveredYears).toEqual([...loadCalendar(undefined).coveredYears, 2027]);
  expect(calendar.addWorkingDays(plainDate('2026-12-31'), 1)).toBe('2027-01-04');
});

test.each([
  ['2028.json', year],
  ['2027.json', { ...year, makeUpDays: ['2027-01-01'] }],
  ['2027.json', 'text'],
])('a faulty file stops the start (%s, %#)', (name, content) => {
  write(name, content);
  expect(thrownBy(() => loadCalendar(dir))).toBe('ENV_INVALID');
});

test('a directory that is not there stops the start', () => {
  expect(thrownBy(() => loadCalendar(path.join(dir, 'none')))).toBe('ENV_INVALID');
});
