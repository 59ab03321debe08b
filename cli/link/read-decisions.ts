import { columnAt } from '../../subgraphs/crossmatch/linkage/linkage-input.ts';
import { blaming, invalidInput } from './blame.ts';
import { openRecords } from './read-records.ts';

export type GivenDecision = { left: string; right: string; same: boolean };

const WORDS: Readonly<Record<string, boolean>> = {
  ...{ '1': true, true: true, same: true, match: true },
  ...{ '0': false, false: false, different: false },
};

/**
 * What persons decided about pairs: a table with the columns left, right and same (1/0, true/false, SAME/DIFFERENT).
 * None without a file. Where one file is compared with itself (`dedupe`), a pair is the same whichever record comes
 * first.
 * @throws HubError LINK_INPUT_INVALID for a column that is absent, a verdict that is none or two
 * rows that contradict each other; as `openRecords`
 */
export async function readDecisions(
  file: string | undefined,
  { dedupe }: { dedupe: boolean },
): Promise<GivenDecision[]> {
  if (file === undefined) return [];
  return blaming('--decisions', async () => {
    const table = await openRecords(file, '--decisions');
    const columns = table.columns.map((name) => name.toLowerCase());
    const [left = -1, right = -1, same = -1] = ['left', 'right', 'same'].map((name) =>
      columnAt({ ...table, columns }, name),
    );
    const decisions: GivenDecision[] = [];
    const firstRows = new Map<string, number>();
    for await (const chunk of table.rows) {
      for (const cells of chunk) {
        const said = {
          left: cells[left] ?? '',
          right: cells[right] ?? '',
          same: verdictIn(cells[same], decisions.length + 1),
        };
        decisions.push(said);
        const pair = dedupe ? [said.left, said.right].sort() : [said.left, said.right];
        const key = JSON.stringify(pair);
        const first = firstRows.get(key) ?? decisions.length;
        firstRows.set(key, first);
        if (decisions[first - 1]?.same !== said.same) throw contradiction(first, decisions.length);
      }
    }
    return decisions;
  });
}

function verdictIn(cell: string | null | undefined, row: number): boolean {
  const verdict = WORDS[(cell ?? '').toLowerCase()];
  if (verdict !== undefined) return verdict;
  throw invalidInput(`第 ${row} 条：same 须为 1 或 0`, `data row ${row}: same is neither 1 nor 0`);
}

function contradiction(first: number, second: number): Error {
  return invalidInput(
    `第 ${first} 条与第 ${second} 条互相矛盾`,
    `data rows ${first} and ${second} contradict each other`,
  );
}
