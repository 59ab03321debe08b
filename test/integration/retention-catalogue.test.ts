import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEvent } from '../../kernel/audit-events.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { DUE_CLASSES, SNAPSHOT_CLASS } from '../../subgraphs/crossmatch/retention/classes.ts';
import {
  loadSchedule,
  type ScheduledClass,
} from '../../subgraphs/crossmatch/retention/schedule.ts';
import { asOwner } from '../support/as-owner.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

const SCHEMAS = `'households', 'assistance', 'crossmatch', 'sharing', 'policy', 'audit', 'access', 'public'`;
const FOLDERS = ['file:roster', 'file:staged'];

let database: FreshDatabase;
let schedule: ScheduledClass[];
beforeAll(async () => {
  database = await freshDatabase();
  schedule = await loadSchedule(database.subgraph('crossmatch').pool, plainDate('2026-11-20'));
});
afterAll(() => database.drop());

function covered(): string[] {
  return schedule.flatMap(({ covers }) => covers).sort();
}

async function tables(): Promise<string[]> {
  const { rows } = await database.subgraph('crossmatch').pool.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname IN (${SCHEMAS}) AND c.relname <> '_prisma_migrations'
      ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

describe('the retention schedule', () => {
  it('names every table, every kind of audit row and every folder in exactly one class', async () => {
    const kinds = AuditEvent.options.map((option) => `audit:${option.shape.kind.value}`);
    const there = [...(await tables()), ...kinds, ...FOLDERS].sort();
    // Rows of a kind that is written no more are kept like the others.
    const retired = ['audit:ROWS_PURGED'];
    expect(covered().filter((name) => !retired.includes(name))).toEqual(there);
  });

  it('sees a table that belongs to no class', async () => {
    await asOwner(database, 'CREATE TABLE crossmatch.stray (person_id uuid)');
    expect((await tables()).filter((name) => !covered().includes(name))).toEqual([
      'crossmatch.stray',
    ]);
    await asOwner(database, 'DROP TABLE crossmatch.stray');
  });

  it('keeps no table that tells of a person for ever, but for those named here', async () => {
    const { rows } = await database.subgraph('crossmatch').pool.query<{ name: string }>(
      `SELECT DISTINCT n.nspname || '.' || c.relname AS name
         FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN (${SCHEMAS})
          AND (a.attname ~ '(person|household|case|alert|review)_(no|id|ids)$' OR a.attname ~ '_cipher$')`,
    );
    const forEver = schedule.filter(({ term }) => term === null).flatMap(({ covers }) => covers);
    expect(
      rows
        .map(({ name }) => name)
        .filter((name) => forEver.includes(name))
        .sort(),
    ).toEqual([
      'assistance.relative_declaration',
      'crossmatch.person_link',
      'households.staff_account',
    ]);
  });

  it('has a purge for every class with a term, and none beside', () => {
    const termed = schedule.filter(({ term }) => term !== null).map(({ code }) => code);
    const purged = [...DUE_CLASSES.map(({ code }) => code), SNAPSHOT_CLASS];
    expect(purged.sort()).toEqual(termed.sort());
  });

  it('purges of each class what it covers, as far as tables go', () => {
    for (const { code, steps } of DUE_CLASSES.filter(({ steps }) => steps.length > 0)) {
      const covers = schedule.find((own) => own.code === code)?.covers ?? [];
      const touched = steps.map(({ relation }) => relation);
      const missing = covers.filter((name) => !name.includes(':') && !touched.includes(name));
      expect(missing, code).toEqual([]);
    }
  });

  it('takes its terms from instruments: 30 years of archives, 3 of exchanges, 6 months of accesses', () => {
    const terms = schedule.flatMap(({ code, term }) =>
      term
        ? [`${code} ${term.value} ${term.unit} ${term.instrument}${term.article} < ${term.before}`]
        : [],
    );
    expect(terms).toMatchInlineSnapshot(`
      [
        "UNMATCHED_ROWS 7 CALENDAR_DAY 个人信息保护法第十九条 < 2026-11-13",
        "ROSTER_SNAPSHOTS 7 CALENDAR_DAY 个人信息保护法第十九条 < 2026-11-13",
        "ROSTER_SET_ASIDE 30 CALENDAR_DAY 个人信息保护法第十九条 < 2026-10-21",
        "REVIEW_RECORDS 90 CALENDAR_DAY 个人信息保护法第十九条 < 2026-08-22",
        "DISMISSED_ALERTS 12 MONTH 个人信息保护法第四十七条 < 2025-11-20",
        "FALLEN_FACTS 12 MONTH 个人信息保护法第四十七条 < 2025-11-20",
        "ALERT_EVIDENCE 36 MONTH 个人信息保护法第四十七条 < 2023-11-20",
        "SHADOW_FINDINGS 6 MONTH 个人信息保护法第十九条 < 2026-05-20",
        "OUTREACH_TASKS 12 MONTH 个人信息保护法第四十七条 < 2025-11-20",
        "EXITED_CASES 30 YEAR 关于进一步规范社会救助管理工作的通知二（八） < 1996-11-20",
        "EXITED_HOUSEHOLDS 30 YEAR 关于进一步规范社会救助管理工作的通知二（八） < 1996-11-20",
        "EXCHANGE_RECORDS 3 YEAR 个人信息保护法第五十六条 < 2023-11-20",
        "AUDIT_ACCESS 6 MONTH 网络安全法第二十一条（三） < 2026-05-20",
        "AUDIT_EXCHANGE 3 YEAR 个人信息保护法第五十六条 < 2023-11-20",
        "AUDIT_CASEWORK 30 YEAR 关于进一步规范社会救助管理工作的通知二（八） < 1996-11-20",
      ]
    `);
  });
});
