import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { HubError } from '../errors.ts';
import { isPlainDate, type PlainDate } from '../plain-date.ts';
import { PUBLISHED_YEARS } from '../working-days.data.ts';
import { createCalendar, type CalendarYear, type WorkingDayCalendar } from '../working-days.ts';

const day = z.custom<PlainDate>((value) => typeof value === 'string' && isPlainDate(value));

const yearFile = z.strictObject({
  year: z.number().int().min(2000).max(2100),
  notice: z.string().min(1),
  holidays: z.array(z.strictObject({ name: z.string(), from: day, to: day })),
  makeUpDays: z.array(day),
});

/**
 * The working-day calendar: the published years, and over them the files `<dir>/<year>.json`, which hold
 * one year's State Council notice each. A file replaces its year whole.
 * @throws HubError ENV_INVALID when the directory or a file in it cannot be read as a year.
 */
export function loadCalendar(dir: string | undefined): WorkingDayCalendar {
  return createCalendar([...PUBLISHED_YEARS, ...(dir === undefined ? [] : readYears(dir))]);
}

function readYears(dir: string): CalendarYear[] {
  try {
    const names = readdirSync(dir).filter((name) => /^\d{4}\.json$/.test(name));
    return names.sort().map((name) => readYear(path.join(dir, name), Number(name.slice(0, 4))));
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('ENV_INVALID', { problems: 'YIKOU_CALENDAR_DIR：目录无法读取' });
  }
}

function readYear(file: string, year: number): CalendarYear {
  let content: unknown = null;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Falls through: what is not JSON is not a year.
  }
  const parsed = yearFile.safeParse(content);
  if (parsed.success && parsed.data.year === year) return parsed.data;
  throw new HubError('ENV_INVALID', {
    problems: `YIKOU_CALENDAR_DIR：${year}.json 不是完整的年度放假安排`,
  });
}
