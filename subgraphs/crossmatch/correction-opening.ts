import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { IdNumberVault } from '../../kernel/runtime/id-number-vault.ts';
import type { RequestContext } from '../../kernel/runtime/subgraph.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertNoIdNumber, assertStatement } from './free-text.ts';

/** What is wrong with a department's record, in words meant for that department. */
export type CorrectionRequest = {
  statement: string;
  /** The source whose record is doubted; left out: every record of the evidence is. */
  source?: string | null | undefined;
  /** The column that is doubted, as its header stands in the source's file. */
  field?: string | null | undefined;
};

type Doubted = { batchId: string; rowNo: number; source: string; departmentCode: string };

const MOST_ATTEMPTS = 5;
const LONGEST_FIELD = 40;

/**
 * 数据更正单: one ticket for each doubted row of the alert's evidence, addressed to its department.
 *
 * @throws HubError INVALID_INPUT when the statement is empty or holds an id number, or no row of the
 *   evidence is of the named source
 */
export async function openCorrections(
  tx: Prisma.TransactionClient,
  vault: IdNumberVault,
  request: RequestContext,
  doubt: { alertNo: string; correction: CorrectionRequest; openedAt: Date },
): Promise<void> {
  const { alertNo, openedAt, correction } = doubt;
  const { statement, source = null, field = null } = correction;
  assertStatement('correction.statement', statement);
  if (field !== null && field.length > LONGEST_FIELD) {
    throw new HubError('INVALID_INPUT', { field: 'correction.field' });
  }
  assertNoIdNumber('correction.field', field ?? '');
  const rows = await doubtedRows(tx, alertNo, source);
  if (rows.length === 0) throw new HubError('INVALID_INPUT', { field: 'correction.source' });
  for (const row of rows) {
    const ticketNo = await freeTicketNo(tx, vault, alertNo, row);
    await tx.correctionTicket.create({
      data: { ...row, ticketNo, alertNo, field, statement, status: 'OPEN', openedAt },
    });
    await recordAudit(tx, auditScope(request), { kind: 'CORRECTION_OPENED', ticketNo, alertNo });
  }
}

async function doubtedRows(
  tx: Prisma.TransactionClient,
  alertNo: string,
  source: string | null,
): Promise<Doubted[]> {
  const evidence = await tx.alertEvidence.findMany({
    where: { alertNo, fact: source === null ? {} : { source } },
    select: {
      fact: {
        select: {
          batchId: true,
          rowNo: true,
          source: true,
          batch: { select: { departmentCode: true } },
        },
      },
    },
    orderBy: [{ fact: { batchId: 'asc' } }, { fact: { rowNo: 'asc' } }],
  });
  const rows = new Map<string, Doubted>();
  for (const { fact } of evidence) {
    const { batch, ...place } = fact;
    rows.set(`${place.batchId}|${place.rowNo}`, { ...place, departmentCode: batch.departmentCode });
  }
  return [...rows.values()];
}

/** 'GZ-' and seven characters that survive the telephone, like an alert's number and no part of it. */
async function freeTicketNo(
  tx: Prisma.TransactionClient,
  vault: IdNumberVault,
  alertNo: string,
  { batchId, rowNo }: Doubted,
): Promise<string> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const spoken = vault.alertNo(`correction|${alertNo}|${batchId}|${rowNo}`, attempt);
    const ticketNo = spoken.replace(/^YJ-/, 'GZ-');
    if ((await tx.correctionTicket.count({ where: { ticketNo } })) === 0) return ticketNo;
  }
  throw new HubError('INTERNAL', { reason: 'TICKET_NUMBER_TAKEN' });
}
