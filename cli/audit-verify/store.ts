import type { Row } from './row.ts';

/** A block as it is stored, with the rows it names; null where a row is gone. */
export type StoredBlock = {
  number: number;
  keyId: string;
  line: string;
  eventIds: string[];
  leaves: Buffer;
  frontier: Buffer;
  rows: (Row | null)[];
};

/** What is in the store beside the blocks. */
export type Remainder = {
  /** Rows that wait for their block. */
  waiting: number;
  /** Ids of rows that are in no block and do not wait; the first hundred. */
  strays: string[];
  /** Ids that wait for a block without a row; the first hundred. */
  orphans: string[];
  /** All rows. */
  rows: number;
  purges: Purge[];
};

/** Which positions a purge emptied, and the id of the row that certifies it. */
export type Purge = { eventId: string; positions: string };

/** The audit store, in a database or in an export of it. */
export type Store = {
  blocks(): AsyncIterable<StoredBlock>;
  /** Asked after the blocks. */
  remainder(): Promise<Remainder>;
};
