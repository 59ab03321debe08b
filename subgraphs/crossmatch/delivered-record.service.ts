import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createSharingGate, type AskedQuestion } from '../../kernel/runtime/sharing-gate.ts';
import { closedFields, type SharedField } from '../../kernel/sharing.ts';
import type { ExtractBatch, Prisma } from '../../prisma/generated/client/client.ts';
import type { CorrectionAsked, RecordState } from './delivered-record.labels.ts';
import { UUID } from './time-order.ts';

/** A row of a batch that the department delivered, counted from 1 below the header. */
export type DeliveredRow = { batchId: string; rowNo: number };

/** What became of it; what the agreement leaves closed is null. Nothing of a case, an alert or a household. */
export type DeliveredRecord = {
  state: RecordState | null;
  setAsideCode: string | null;
  compared: boolean | null;
  correction: CorrectionAsked | null;
  notOpened: readonly SharedField[];
};

type Told = Omit<DeliveredRecord, 'notOpened'>;

const NOT_FOUND: Told = {
  state: 'NOT_FOUND',
  setAsideCode: null,
  compared: false,
  correction: 'NONE',
};

/** 标准问题: what became of the record I delivered. Another department's batch is as one that does not exist. */
export function createDeliveredRecordService(deps: SubgraphDeps) {
  const gate = createSharingGate(deps, 'crossmatch');
  return {
    /** @throws HubError as the gate */
    async find(
      request: RequestContext,
      row: DeliveredRow,
      reason: Pick<AskedQuestion, 'purpose'> & { handlingNo: string },
    ): Promise<DeliveredRecord> {
      const question = 'DELIVERED_RECORD';
      return gate.ask(request, { question, ...reason }, async (tx, { fields }) => {
        const told = (await toldOf(tx, request.actor.departmentCode ?? '', row)) ?? NOT_FOUND;
        const opened = <T>(field: SharedField, value: T) => (fields.includes(field) ? value : null);
        const value = {
          state: opened('STATE', told.state),
          setAsideCode: opened('STATE', told.setAsideCode),
          compared: opened('COMPARED', told.compared),
          correction: opened('CORRECTION', told.correction),
          notOpened: closedFields(question, fields),
        };
        return { value };
      });
    },
  };
}

async function toldOf(
  tx: Prisma.TransactionClient,
  departmentCode: string,
  { batchId, rowNo }: DeliveredRow,
): Promise<Told | null> {
  if (!UUID.test(batchId)) return null;
  const batch = await tx.extractBatch.findFirst({ where: { id: batchId, departmentCode } });
  if (!batch || rowNo < 1 || rowNo > batch.rows) return null;
  const [aside, ticket] = [
    await tx.setAsideRow.findFirst({ where: { batchId, rowNo }, select: { code: true } }),
    await tx.correctionTicket.findFirst({
      where: { batchId, rowNo, departmentCode },
      orderBy: { openedAt: 'desc' },
      select: { status: true },
    }),
  ];
  const state = stateOf(batch, aside !== null);
  return {
    state,
    setAsideCode: aside?.code ?? null,
    compared: state === 'RECEIVED' && batch.matchedRoster !== null,
    correction: ticket === null ? 'NONE' : ticket.status === 'OPEN' ? 'ASKED' : 'ANSWERED',
  };
}

/** Once set-aside rows are purged, a row of a batch that had some can have been one of them. */
function stateOf(batch: ExtractBatch, isAside: boolean): RecordState {
  if (batch.status === 'REJECTED') return 'REJECTED';
  if (isAside) return 'SET_ASIDE';
  return batch.purgedAt !== null && batch.setAside > 0 ? 'PURGED' : 'RECEIVED';
}
