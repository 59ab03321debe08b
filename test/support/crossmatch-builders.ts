import type { Actor, Role } from '../../kernel/actor.ts';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import type { RequestContext } from '../../kernel/runtime/subgraph.ts';
import type {
  Alert,
  CorrectionTicket,
  ExtractBatch,
  MatchedFact,
  Prisma,
  PrismaClient,
} from '../../prisma/generated/client/client.ts';

/** Two streets of the invented district; `JING` is where builders put things that name no street. */
export const JING = '310106011';
export const DONG = '310106012';

const SPOKEN = '23456789BCDFGHJKLMNPQRSTVWXYZ';
let sequence = 0;

/** A number no other call in this process got. */
export function nextNumber(): number {
  sequence += 1;
  return sequence;
}

/** An opaque id as the database takes it. */
export function anId(): string {
  return `00000000-0000-8000-8000-${nextNumber().toString(16).padStart(12, '0')}`;
}

/** Someone of a role, of street `JING` or the named department unless told otherwise. */
export function anActor(role: Role, given: Partial<Actor> = {}): Actor {
  const ofStreet = ['CASE_OFFICER', 'REVIEWER', 'APPROVER', 'OFFICE_HEAD', 'AIDE'].includes(role);
  return {
    subject: `${role.toLowerCase()}-${nextNumber()}`,
    role,
    streetCode: ofStreet ? JING : null,
    departmentCode: role === 'LIAISON' ? 'public-security' : null,
    displayName: null,
    ...given,
  };
}

/** A request of that actor. */
export function aRequest(actor: Actor): RequestContext {
  return { actor, purpose: null, requestId: `r-${nextNumber()}` };
}

/** An accepted delta of public security with a hundred rows. */
export async function aBatch(
  db: PrismaClient,
  given: Partial<Prisma.ExtractBatchUncheckedCreateInput> = {},
): Promise<ExtractBatch> {
  const serial = nextNumber();
  return db.extractBatch.create({
    data: {
      id: anId(),
      source: 'public-security.death',
      departmentCode: 'public-security',
      fileName: `public-security.death_2026-10_delta_${serial}.csv`,
      sha256: serial.toString(16).padStart(64, '0'),
      period: '2026-10',
      periodEnd: toDbDate(plainDate('2026-10-31')),
      mode: 'DELTA',
      serial,
      status: 'ACCEPTED',
      notices: [],
      rows: 100,
      accepted: 100,
      setAside: 0,
      setAsideByCode: {},
      asOf: toDbDate(plainDate('2026-11-02')),
      receivedAt: new Date('2026-11-02T00:30:00Z'),
      receivedBy: 'cli:ingest',
      ...given,
    },
  });
}

/** A record that matched somebody: a death, unless told otherwise. */
export async function aFact(
  db: PrismaClient,
  batch: ExtractBatch,
  given: Partial<Prisma.MatchedFactUncheckedCreateInput> = {},
): Promise<MatchedFact> {
  const rowNo = nextNumber();
  return db.matchedFact.create({
    data: {
      id: anId(),
      batchId: batch.id,
      rowNo,
      part: 0,
      source: batch.source,
      personId: anId(),
      naturalKey: `key-${rowNo}`,
      periodEnd: batch.periodEnd,
      serial: batch.serial,
      data: {
        source: 'public-security.death',
        diedOn: '2026-10-03',
        cancelledOn: '2026-10-09',
        revoked: false,
        certificateNo: null,
      },
      ...given,
    },
  });
}

/** An open alert of street `JING` that rests on the given records, or on one of a new batch. */
export async function anAlert(
  db: PrismaClient,
  given: Partial<Prisma.AlertUncheckedCreateInput> = {},
  records?: readonly MatchedFact[],
): Promise<Alert> {
  const number = nextNumber();
  const personId = given.personId ?? anId();
  const evidence = records ?? [await aFact(db, await aBatch(db), { personId })];
  return db.alert.create({
    data: {
      alertNo: anAlertNo(number),
      fingerprint: `fingerprint-${number}`,
      ruleId: 'death-reported',
      severity: 'HIGH',
      tier: 'EXACT',
      personId,
      householdNo: `H-${number}`,
      caseNo: `C-${number}`,
      streetCode: JING,
      factKey: 'death',
      effectiveOn: toDbDate(plainDate('2026-10-03')),
      sources: [...new Set(evidence.map((fact) => fact.source))],
      explanation: '公安机关登记：死亡日期 2026-10-03。',
      explanationParts: [{ field: 'idNumber', agreed: true, text: '身份号码一致' }],
      status: 'OPEN',
      raisedOn: toDbDate(plainDate('2026-11-02')),
      raisedRunId: anId(),
      dueOn: toDbDate(plainDate('2026-11-18')),
      dueDerivation: {
        parameter: 'verification.finish',
        value: 12,
        unit: 'WORKING_DAY',
        instrument: '社会救助工作规程',
        article: '二（一）',
        from: '2026-11-02',
        missing: null,
        text: '自 2026-11-02 起 12 个工作日',
      },
      evidence: { create: evidence.map((fact) => ({ factId: fact.id })) },
      ...given,
    },
  });
}

/** An open ticket about an alert's record. */
export async function aTicket(
  db: PrismaClient,
  alert: Alert,
  fact: MatchedFact,
  given: Partial<Prisma.CorrectionTicketUncheckedCreateInput> = {},
): Promise<CorrectionTicket> {
  return db.correctionTicket.create({
    data: {
      ticketNo: anAlertNo(nextNumber()).replace('YJ-', 'GZ-'),
      alertNo: alert.alertNo,
      departmentCode: 'public-security',
      source: fact.source,
      batchId: fact.batchId,
      rowNo: fact.rowNo,
      field: '死亡日期',
      statement: '该记录的死亡日期与本人健在的事实不符。',
      status: 'OPEN',
      openedAt: new Date('2026-11-02T01:00:00Z'),
      ...given,
    },
  });
}

/** The code of the HubError that a promise is refused with; what it resolves to otherwise. */
export async function refusalOf(act: Promise<unknown>): Promise<unknown> {
  try {
    return { allowed: await act };
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
}

function anAlertNo(number: number): string {
  let rest = number;
  let text = '';
  for (let place = 0; place < 7; place += 1) {
    text = SPOKEN.charAt(rest % SPOKEN.length) + text;
    rest = Math.floor(rest / SPOKEN.length);
  }
  return `YJ-${text}`;
}
