import { HubError } from '../../kernel/errors.ts';
import { openRecords } from './read-records.ts';

export type GivenDecision = { left: string; right: string; same: boolean };

const WORDS: Readonly<Record<string, boolean>> = {
  ...{ '1': true, true: true, same: true, match: true },
  ...{ '0': false, false: false, different: false },
};

/**
 * What persons decided about pairs: a table with the columns left, right and same (1/0, true/false, SAME/DIFFERENT).
 * None without a file.
 * @throws HubError LINK_INPUT_INVALID for a column that is absent or a verdict that is none; as `openRecords`
 */
export async function readDecisions(file: string | undefined): Promise<GivenDecision[]> {
  if (file === undefined) return [];
  const { columns, rows } = await openRecords(file);
  const [left, right, same] = ['left', 'right', 'same'].map((name) => columnOf(columns, name));
  const decisions: GivenDecision[] = [];
  for await (const chunk of rows) {
    for (const cells of chunk) {
      const verdict = WORDS[(cells[same ?? -1] ?? '').toLowerCase()];
      if (verdict === undefined) {
        const problem = `decisions, row ${decisions.length + 1}: same is neither 1 nor 0`;
        throw new HubError('LINK_INPUT_INVALID', { problem });
      }
      decisions.push({
        left: cells[left ?? -1] ?? '',
        right: cells[right ?? -1] ?? '',
        same: verdict,
      });
    }
  }
  return decisions;
}

function columnOf(columns: readonly string[], name: string): number {
  const at = columns.findIndex((column) => column.toLowerCase() === name);
  if (at < 0) throw new HubError('LINK_INPUT_INVALID', { problem: `decisions: no column ${name}` });
  return at;
}
