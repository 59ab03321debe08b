import type pg from 'pg';
import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Objection } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertNoIdNumber, assertStatement } from './free-text.ts';
import { inTransaction } from './match/transaction.ts';
import { objectionDue } from './objection-due.ts';
import type { ObjectionGround, ObjectionOutcome } from './objection.labels.ts';
import { createObjectionService } from './objection.service.ts';
import { openObjectionTickets } from './objection-ticket.ts';
import {
  closeObjection,
  insertObjection,
  lockAlertsOn,
  lockObjection,
  noteOnAlerts,
  partRecords,
  recordsOfAlert,
  recordsOfRow,
  type ObjectionPlace,
} from './objection-write.ts';
import { reconcileNow } from './reconcile-now.ts';
import { waitForComparison } from './review-write.ts';
import { concernWhere } from './scope.ts';
import { UUID } from './time-order.ts';

/** The record objected to: those behind an alert, or a row that was delivered about the person. */
export type ObjectionTarget = {
  alertNo?: string | null | undefined;
  /** With an alert: only its records of this source. */
  source?: string | null | undefined;
  personId?: string | null | undefined;
  batchId?: string | null | undefined;
  rowNo?: number | null | undefined;
};

export type ObjectionInput = ObjectionTarget & {
  ground: ObjectionGround;
  statement: string;
  receivedOn: PlainDate;
};

export type ObjectionDecision = { objectionNo: string; outcome: ObjectionOutcome; note: string };

const IN_REACH = `
  SELECT person_id AS "personId", household_no AS "householdNo", street_code AS "streetCode"
    FROM households.person_in_reach WHERE person_id = $1 ORDER BY household_no LIMIT 1`;

/**
 * The acts on an objection. Each is one transaction: find in the actor's own scope → decide → objection, what
 * follows from it, the alerts' history and the audit row.
 *
 * All throw HubError FORBIDDEN for a role that may not act; NOT_FOUND, also out of reach; INVALID_INPUT for a text
 * that is empty or holds an id number; INVALID_STATE once decided; MATCH_RUNNING while a comparison writes.
 */
export function createObjectionActService(deps: SubgraphDeps) {
  const { clock, calendar, vault } = deps;
  const { db, pool } = deps.database;
  const objections = createObjectionService(deps);
  const recusals = createRecusals(deps.database);

  /** Whom the objection concerns, as the actor itself finds it. */
  async function placeOf(actor: Actor, target: ObjectionTarget): Promise<ObjectionPlace> {
    const { alertNo, personId } = target;
    if (alertNo != null) {
      const alert = await db.alert.findFirst({
        where: { AND: [{ alertNo }, concernWhere(actor, 'ALERT_READ', await recusals.of(actor))] },
        select: { personId: true, householdNo: true, streetCode: true },
      });
      if (alert === null) throw new HubError('NOT_FOUND', { alertNo });
      return alert;
    }
    if (personId == null || !UUID.test(personId)) throw new HubError('NOT_FOUND');
    const { rows } = await pool.query<ObjectionPlace>(IN_REACH, [personId]);
    const [place] = rows;
    if (place === undefined) throw new HubError('NOT_FOUND', { personId });
    return place;
  }

  async function close(
    request: RequestContext,
    objectionNo: string,
    work: (
      client: pg.ClientBase,
      found: Awaited<ReturnType<typeof lockObjection>>,
    ) => Promise<void>,
  ): Promise<Objection> {
    if ((await objections.find(request.actor, objectionNo)) === null)
      throw new HubError('NOT_FOUND', { objectionNo });
    await actingAsHub(() =>
      inTransaction(pool, async (client) => {
        await waitForComparison(client);
        const found = await lockObjection(client, objectionNo);
        if (found.status !== 'OPEN') throw new HubError('INVALID_STATE', { objectionNo });
        await work(client, found);
        const alertNos = await lockAlertsOn(client, found.personId, found.records);
        const by = { subject: request.actor.subject, objectionNo };
        await noteOnAlerts(client, alertNos, 'OBJECTION_DECIDED', by);
        await reconcileNow(client, deps, request.actor, found.personId);
      }),
    );
    return db.objection.findUniqueOrThrow({ where: { objectionNo } });
  }

  return {
    /** 受理异议: from here until it is decided the records rest. */
    async receive(request: RequestContext, input: ObjectionInput): Promise<Objection> {
      const { actor } = request;
      assertCan(actor, 'OBJECTION_RECEIVE');
      assertStatement('statement', input.statement);
      const day = today(clock);
      if (input.receivedOn > day) throw new HubError('INVALID_INPUT', { field: 'receivedOn' });
      const place = await placeOf(actor, input);
      const objectionNo = await actingAsHub(() =>
        inTransaction(pool, async (client) => {
          await waitForComparison(client);
          const records = await recordsOf(client, place, input);
          const alertNos = await lockAlertsOn(client, place.personId, records);
          const { ground, statement, receivedOn } = input;
          const parameters = await loadPolicyParameters(client, day);
          const made = await insertObjection(client, vault, place, {
            ...{ ground, statement, receivedOn, records },
            receivedBy: actor.subject,
            receivedAt: clock.now(),
            due: objectionDue(receivedOn, parameters, calendar),
          });
          const by = { subject: actor.subject, objectionNo: made };
          await noteOnAlerts(client, alertNos, 'OBJECTION_RECEIVED', by);
          await recordAudit(client, auditScope(request), {
            kind: 'OBJECTION_RECEIVED',
            objectionNo: made,
            personId: place.personId,
            ground,
          });
          return made;
        }),
      );
      return db.objection.findUniqueOrThrow({ where: { objectionNo } });
    },

    /**
     * 作出决定, by another account than received it. Upheld, a record that is not the person's is parted from them
     * for good, and of a wrong one the department is asked to correct it.
     *
     * @throws HubError OBJECTION_SAME_PERSON
     */
    async decide(
      request: RequestContext,
      { objectionNo, outcome, note }: ObjectionDecision,
    ): Promise<Objection> {
      const { actor } = request;
      assertCan(actor, 'OBJECTION_DECIDE');
      assertStatement('note', note);
      return close(request, objectionNo, async (client, found) => {
        if (found.receivedBy === actor.subject) throw new HubError('OBJECTION_SAME_PERSON');
        const by = { decidedBy: actor.subject, decidedAt: clock.now() };
        await closeObjection(client, objectionNo, { ...by, status: outcome, note });
        const scope = auditScope(request);
        const { personId } = found;
        const kind = 'OBJECTION_DECIDED';
        await recordAudit(client, scope, { kind, objectionNo, personId, outcome });
        if (outcome === 'REJECTED') return;
        if (found.ground === 'NOT_MINE') {
          await partRecords(client, objectionNo, by);
          return;
        }
        const openedAt = by.decidedAt;
        const doubt = { objectionNo, statement: note, openedAt };
        await openObjectionTickets(client, vault, request, doubt);
      });
    },

    /** 撤回异议: the person takes it back; whoever hears of it writes it down. */
    async withdraw(
      request: RequestContext,
      { objectionNo, note = null }: { objectionNo: string; note?: string | null | undefined },
    ): Promise<Objection> {
      const { actor } = request;
      assertCan(actor, 'OBJECTION_RECEIVE');
      assertNoIdNumber('note', note ?? '');
      return close(request, objectionNo, async (client, { personId }) => {
        const by = { decidedBy: actor.subject, decidedAt: clock.now() };
        await closeObjection(client, objectionNo, { ...by, status: 'WITHDRAWN', note });
        await recordAudit(client, auditScope(request), {
          kind: 'OBJECTION_DECIDED',
          objectionNo,
          personId,
          outcome: 'WITHDRAWN',
        });
      });
    },
  };
}

/** @throws HubError NOT_FOUND when there is no such record of the person */
async function recordsOf(
  client: pg.ClientBase,
  { personId }: ObjectionPlace,
  { alertNo, source, batchId, rowNo }: ObjectionTarget,
) {
  const row = batchId != null && rowNo != null && UUID.test(batchId) ? { batchId, rowNo } : null;
  const records =
    alertNo != null
      ? await recordsOfAlert(client, alertNo, source ?? null)
      : row && (await recordsOfRow(client, personId, row));
  if (!records?.length) throw new HubError('NOT_FOUND', { field: 'record' });
  return records;
}
