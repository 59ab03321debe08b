import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { plainDate } from '../plain-date.ts';
import { loadCalendar } from './calendar-files.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'yikou-calendar-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(year: string, content: unknown): void {
  writeFileSync(path.join(dir, `${year}.json`), JSON.stringify(content));
}

it('adds a year that was published after this release', () => {
  expect(() => loadCalendar(undefined).isWorkingDay(plainDate('2031-10-01'))).toThrow();
  write('2031', {
    year: 2031,
    notice: '测试通知',
    holidays: [{ name: '国庆节', from: '2031-10-01', to: '2031-10-07' }],
    makeUpDays: ['2031-10-11'],
  });
  const calendar = loadCalendar(dir);
  expect(calendar.isWorkingDay(plainDate('2031-10-01'))).toBe(false);
  expect(calendar.isWorkingDay(plainDate('2031-10-11'))).toBe(true);
});

it('replaces a published year whole', () => {
  const year = loadCalendar(undefined).coveredYears.at(-1) ?? 0;
  write(String(year), { year, notice: '测试通知', holidays: [], makeUpDays: [] });
  expect(loadCalendar(dir).addWorkingDays(plainDate(`${year}-09-30`), 1)).toBe(`${year}-10-01`);
});

it.each([
  ['names another year', { year: 2030, notice: 'n', holidays: [], makeUpDays: [] }],
  ['has no notice', { year: 2031, holidays: [], makeUpDays: [] }],
  ['has a day that is none', { year: 2031, notice: 'n', holidays: [], makeUpDays: ['2031-02-30'] }],
])('refuses a file that %s', (_, content) => {
  write('2031', content);
  expect(() => loadCalendar(dir)).toThrow(
    expect.objectContaining({
      code: 'ENV_INVALID',
      message: expect.stringContaining('2031.json') as string,
    }) as Error,
  );
});

it('refuses a directory that is not there', () => {
  expect(() => loadCalendar(path.join(dir, 'none'))).toThrow(/YIKOU_CALENDAR_DIR/);
});
