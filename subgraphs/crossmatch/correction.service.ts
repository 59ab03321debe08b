import { assertCan, streetScope, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { createRecusals, type Recused } from '../../kernel/runtime/recusals.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { CorrectionTicket, Prisma } from '../../prisma/generated/client/client.ts';
import { auditScope, noteAlert } from './alert-write.ts';
import type { CorrectionOutcomeCode } from './correction.labels.ts';
import { assertStatement } from './free-text.ts';
import { answerObjectionTicket } from './objection-ticket.ts';
import { concernWhere, departmentWhere } from './scope.ts';
import { stretchArgs, type TimeOrder, type TimeStretch } from './time-order.ts';

export type CorrectionFilter = {
  departmentCode?: CodeFilterInput | null | undefined;
  source?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
};

export type CorrectionAnswer = {
  ticketNo: string;
  outcome: CorrectionOutcomeCode;
  answer: string;
};

/** Tickets as they were opened, the newest first. */
export const CORRECTION_ORDER: TimeOrder<CorrectionTicket> = {
  at: 'openedAt',
  key: 'ticketNo',
  direction: 'desc',
  shape: /^GZ-\w{7}$/,
};

/**
 * 数据更正单. A liaison sees the tickets of the own department, a street those of its alerts, the
 * bureau all.
 */
export function createCorrectionService(deps: SubgraphDeps) {
  const { database, clock } = deps;
  const { db } = database;
  const recusals = createRecusals(database);

  async function visible(
    actor: Actor,
    where: Prisma.CorrectionTicketWhereInput,
  ): Promise<Prisma.CorrectionTicketWhereInput> {
    return { AND: [correctionScope(actor, await recusals.of(actor)), where] };
  }

  return {
    /** One stretch of the tickets that the actor may see, the newest first. */
    async list(
      actor: Actor,
      filter: CorrectionFilter,
      stretch: TimeStretch,
    ): Promise<CorrectionTicket[]> {
      const { within, orderBy, take } = stretchArgs(CORRECTION_ORDER, stretch);
      const where = { AND: [await visible(actor, filterWhere(filter)), within] };
      return db.correctionTicket.findMany({ where, orderBy, take });
    },

    /** How many tickets `list` gives over all its pages. */
    async count(actor: Actor, filter: CorrectionFilter): Promise<number> {
      return db.correctionTicket.count({ where: await visible(actor, filterWhere(filter)) });
    },

    /** The ticket of that number; null when there is none in the actor's scope. */
    async find(actor: Actor, ticketNo: string): Promise<CorrectionTicket | null> {
      return db.correctionTicket.findFirst({ where: await visible(actor, { ticketNo }) });
    },

    /** The tickets that alerts opened, as far as the actor may see them. */
    async ofAlerts(
      actor: Actor,
      alertNos: readonly string[],
    ): Promise<Map<string, CorrectionTicket[]>> {
      const rows = await db.correctionTicket.findMany({
        where: await visible(actor, { alertNo: { in: [...alertNos] } }),
        orderBy: { ticketNo: 'asc' },
      });
      return groupBy(rows, (row) => row.alertNo ?? '');
    },

    /** The tickets that objections opened, as far as the actor may see them. */
    async ofObjections(
      actor: Actor,
      objectionNos: readonly string[],
    ): Promise<Map<string, CorrectionTicket[]>> {
      const rows = await db.correctionTicket.findMany({
        where: await visible(actor, { objectionNo: { in: [...objectionNos] } }),
        orderBy: { ticketNo: 'asc' },
      });
      return groupBy(rows, (row) => row.objectionNo ?? '');
    },

    /**
     * The department's answer to a ticket of its own, given once.
     *
     * @throws HubError NOT_FOUND for another department's ticket, INVALID_STATE when it is answered,
     *   INVALID_INPUT when the text is empty or holds an id number, MATCH_RUNNING as `answerObjectionTicket`
     */
    async answer(
      request: RequestContext,
      { ticketNo, outcome, answer }: CorrectionAnswer,
    ): Promise<CorrectionTicket> {
      const { actor } = request;
      assertCan(actor, 'CORRECTION_ANSWER');
      assertStatement('answer', answer);
      const where = await visible(actor, { ticketNo });
      const ticket = await db.correctionTicket.findFirst({ where, select: { alertNo: true } });
      if (ticket === null) throw new HubError('NOT_FOUND', { ticketNo });
      const { alertNo } = ticket;
      if (alertNo === null) {
        await answerObjectionTicket(deps, request, { ticketNo, outcome, answer });
        return db.correctionTicket.findUniqueOrThrow({ where: { ticketNo } });
      }
      return db.$transaction(async (tx) => {
        const { count } = await tx.correctionTicket.updateMany({
          where: { ticketNo, status: 'OPEN' },
          data: {
            status: 'ANSWERED',
            outcome,
            answer,
            answeredAt: clock.now(),
            answeredBy: actor.subject,
          },
        });
        if (count === 0) throw new HubError('INVALID_STATE', { ticketNo });
        await noteAlert(tx, actor, alertNo, 'CORRECTION_ANSWERED', { ticketNo, outcome });
        await recordAudit(tx, auditScope(request), { kind: 'CORRECTION_ANSWERED', ticketNo });
        return tx.correctionTicket.findUniqueOrThrow({ where: { ticketNo } });
      });
    },
  };
}

/** A liaison reaches a ticket only through the department; everybody else through its alert or objection too. */
function correctionScope(actor: Actor, recused: Recused): Prisma.CorrectionTicketWhereInput {
  if (actor.role === 'LIAISON') return departmentWhere(actor, 'CORRECTION_READ');
  const concern = concernWhere(actor, 'CORRECTION_READ', recused);
  const reach = { OR: [{ alert: concern }, { objection: concern }] };
  return streetScope(actor) === 'ALL'
    ? { ...departmentWhere(actor, 'CORRECTION_READ'), ...reach }
    : reach;
}

function filterWhere(filter: CorrectionFilter): Prisma.CorrectionTicketWhereInput {
  return {
    departmentCode: whereText(filter.departmentCode),
    source: whereText(filter.source),
    status: whereText(filter.status),
  };
}
