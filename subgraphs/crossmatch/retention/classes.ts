import { ARCHIVES } from './archives.ts';
import { AUDIT_ROWS } from './audit-rows.ts';
import type { DueClass } from './due-class.ts';
import { EVIDENCE } from './evidence.ts';
import { WORKING_DATA } from './working-data.ts';

/** Every class with a term in the database, in the order of purging: what refers comes before what is referred to. */
export const DUE_CLASSES: readonly DueClass[] = [
  ...WORKING_DATA,
  ...EVIDENCE,
  ...ARCHIVES,
  ...AUDIT_ROWS,
];

/** The class of the files that are worked out from the roster; no statement deletes them. */
export const SNAPSHOT_CLASS = 'ROSTER_SNAPSHOTS';
