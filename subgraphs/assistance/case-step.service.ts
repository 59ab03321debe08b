import { assertCan, type Action } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Case, CaseStep } from '../../prisma/generated/client/client.ts';
import { nextStep, type CaseStepKind } from './case-step.ts';
import { casesInScope } from './scope.ts';

const ACTION: Readonly<Record<CaseStepKind, Action>> = {
  ACCEPT: 'CASE_ACCEPT',
  REVIEW: 'CASE_REVIEW',
  APPROVE: 'CASE_APPROVE',
};

/**
 * 受理、审核、审批: who took which step of a case (001 四(四)). A step changes no status, amount or payment: those come
 * with the roster and with nothing else.
 */
export function createCaseStepService({ database, clock }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  return {
    /** The steps of cases in their order. Whoever sees a case sees its steps, so the scope is the case's. */
    async ofCases(caseNos: readonly string[]): Promise<Map<string, CaseStep[]>> {
      const rows = await db.caseStep.findMany({
        where: { caseNo: { in: [...caseNos] } },
        orderBy: [{ caseNo: 'asc' }, { nth: 'asc' }],
      });
      return groupBy(rows, (row) => row.caseNo);
    },

    /**
     * Writes down that the actor took a step: find in scope → decide → step and audit row in one transaction.
     *
     * @throws HubError FORBIDDEN for another role; NOT_FOUND, also for a case out of scope or of a relative;
     *   INVALID_STATE for a step out of its turn or an ended case; DUTIES_NOT_SEPARATED; CONFLICT when somebody
     *   else was quicker
     */
    async record(request: RequestContext, caseNo: string, step: CaseStepKind): Promise<Case> {
      const { actor, requestId, purpose } = request;
      assertCan(actor, ACTION[step]);
      const scope = casesInScope(actor, await recusals.of(actor));
      const work = db.$transaction(async (tx) => {
        const found = await tx.case.findFirst({ where: { AND: [{ caseNo }, scope] } });
        if (found === null) throw new HubError('NOT_FOUND', { caseNo });
        if (found.status === 'ENDED') throw new HubError('INVALID_STATE', { caseNo });
        const taken = await tx.caseStep.findMany({ where: { caseNo }, orderBy: { nth: 'asc' } });
        const next = nextStep(taken, { step, by: actor.subject });
        if (next === null) return found;
        const { subject: recordedBy, role } = actor;
        const recordedAt = clock.now();
        await tx.caseStep.createMany({
          data: [{ caseNo, ...next, step, recordedBy, role, recordedAt }],
        });
        await recordAudit(
          tx,
          { subgraph: 'assistance', actor, requestId, purpose },
          { kind: 'CASE_STEP_RECORDED', caseNo, round: next.round, step },
        );
        return found;
      });
      return work.catch(quicker);
    },
  };
}

/** Of two who take the same step at once the table lets one through. */
function quicker(error: unknown): never {
  if ((error as { code?: unknown }).code === 'P2002')
    throw new HubError('CONFLICT', {}, { cause: error });
  throw error;
}
