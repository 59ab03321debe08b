import type pg from 'pg';
import type { SigningPair } from '../../kernel/runtime/keys.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** What a tamper has at hand: the store as its owner, triggers off, and the roots file's text. */
export type Target = {
  client: pg.ClientBase;
  roots: string;
  random: RandomNumbers;
  /** In the order of their use; the last one signs now. */
  keys: readonly SigningPair[];
  stolen: SigningPair;
};

/** What a tamper leaves: the roots file afterwards, and whether it takes an older copy to find it. */
export type Tampered = { roots: string; needsOlderCopy?: true };

/** One way to tamper. */
export type Tamper = (target: Target) => Promise<Tampered>;

/** A tamper that is a statement, which must change something. */
export const sql =
  (text: (random: RandomNumbers) => string): Tamper =>
  async ({ client, roots, random }) => {
    const statement = text(random);
    const { rowCount } = await client.query(statement);
    if (!rowCount) throw new Error(`a tamper that changes nothing: ${statement}`);
    return { roots };
  };

/** The sealed rows that are there; what was purged cannot be tampered with any more. */
export const SEALED =
  '(SELECT unnest(event_ids) AS id FROM audit.block INTERSECT SELECT id FROM audit.event)';
/** A sealed row by chance. */
export const sealed = (random: RandomNumbers): string =>
  `(SELECT ids[1 + ${random.below(1_000_000)} % cardinality(ids)]
      FROM (SELECT array_agg(id ORDER BY id) AS ids FROM ${SEALED} i) a)`;
/** The columns that say what happened. */
export const COPY = `subgraph, subject, role, purpose, request_id, kind, detail`;
