import { plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { columnsOf } from '../../kernel/tabular/contract.ts';
import { parseExtractFileName } from '../../kernel/tabular/file-name.ts';
import { rowEvaluator } from '../../kernel/tabular/evaluate-row.ts';
import { hitJudge } from '../../subgraphs/crossmatch/match/hits.ts';
import type { StoredFact } from '../../subgraphs/crossmatch/match/current-facts.ts';
import { sourceByCode, SOURCES } from '../../subgraphs/crossmatch/sources/index.ts';
import { instant, simulatedPerson } from './simulated-person.ts';
import type { Delivery } from './admissible-order.ts';
import { PEOPLE, UNAUTHORISED } from './two-months.ts';

type Batch = {
  id: string;
  source: StoredFact['source'];
  periodEnd: PlainDate;
  serial: number;
  snapshot: boolean;
  facts: Map<number, StoredFact[]>;
};

const AS_OF = plainDate('2026-11-05');

/**
 * A hub without database: deliveries are read by the sources' own contracts and compared as the service does, the
 * oldest period first, a correction in the place of what it corrects.
 */
export function simulatedHub() {
  const persons = PEOPLE.map(({ name, street: streetCode }, who) => {
    const since = plainDate('2024-01-01');
    const person = { name, formerName: null, streetCode, coveredFrom: since, since };
    return simulatedPerson({ person, authorised: who !== UNAUTHORISED });
  });
  const standing = new Map<string, Batch>();
  const pending: Batch[] = [];
  const corrected = new Map<string, string[]>();
  let received = 0;

  function take({ id, fileName, rows, supersede }: Delivery): void {
    if (id.endsWith('again')) return;
    received += 1;
    const batch = read(id, fileName, rows, received);
    const before = standing.get(fileName);
    if (supersede && before) {
      corrected.set(id, [before.id, ...(corrected.get(before.id) ?? [])]);
      if (pending.includes(before)) pending.splice(pending.indexOf(before), 1);
    }
    standing.set(fileName, batch);
    pending.push(batch);
  }

  function compare(): void {
    for (const batch of pending.splice(0).sort(oldestFirst)) {
      const gone = corrected.get(batch.id) ?? [];
      for (const [who, person] of persons.entries()) {
        person.at(received);
        const touched = person.exchange(gone, batch.facts.get(who) ?? []);
        const missed = batch.snapshot && person.seeSnapshot(batch.source, batch.periodEnd);
        if (touched || missed) person.compare();
      }
    }
  }

  return {
    take,
    compare,
    /** The open alerts, as a street sees them. */
    open: () =>
      persons.map(({ alerts }) =>
        alerts
          .filter(({ status }) => status === 'OPEN')
          .map(({ ruleId, factKey, effectiveOn, severity, alertClass, reason, ...rest }) => {
            const { sources, factEndedOn, notListedSince } = rest;
            const evidence = [...rest.evidence].sort();
            const what = { ruleId, factKey, effectiveOn, severity, alertClass, reason, sources };
            return JSON.stringify({ ...what, factEndedOn, notListedSince, evidence });
          })
          .sort(),
      ),
  };
}

function oldestFirst(a: Batch, b: Batch): number {
  const place = ({ source }: Batch): number => SOURCES.findIndex(({ code }) => code === source);
  if (a.periodEnd !== b.periodEnd) return a.periodEnd < b.periodEnd ? -1 : 1;
  return place(a) - place(b) || a.serial - b.serial;
}

function read(
  id: string,
  fileName: string,
  [header, ...rows]: string[][],
  received: number,
): Batch {
  const named = parseExtractFileName(fileName);
  const source = sourceByCode(named.source);
  const columns = columnsOf(source.contract).map(
    ([, column]) => header?.indexOf(column.header) ?? -1,
  );
  const evaluate = rowEvaluator(source.contract, AS_OF);
  const judge = hitJudge(source, AS_OF);
  const facts = new Map<number, StoredFact[]>();
  for (const [at, row] of rows.entries()) {
    const cells = columns.map((place) => row[place] ?? '');
    const evaluated = evaluate(cells);
    if (!evaluated.ok) throw new Error(`${id} row ${at + 1} is set aside`);
    for (const { part, matchKey } of source.parties(evaluated.row)) {
      const who = PEOPLE.findIndex(({ idNumber }) => idNumber === matchKey);
      const person = PEOPLE[who];
      if (!person || matchKey === null) continue;
      const { name } = person;
      const judged = judge({
        rowNo: at + 1,
        part,
        cells,
        matchKey,
        personId: '',
        name,
        formerName: null,
      });
      if (judged?.tier !== 'EXACT') continue;
      const { naturalKey, fact: data } = judged;
      const own = facts.get(who) ?? [];
      own.push({
        id: `${id}/${at + 1}/${part}`,
        batchId: id,
        rowNo: at + 1,
        part,
        source: data.source,
        naturalKey,
        periodEnd: named.periodEnd,
        serial: named.serial,
        receivedAt: instant(received),
        data,
      });
      facts.set(who, own);
    }
  }
  const { periodEnd, serial } = named;
  const code = named.source as StoredFact['source'];
  return { id, source: code, periodEnd, serial, snapshot: named.mode === 'snapshot', facts };
}
