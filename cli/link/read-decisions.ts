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
 * @throws HubError LINK_INPUT_INVALID for a column that is absent, a verdict that is none or two that contradict each other; as `openRecords`
 */
export async function readDecisions(file: string | undefined): Promise<GivenDecision[]> {
  if (file === undefined) return [];
  const { columns, rows } = await openRecords(file, '--decisions');
  const [left, right, same] = ['left', 'right', 'same'].map((name) => columnOf(columns, name));
  const decisions: GivenDecision[] = [];
  const firstRows = new Map<string, number>();
  for await (const chunk of rows) {
    for (const cells of chunk) {
      const verdict = WORDS[(cells[same ?? -1] ?? '').toLowerCase()];
      if (verdict === undefined) {
        const problem = `data row ${decisions.length + 1}: same is neither 1 nor 0`;
        throw new HubError('LINK_INPUT_INVALID', { problem, option: '--decisions' });
      }
      const [one, other] = [cells[left ?? -1] ?? '', cells[right ?? -1] ?? ''];
      decisions.push({ left: one, right: other, same: verdict });
      const pair = JSON.stringify([one, other]);
      const first = firstRows.get(pair) ?? decisions.length;
      firstRows.set(pair, first);
      if (decisions[first - 1]?.same !== verdict) {
        const problem = `data rows ${first} and ${decisions.length} contradict each other`;
        throw new HubError('LINK_INPUT_INVALID', { problem, option: '--decisions' });
      }
    }
  }
  return decisions;
}

function columnOf(columns: readonly string[], name: string): number {
  const at = columns.findIndex((column) => column.toLowerCase() === name);
  if (at < 0)
    throw new HubError('LINK_INPUT_INVALID', {
      problem: `no column ${name}`,
      option: '--decisions',
    });
  return at;
}
