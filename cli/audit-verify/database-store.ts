import type pg from 'pg';
import { COLUMNS, type Row } from './row.ts';
import type { Purge, Remainder, Store, StoredBlock } from './store.ts';

/** Blocks and rows of one round trip. */
const MOST_BLOCKS = 500;
const MOST_ROWS = 10_000;

const BLOCKS = `
  WITH page AS (
    SELECT number, key_id, line, event_ids, leaves, frontier,
           sum(cardinality(event_ids)) OVER (ORDER BY number) AS rows
      FROM (SELECT * FROM audit.block WHERE number > $1 ORDER BY number LIMIT ${MOST_BLOCKS}) next)
  SELECT number::text, key_id AS "keyId", line, event_ids::text[] AS "eventIds", leaves, frontier
    FROM page WHERE rows - cardinality(event_ids) < ${MOST_ROWS} ORDER BY page.number`;

const ROWS = `
  SELECT id::text, extract(epoch FROM at)::text, subgraph, subject, role, purpose, request_id, kind, detail::text
    FROM audit.event WHERE id = ANY ($1::bigint[])`;

// A difference of sets is linear whatever the planner knows of the tables; joined without statistics it took hours.
const STRAYS = `
  SELECT id::text
    FROM (SELECT id FROM audit.event
          EXCEPT
          (SELECT unnest(event_ids) FROM audit.block UNION ALL SELECT event_id FROM audit.unsealed)) AS stray
   ORDER BY stray.id LIMIT 100`;

const ORPHANS = `
  SELECT u.event_id::text AS id
    FROM audit.unsealed u LEFT JOIN audit.event e ON e.id = u.event_id
   WHERE e.id IS NULL ORDER BY 1 LIMIT 100`;

const COUNTS = `
  SELECT (SELECT count(*) FROM audit.event)::text AS rows,
         (SELECT count(*) FROM audit.unsealed JOIN audit.event ON id = event_id)::text AS waiting`;

const PURGES = 'SELECT event_id::text AS "eventId", positions FROM audit.purge ORDER BY event_id';

type BlockRow = Omit<StoredBlock, 'number' | 'rows'> & { number: string };

/** The store in a database; the client is inside one transaction that sees one state. */
export function databaseStore(client: pg.ClientBase): Store {
  return {
    async *blocks() {
      let after = '0';
      for (;;) {
        const page = (await client.query<BlockRow>(BLOCKS, [after])).rows;
        const rows = await rowsOf(client, page);
        for (const block of page) {
          after = block.number;
          const own = block.eventIds.map((id) => rows.get(id) ?? null);
          yield { ...block, number: Number(block.number), rows: own };
        }
        if (page.length === 0) return;
      }
    },
    async remainder(): Promise<Remainder> {
      const strays = await client.query<{ id: string }>(STRAYS);
      const orphans = await client.query<{ id: string }>(ORPHANS);
      const counts = await client.query<{ rows: string; waiting: string }>(COUNTS);
      const purges = await client.query<Purge>(PURGES);
      const { rows = '0', waiting = '0' } = counts.rows[0] ?? {};
      return {
        waiting: Number(waiting),
        rows: Number(rows),
        strays: strays.rows.map(({ id }) => id),
        orphans: orphans.rows.map(({ id }) => id),
        purges: purges.rows,
      };
    },
  };
}

async function rowsOf(client: pg.ClientBase, page: readonly BlockRow[]): Promise<Map<string, Row>> {
  const ids = page.flatMap(({ eventIds }) => eventIds);
  const { rows } = await client.query<Row>({ text: ROWS, values: [ids], rowMode: 'array' });
  return new Map(rows.map((row) => [String(row[0]), row.slice(0, COLUMNS)]));
}
