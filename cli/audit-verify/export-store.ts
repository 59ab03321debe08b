import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { COLUMNS, type Row } from './row.ts';
import type { Remainder, Store, StoredBlock } from './store.ts';

/** The first line of an export: what it is. */
const HEAD = 'yikou-audit-export/1';

/** An export cannot be read. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/** Writes the store to a file that must not exist: one JSON document per line, blocks first. Returns the number of blocks. */
export async function writeExport(store: Store, file: string): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  let blocks = 0;
  try {
    await handle.appendFile(`${JSON.stringify({ format: HEAD })}\n`);
    for await (const { leaves, frontier, ...block } of store.blocks()) {
      const bytes = { leaves: leaves.toString('base64'), frontier: frontier.toString('base64') };
      await handle.appendFile(`${JSON.stringify({ block: { ...block, ...bytes } })}\n`);
      blocks += 1;
    }
    await handle.appendFile(`${JSON.stringify({ remainder: await store.remainder() })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return blocks;
}

/** The store in an export. @throws ExportError, while it is read, when the file is none or ends early. */
export function exportStore(file: string): Store {
  let remainder: Remainder | null = null;
  return {
    async *blocks() {
      const lines = createInterface({ input: createReadStream(file, 'utf8') });
      let headed = false;
      for await (const line of lines) {
        const document = parse(line);
        if (!headed) {
          if (document['format'] !== HEAD) throw new ExportError(file);
          headed = true;
        } else if ('block' in document) {
          yield blockOf(document['block'], file);
        } else {
          remainder = remainderOf(document['remainder'], file);
        }
      }
    },
    remainder: () =>
      remainder ? Promise.resolve(remainder) : Promise.reject(new ExportError(file)),
  };

  function parse(line: string): Record<string, unknown> {
    try {
      return record(JSON.parse(line), file);
    } catch {
      throw new ExportError(file);
    }
  }
}

function blockOf(value: unknown, file: string): StoredBlock {
  const { number, keyId, line, eventIds, leaves, frontier, rows } = record(value, file);
  const texts = [keyId, line, leaves, frontier].every((one) => typeof one === 'string');
  const whole = Number.isSafeInteger(number) && isTexts(eventIds) && Array.isArray(rows);
  if (!texts || !whole || !rows.every(isRow)) throw new ExportError(file);
  return {
    number: Number(number),
    keyId: String(keyId),
    line: String(line),
    eventIds,
    leaves: Buffer.from(String(leaves), 'base64'),
    frontier: Buffer.from(String(frontier), 'base64'),
    rows,
  };
}

function remainderOf(value: unknown, file: string): Remainder {
  const { waiting, rows, strays, orphans, purges } = record(value, file);
  const counted = Number.isSafeInteger(waiting) && Number.isSafeInteger(rows);
  if (!counted || !isTexts(strays) || !isTexts(orphans) || !Array.isArray(purges))
    throw new ExportError(file);
  return {
    waiting: Number(waiting),
    rows: Number(rows),
    strays,
    orphans,
    purges: purges.map((purge) => {
      const { eventId, positions } = record(purge, file);
      return { eventId: String(eventId), positions: String(positions) };
    }),
  };
}

function record(value: unknown, file: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new ExportError(file);
  return value as Record<string, unknown>;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isRow(value: unknown): value is Row | null {
  if (value === null) return true;
  if (!Array.isArray(value) || value.length !== COLUMNS) return false;
  return value.every((one) => one === null || typeof one === 'string');
}
