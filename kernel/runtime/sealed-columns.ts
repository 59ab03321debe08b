import type { DatabaseRole } from './db.ts';

/** A column of sealed values: where it is, and what its values are bound to. */
export type SealedColumn = {
  table: string;
  column: string;
  /** The row's primary key: names and types, in its order. */
  key: Readonly<Record<string, 'uuid' | 'integer'>>;
  /** What the value in the row of that key is bound to. */
  placeOf: (key: readonly (string | number)[]) => string;
  /** The blind index that stands beside a number, and the column that says which class of document it is. */
  index?: { column: string; documentClass: string };
};

const ROSTER_SET_ASIDE: SealedColumn = {
  table: 'roster_set_aside',
  column: 'row_cipher',
  key: { load_id: 'uuid', row_no: 'integer' },
  placeOf: ([loadId, rowNo]) => `${loadId}/${rowNo}`,
};

function ofDeclaration(whose: 'staff' | 'relative'): SealedColumn {
  return {
    table: 'relative_declaration',
    column: `${whose}_id_cipher`,
    key: { id: 'uuid' },
    placeOf: ([id]) => `${id}/${whose}`,
  };
}

/**
 * Every column that holds sealed values, by the subgraph that owns it. The writers bind their values
 * alike; test/integration/sealed-columns.test.ts finds a column that is missing here.
 */
export const SEALED_COLUMNS: Readonly<Record<DatabaseRole, readonly SealedColumn[]>> = {
  households: [
    {
      table: 'person',
      column: 'id_number_cipher',
      key: { id: 'uuid' },
      placeOf: ([id]) => String(id),
      index: { column: 'id_number_index', documentClass: 'document_class' },
    },
    ROSTER_SET_ASIDE,
  ],
  assistance: [ROSTER_SET_ASIDE, ofDeclaration('staff'), ofDeclaration('relative')],
  crossmatch: [
    {
      table: 'set_aside_row',
      column: 'row_cipher',
      key: { batch_id: 'uuid', row_no: 'integer' },
      placeOf: ([batchId, rowNo]) => `${batchId}:${rowNo}`,
    },
    {
      table: 'match_review',
      column: 'record_cipher',
      key: { id: 'uuid' },
      placeOf: ([id]) => String(id),
    },
    {
      table: 'outreach_task',
      column: 'id_number_cipher',
      key: { id: 'uuid' },
      placeOf: ([id]) => String(id),
    },
  ],
};
