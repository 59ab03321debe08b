import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HubError } from '../errors.ts';
import { PUBLISHED_YEARS } from '../working-days.data.ts';
import {
  calendarYear,
  createCalendar,
  type CalendarYear,
  type WorkingDayCalendar,
} from '../working-days.ts';

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
  try {
    const content = calendarYear(JSON.parse(readFileSync(file, 'utf8')));
    if (content.year === year) return content;
  } catch {
    // Not JSON, or not a whole year: told below by the file's name, as is a year under a wrong name.
  }
  throw new HubError('ENV_INVALID', {
    problems: `YIKOU_CALENDAR_DIR：${year}.json 不是完整的年度放假安排`,
  });
}
