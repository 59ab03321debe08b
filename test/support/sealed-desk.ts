import path from 'node:path';
import type { DatabaseRole } from '../../kernel/runtime/db.ts';
import { SEALED_COLUMNS, type SealedColumn } from '../../kernel/runtime/sealed-columns.ts';
import type { FreshDatabase } from './database.ts';
import { matchDesk, SAMPLE, SAMPLE_SOURCES, type MatchDesk } from './match.ts';
import { idNumberOf } from './people.ts';

/** A sealed value as it lies in the database. */
export type SealedValue = { place: string; sealed: Buffer };

/** Every column of sealed values with the schema it is in. */
export const ALL_SEALED: readonly (SealedColumn & { schema: DatabaseRole })[] = (
  Object.keys(SEALED_COLUMNS) as DatabaseRole[]
).flatMap((schema) => SEALED_COLUMNS[schema].map((column) => ({ schema, ...column })));

/** The sample district, compared, with something in every column that is sealed. */
export async function sealedDesk(): Promise<MatchDesk> {
  const desk = await matchDesk();
  await desk.loadSampleRoster();
  const { roster } = desk;
  await roster.loadFile(path.join(SAMPLE, 'roster', 'staff_relatives_2026-10-28.csv'));
  const declared = (serial: number, day: string): string[] => [
    '经办人',
    idNumberOf(8),
    '某街道 经办人',
    '兄弟',
    '亲属',
    idNumberOf(serial),
    '',
    day,
  ];
  const [good, bad] = [declared(7, '2026-01-01'), declared(9, 'no day')];
  await roster.load('staff_relatives_2026-10-29.csv', [good, bad], { force: true });
  for (const source of SAMPLE_SOURCES) await desk.ingestSample(source);
  await desk.match();
  return desk;
}

/** Every value of a column, with what it is bound to. */
export async function sealedValues(
  database: FreshDatabase,
  { schema, table, column, key, placeOf }: (typeof ALL_SEALED)[number],
): Promise<SealedValue[]> {
  const { rows } = await database
    .subgraph(schema)
    .pool.query<{ key: (string | number)[]; sealed: Buffer }>(
      `SELECT jsonb_build_array(${Object.keys(key).join(', ')}) AS key, ${column} AS sealed
         FROM ${table} WHERE ${column} IS NOT NULL ORDER BY ${Object.keys(key).join(', ')}`,
    );
  return rows.map((row) => ({ place: placeOf(row.key), sealed: row.sealed }));
}
