import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntakeReport } from '../../kernel/runtime/roster-load.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { rosterDesk, type RosterDesk } from '../support/roster.ts';

// The sample was written by other hands and is loaded exactly as it is.
const SAMPLE = path.resolve(import.meta.dirname, '../fixtures/district-sample');
const ROSTER = ['areas', 'households', 'members', 'cases', 'staff_relatives'].map(
  (kind) => `roster/${kind}_2026-10-28.csv`,
);

type Expected = {
  files: { file: string; rows: number; accepted: number; setAside: Record<string, number> }[];
};

describe('the sample roster', () => {
  let database: FreshDatabase;
  let desk: RosterDesk;
  const reports: IntakeReport[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    desk = rosterDesk(database);
    for (const file of ROSTER) reports.push(await desk.loadFile(path.join(SAMPLE, file)));
  });
  afterAll(async () => {
    desk.close();
    await database.drop();
  });

  const count = async (role: 'households' | 'assistance', sql: string): Promise<number> => {
    const { rows } = await database.subgraph(role).pool.query<{ n: number }>(sql);
    return rows[0]?.n ?? -1;
  };

  it('gives exactly the expected counts', () => {
    const expected = JSON.parse(
      readFileSync(path.join(SAMPLE, 'expected.json'), 'utf8'),
    ) as Expected;
    expect(reports.map(({ rows, accepted, setAside }) => ({ rows, accepted, setAside }))).toEqual(
      ROSTER.map((file) => {
        const { rows, accepted, setAside } =
          expected.files.find((each) => each.file === file) ?? {};
        return { rows, accepted, setAside };
      }),
    );
    expect(reports.map(({ status, error }) => [status, error])).toEqual(
      ROSTER.map(() => ['accepted', null]),
    );
  });

  it('fills the tables and the published views', async () => {
    expect(await count('households', 'SELECT count(*) AS n FROM household')).toBe(272);
    expect(await count('households', 'SELECT count(*) AS n FROM membership')).toBe(361);
    expect(await count('assistance', 'SELECT count(*) AS n FROM case_record')).toBe(274);
    expect(await count('assistance', 'SELECT count(*) AS n FROM relative_declaration')).toBe(30);
    expect(await count('assistance', 'SELECT count(*) AS n FROM payment')).toBe(239);
    expect(await count('assistance', 'SELECT count(*) AS n FROM covered_person')).toBeGreaterThan(
      200,
    );
  });

  it('keeps the set-aside rows sealed', async () => {
    const { rows } = await database
      .subgraph('households')
      .pool.query<{ code: string; cipher: Buffer }>(
        'SELECT code, row_cipher AS cipher FROM roster_set_aside',
      );
    expect(rows.map(({ code }) => code)).toEqual(['ID_CHECKSUM', 'ID_CHECKSUM', 'ID_CHECKSUM']);
    expect(rows.every(({ cipher }) => !/\d{15}/.test(cipher.toString('latin1')))).toBe(true);
  });

  it('writes one audit row per file', async () => {
    const { rows } = await database
      .subgraph('households')
      .pool.query<{ n: number }>(`SELECT count(*) AS n FROM roster_load`);
    expect(rows[0]?.n).toBe(3);
  });

  it('does nothing when the same files come again', async () => {
    for (const [index, file] of ROSTER.entries()) {
      const again = await desk.loadFile(path.join(SAMPLE, file));
      expect(again.status).toBe('noop');
      expect([again.rows, again.accepted]).toEqual([
        reports[index]?.rows,
        reports[index]?.accepted,
      ]);
    }
  });
});
