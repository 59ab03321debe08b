import { closeSync, openSync, writevSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { HubError } from '../../../kernel/errors.ts';
import { footer, MAGIC, rowGroup, type RowGroup } from './parquet-part.ts';
import type { StagedColumns } from './staged-columns.ts';

/** Where the parties of a block were written. */
export type StagedGroup = { file: string; group: RowGroup };

const PART_BYTES = 24 << 20;
const ROW_NUMBER_BYTES = 4;

/** Writes blocks one behind the other to part files of this process's own; `completePart` makes them readable. */
export function createPartWriter(dir: string): (columns: StagedColumns) => StagedGroup | null {
  let parts = 0;
  let file = '';
  let length = 0;
  return (columns) => {
    if (columns.count === 0) return null;
    const begins = length === 0;
    if (begins) file = path.join(dir, `part-${process.pid}-${parts++}.parquet`);
    const { group, bytes } = rowGroup(columns, begins ? MAGIC.length : length);
    length = (begins ? 0 : length) + append(file, begins ? [MAGIC, ...bytes] : bytes);
    if (length >= PART_BYTES) length = 0;
    return { file, group };
  };
}

/**
 * Ends a part: now that it is known how many rows of the file stand before each block, its rows are numbered
 * through.
 */
export async function completePart(
  file: string,
  groups: readonly { group: RowGroup; base: number }[],
): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    for (const { group, base } of groups) {
      const bytes = Buffer.allocUnsafeSlow(group.rows * ROW_NUMBER_BYTES);
      await handle.read(bytes, 0, bytes.length, group.rowsAt);
      const rows = new Int32Array(bytes.buffer, bytes.byteOffset, group.rows);
      for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] ?? 0) + base;
      await handle.write(bytes, 0, bytes.length, group.rowsAt);
    }
    const { size } = await handle.stat();
    await handle.write(footer(groups.map(({ group }) => group)), 0, null, size);
  } finally {
    await handle.close();
  }
}

function append(file: string, bytes: readonly Uint8Array[]): number {
  const handle = openSync(file, 'a', 0o600);
  try {
    const length = bytes.reduce((sum, { length }) => sum + length, 0);
    // A full disk is told by fewer bytes, not by an error.
    if (writevSync(handle, [...bytes]) !== length)
      throw new HubError('INTERNAL', { reason: 'STAGING_DISK_FULL' });
    return length;
  } finally {
    closeSync(handle);
  }
}
