import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { createPersonService } from '../../subgraphs/households/person.service.ts';
import { asOwner } from '../support/as-owner.ts';
import { testDeps, testKeys } from '../support/database.ts';
import type { MatchDesk } from '../support/match.ts';
import { ALL_SEALED, sealedDesk, sealedValues, type SealedValue } from '../support/sealed-desk.ts';

const vault = createVault(testKeys());
const INDEXES = [
  'assistance.relative_declaration.relative_id_index',
  'assistance.relative_declaration.staff_id_index',
  'households.person.id_number_index',
];

let desk: MatchDesk;
const values = new Map<string, SealedValue[]>();
beforeAll(async () => {
  desk = await sealedDesk();
  for (const column of ALL_SEALED) {
    values.set(nameOf(column), await sealedValues(desk.database, column));
  }
}, 120_000);
afterAll(() => desk.close());

function nameOf({ schema, table, column }: (typeof ALL_SEALED)[number]): string {
  return `${schema}.${table}.${column}`;
}

function opens({ sealed, place }: SealedValue): boolean {
  try {
    vault.open(sealed, place);
    return true;
  } catch {
    return false;
  }
}

function withBitTurned(sealed: Buffer, bit: number): Buffer {
  const altered = Buffer.from(sealed);
  altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return altered;
}

describe('the catalogue of sealed columns', () => {
  it('has every column of bytes in the database that is no index', async () => {
    const { rows } = await desk.database.subgraph('crossmatch').pool.query<{ name: string }>(
      `SELECT concat_ws('.', n.nspname, c.relname, a.attname) AS name
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped
          AND c.relkind IN ('r', 'p')
          AND n.nspname IN ('households', 'assistance', 'crossmatch', 'policy', 'public')
        ORDER BY 1`,
    );
    const expected = [...ALL_SEALED.map(nameOf), ...INDEXES].sort();
    expect(rows.map(({ name }) => name)).toEqual(expected);
  });

  it('is guarded by the database against retired keys, column by column', async () => {
    const { rows } = await desk.database.subgraph('crossmatch').pool.query<{ name: string }>(
      `SELECT DISTINCT concat_ws('.', n.nspname, c.relname, split_part(encode(t.tgargs, 'escape'), '\\000', 2))
                AS name
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE t.tgfoid = 'policy.refuse_retired_key'::regproc ORDER BY 1`,
    );
    const guarded = [...ALL_SEALED.map(nameOf), 'households.person.id_number_index'].sort();
    expect(rows.map(({ name }) => name)).toEqual(guarded);
  });
});

describe.each(ALL_SEALED.map((column) => [nameOf(column)] as const))('%s', (name) => {
  it('opens in every row', () => {
    const all = values.get(name) ?? [];
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((value) => !opens(value))).toEqual([]);
  });

  it('does not open with any one bit turned', () => {
    const [first] = values.get(name) ?? [];
    if (first === undefined) throw new Error('no row');
    const bits = Math.min(first.sealed.length * 8, 2_000);
    const undetected = Array.from({ length: bits }, (_, bit) => bit).filter((bit) =>
      opens({ ...first, sealed: withBitTurned(first.sealed, bit) }),
    );
    expect(undetected).toEqual([]);
    const all = values.get(name) ?? [];
    fc.assert(
      fc.property(fc.nat(all.length - 1), fc.nat(), (row, at) => {
        const value = all[row] as SealedValue;
        const bit = at % (value.sealed.length * 8);
        expect(opens({ ...value, sealed: withBitTurned(value.sealed, bit) })).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('does not open in any other row of any column', () => {
    const own = values.get(name) ?? [];
    const everywhere = [...values.values()].flat();
    fc.assert(
      fc.property(fc.nat(own.length - 1), fc.nat(everywhere.length - 1), (from, to) => {
        const [value, target] = [own[from], everywhere[to]] as [SealedValue, SealedValue];
        fc.pre(value.place !== target.place);
        expect(opens({ sealed: value.sealed, place: target.place })).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

it('refuses to show a number that was moved to another person in the database', async () => {
  const { db } = desk.database.subgraph('households');
  const persons = createPersonService(testDeps(desk.database, 'households'));
  const [one, other] = await db.person.findMany({ take: 2, orderBy: { id: 'asc' } });
  if (!one || !other) throw new Error('no two persons');
  await asOwner(
    desk.database,
    `UPDATE households.person p SET id_number_cipher = o.id_number_cipher
       FROM households.person o
      WHERE p.id IN ('${one.id}', '${other.id}') AND o.id IN ('${one.id}', '${other.id}') AND o.id <> p.id`,
  );
  const swapped = await persons.byIds(systemActor('test'), [one.id, other.id]);
  expect(swapped.size).toBe(2);
  for (const person of swapped.values()) {
    expect(() => persons.idNumberMasked(person)).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }) as Error,
    );
  }
});
