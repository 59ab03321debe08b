import { toDbDate, plainDate } from '../../kernel/plain-date.ts';
import { aBatch, aFact, anAlert, anId, aTicket } from './crossmatch-builders.ts';
import type { AccessRow } from './access-oracle.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { testKeys, type FreshDatabase } from './database.ts';

export const DEPARTMENTS = ['public-security', 'human-resources'] as const;
export const STREETS = ['310106011', '310106012', '310106013'] as const;
const PER_STREET = 8;
const DAY = toDbDate(plainDate('2026-01-01'));
const ENDED = toDbDate(plainDate('2026-06-01'));

/** Rows of every kind in three streets: persons who stay, who moved to the next street, and who are in no household. */
export async function accessDistrict(database: FreshDatabase): Promise<AccessRow[]> {
  const households = database.subgraph('households').db;
  const assistance = database.subgraph('assistance').db;
  const crossmatch = database.subgraph('crossmatch').db;
  const batch = await aBatch(crossmatch);
  await assistance.assistanceRosterLoad.create({
    data: {
      ...{
        id: anId(),
        kind: 'cases',
        fileName: 'cases_2026-01-01.csv',
        rosterDate: DAY,
        sha256: '',
      },
      ...{ rows: 24, accepted: 24, setAsideByCode: {}, loadedAt: DAY },
    },
  });
  const rows: AccessRow[] = [];
  for (const department of DEPARTMENTS) rows.push(...(await setAsideRows(database, department)));

  async function person(where: { street: string; householdNo: string; now: boolean }[]) {
    const id = anId();
    await households.person.create({
      data: {
        id,
        idNumberCipher: new Uint8Array(47),
        idNumberIndex: Buffer.concat([Buffer.from([1]), Buffer.from(id.padEnd(36)).subarray(4)]),
        documentClass: 'RESIDENT_ID',
        name: '测试',
        memberships: {
          create: where.map(({ householdNo, now }) => ({
            id: anId(),
            householdNo,
            relationship: '01',
            covered: true,
            validFrom: DAY,
            validTo: now ? null : ENDED,
          })),
        },
      },
    });
    const current = where.filter(({ now }) => now);
    const belongs = current.length > 0 ? current : where;
    const streets = belongs.map(({ street }) => street);
    const of = belongs.map(({ householdNo }) => householdNo);
    rows.push({ kind: 'person', key: id, streets, households: of });
    return id;
  }

  const all = STREETS.flatMap((street, s) =>
    Array.from({ length: PER_STREET }, (_, n) => ({ street, householdNo: `HH-${s}-${n}` })),
  );
  await households.household.createMany({
    data: all.map(({ street, householdNo }) => ({
      householdNo,
      streetCode: street,
      committeeCode: `${street}001`,
      firstSeenOn: DAY,
    })),
  });
  for (const [n, here] of all.entries()) {
    const { street, householdNo } = here;
    const next = all[(n + PER_STREET) % all.length] ?? here;
    const own = { streets: [street], households: [householdNo] };
    rows.push({ kind: 'household', key: householdNo, ...own });
    const personId = await person([{ ...here, now: true }]);
    if (n % 3 === 0)
      await person([
        { ...here, now: false },
        { ...next, now: true },
      ]);
    if (n % 4 === 0) await person([{ ...here, now: false }]);
    const caseNo = `CC-${n}`;
    await assistance.case.create({
      data: {
        caseNo,
        householdNo,
        streetCode: street,
        programmeCode: 'DIBAO',
        status: 'ACTIVE',
        startMonth: DAY,
        monthlyAmountFen: 1n,
        coveredCount: 1,
        rosterDate: DAY,
        payments: { create: { month: DAY, amountFen: 1n } },
        months: {
          create: {
            month: DAY,
            streetCode: street,
            programmeCode: 'DIBAO',
            status: 'ACTIVE',
            coveredCount: 1,
            amountFen: 1n,
          },
        },
      },
    });
    const recordedBy = { recordedBy: 'another', role: 'CASE_OFFICER', recordedAt: new Date(0) };
    const first = { nth: 1, follows: null, round: 1, step: 'ACCEPT' };
    await assistance.caseStep.create({ data: { caseNo, ...first, ...recordedBy } });
    rows.push({ kind: 'case', key: caseNo, ...own });
    const about = { personId, householdNo, streetCode: street };
    const fact = await aFact(crossmatch, batch, { personId });
    const alert = await anAlert(crossmatch, { ...about, caseNo }, [fact]);
    rows.push({ kind: 'alert', key: alert.alertNo, ...own });
    await crossmatch.alertEvent.create({
      data: { alertNo: alert.alertNo, kind: 'RAISED', actor: 'test', detail: {} },
    });
    const department = DEPARTMENTS[n % 2] ?? DEPARTMENTS[0];
    const ticket = await aTicket(crossmatch, alert, fact, { departmentCode: department });
    rows.push({ kind: 'ticket', key: ticket.ticketNo, department, ...own });
    const task = { householdNo, streetCode: street, raisedOn: DAY, blockedRows: 1 };
    await crossmatch.authorisationTask.create({ data: task });
    rows.push({ kind: 'task', key: householdNo, ...own });
    const id = anId();
    const common = { id, batchId: batch.id, raisedOn: DAY, status: 'OPEN', ...about };
    await crossmatch.matchReview.create({
      data: {
        ...common,
        fingerprint: id,
        source: batch.source,
        rowNo: n,
        part: 0,
        reason: 'NAME_DIFFERS',
        recordName: '测试',
        recordKey: id,
        parts: [],
        data: {},
      },
    });
    rows.push({ kind: 'review', key: id, ...own });
    await crossmatch.outreachTask.create({
      data: {
        id,
        batchId: batch.id,
        raisedOn: DAY,
        status: 'OPEN',
        personId,
        streetCode: street,
        source: 'human-resources.unemployment',
        name: '测试',
        idNumberCipher: new Uint8Array(47),
        recognisedOn: DAY,
        periodEnd: DAY,
      },
    });
    rows.push({ kind: 'outreach', key: id, ...own });
  }
  return rows;
}

/** Rows of a department's file that were set aside, and the same as they leave by download. */
async function setAsideRows(database: FreshDatabase, department: string): Promise<AccessRow[]> {
  const { db } = database.subgraph('crossmatch');
  const { id: batchId } = await aBatch(db, { departmentCode: department, rows: 120, setAside: 20 });
  const rowNos = Array.from({ length: 20 }, (_, n) => n + 1);
  const vault = createVault(testKeys());
  await db.setAsideRow.createMany({
    data: rowNos.map((rowNo) => ({
      batchId,
      rowNo,
      code: 'ID_CHECKSUM',
      rowCipher: vault.seal(JSON.stringify([`${batchId}:${rowNo}`]), `${batchId}:${rowNo}`),
    })),
  });
  return (['row', 'export'] as const).flatMap((kind) =>
    rowNos.map((rowNo) => ({
      kind,
      key: `${batchId}:${rowNo}`,
      streets: [],
      households: [],
      department,
    })),
  );
}
