import { assertCan } from '../../../kernel/actor.ts';
import { HubError } from '../../../kernel/errors.ts';
import { actingAsHub, actingFor, actingNow, type Acting } from '../../../kernel/runtime/acting.ts';
import { recordAudit, type AuditScope } from '../../../kernel/runtime/audit.ts';
import type { SubgraphDeps } from '../../../kernel/runtime/subgraph.ts';
import type { SetAsideCode } from '../../../kernel/tabular/contract.ts';
import {
  setAsideTemplate,
  type SetAsideCells,
} from '../../../kernel/tabular/set-aside-template.ts';
import { inTransaction } from '../match/transaction.ts';
import { sourceByCode } from '../sources/index.ts';
import { setAsideRowId } from './batch-store.ts';

type SealedRow = { rowNo: number; code: SetAsideCode; rowCipher: Buffer };

const ROWS_PER_READ = 1000;

/**
 * The set-aside rows of a batch as CSV in the department's own template, for those who delivered it; the
 * download is audited before the first line leaves.
 * @throws HubError FORBIDDEN; NOT_FOUND, also for another department's batch.
 */
export async function* downloadSetAside(
  deps: SubgraphDeps,
  scope: AuditScope,
  batchId: string,
): AsyncGenerator<string> {
  const { actor } = scope;
  assertCan(actor, 'BATCH_DELIVER');
  // The answer is read long after the call that asked for it: each read says anew in whose name it is.
  const acting = actingNow();
  const { pool } = deps.database;
  const source = await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ source: string; setAside: number }>(
      `SELECT source, set_aside AS "setAside" FROM extract_batch
        WHERE id::text = $1 AND ($2::text IS NULL OR department_code = $2)`,
      [batchId, actor.role === 'LIAISON' ? (actor.departmentCode ?? '') : null],
    );
    const [batch] = rows;
    if (!batch) throw new HubError('NOT_FOUND');
    await recordAudit(tx, scope, { kind: 'SET_ASIDE_DOWNLOADED', batchId, rows: batch.setAside });
    return sourceByCode(batch.source);
  });
  yield* setAsideTemplate(source.contract, openedRows(deps, acting, batchId));
}

async function* openedRows(
  { database, vault }: SubgraphDeps,
  acting: Acting | null,
  batchId: string,
): AsyncGenerator<SetAsideCells> {
  let after = 0;
  for (;;) {
    const from = after;
    const { rows } = await inNameOf(acting, () =>
      database.pool.query<SealedRow>(
        `SELECT row_no AS "rowNo", code, row_cipher AS "rowCipher" FROM set_aside_row
          WHERE batch_id = $1 AND row_no > $2 ORDER BY row_no LIMIT ${ROWS_PER_READ}`,
        [batchId, from],
      ),
    );
    for (const { rowNo, code, rowCipher } of rows) {
      const cells = JSON.parse(vault.open(rowCipher, setAsideRowId(batchId, rowNo))) as string[];
      yield { cells, code };
      after = rowNo;
    }
    if (rows.length < ROWS_PER_READ) return;
  }
}

function inNameOf<T>(acting: Acting | null, work: () => T): T {
  if (acting === null || acting === 'NOBODY') return work();
  return acting === 'HUB' ? actingAsHub(work) : actingFor(acting, work);
}
