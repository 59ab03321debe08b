import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../kernel/clock.ts';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { SHARED_QUESTIONS, type SharedQuestion } from '../../kernel/sharing.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { anAgreement, endAgreements } from '../support/agreements.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf, type Answer, type Ask } from '../support/ask.ts';
import { aBatch, anActor } from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import { idNumberOf } from '../support/people.ts';
import { randomNumbers, type RandomNumbers } from '../support/random-numbers.ts';
import {
  RULES,
  toldOf,
  type Told,
  type WorldAgreement,
  type WorldAsk,
  type WorldPerson,
} from '../support/sharing-oracle.ts';
import { smallDistrict, type SmallDistrict } from '../support/small-district.ts';

// Random questions in random worlds of agreements, against the oracle. YIKOU_CHECKS: how many questions.
const CHECKS = Number(process.env['YIKOU_CHECKS'] ?? 3_000);
const ASKS_PER_WORLD = 60;
const DEPARTMENTS = ['trade-union', 'charity-station', 'tax'];
const PURPOSES = ['WORKER_HARDSHIP', 'CHARITY_AID', 'STATISTICS'];
const QUESTIONS = Object.keys(SHARED_QUESTIONS) as SharedQuestion[];
const DAYS = ['2026-03-01', '2026-06-15', '2026-06-30', '2026-07-01', '2026-12-31', '2027-01-01'];
const PERSONS = 12;

let district: SmallDistrict;
let batchId: string;
const people: (WorldPerson & { idNumber: string })[] = [];
beforeAll(async () => {
  district = await smallDistrict(PERSONS);
  batchId = (await aBatch(district.database.subgraph('crossmatch').db, TAX)).id;
  for (let n = 0; n < PERSONS; n += 1) {
    const onProgramme = n % 4 !== 3;
    const authorisedUntil = [null, '2026-06-30', '2026-07-01', '2027-12-31'][
      n % 3 === 0 ? 3 : n % 4
    ];
    people.push({
      ...{ idNumber: idNumberOf(100 + n, '19500101'), name: `周${n}`, onProgramme },
      authorisedUntil: authorisedUntil ?? null,
    });
    const until = authorisedUntil ? `'${authorisedUntil}'` : 'NULL';
    await asOwner(
      district.database,
      `SET ROLE yikou_assistance_jobs;
       UPDATE assistance.case_record
          SET status = '${onProgramme ? 'ACTIVE' : 'ENDED'}', authorisation_until = ${until},
              last_checked_on = '2026-01-05'
        WHERE case_no = 'CJX${String(n).padStart(4, '0')}'`,
    );
  }
});
afterAll(() => district.database.drop());
const TAX = { departmentCode: 'tax', matchedRoster: 'r' };

function some<Item>(random: RandomNumbers, items: readonly Item[]): Item[] {
  const picked = items.filter(() => random.chance(0.6));
  return picked.length > 0 ? picked : [random.pick(items)];
}

/** At most one agreement stands for a question of a department; proposed and ended ones lie beside it. */
function aWorld(random: RandomNumbers): WorldAgreement[] {
  return DEPARTMENTS.flatMap((department) =>
    QUESTIONS.flatMap((question): WorldAgreement[] => {
      if (random.chance(0.15)) return [];
      const fields = some(random, SHARED_QUESTIONS[question].fields);
      const [from = '', to = ''] = [random.pick(DAYS), random.pick(DAYS)].sort();
      const purposes = some(random, PURPOSES);
      const state = random.pick(['OPEN', 'OPEN', 'OPEN', 'OPEN', 'SUSPENDED', 'PROPOSED', 'ENDED']);
      const needsAuthorisation = fields.includes('LAST_CHECKED') || random.chance(0.5);
      const term = random.chance(0.7) ? { from: '2026-01-01', to: '2027-12-31' } : { from, to };
      return [
        {
          department,
          question,
          fields,
          purposes,
          needsAuthorisation,
          ...term,
          state,
        } as WorldAgreement,
      ];
    }),
  );
}

async function build(world: readonly WorldAgreement[]): Promise<void> {
  await endAgreements(district.database);
  await Promise.all(
    world.map(({ department, question, from, to, fields, purposes, ...rest }) =>
      anAgreement(district.database, {
        ...{ ...rest, question: question as SharedQuestion, departmentCode: department },
        ...{ fields: [...fields], purposes: [...purposes], dailyPersons: 1_000_000 },
        ...{ validFrom: toDbDate(plainDate(from)), validTo: toDbDate(plainDate(to)) },
      }),
    ),
  );
}

const FIELDS: Record<string, string> = {
  ...{ PROGRAMME: 'programme', SINCE: 'since', STREET: 'street', LAST_CHECKED: 'lastCheckedOn' },
  ...{ STATE: 'state', COMPARED: 'compared', CORRECTION: 'correction' },
};
const ENTRY = '{ programme { code } since street { code } lastCheckedOn }';

type HubOfDay = Record<'assistance' | 'crossmatch', Ask>;
const hubs = new Map<string, HubOfDay>();

function hubOn(day: string): HubOfDay {
  const known = hubs.get(day);
  if (known) return known;
  const clock = fixedClock(`${day}T12:00:00+08:00`);
  const { database } = district;
  const hub = {
    assistance: askOf(createAssistance(testDeps(database, 'assistance', { clock }))),
    crossmatch: askOf(createCrossmatch(testDeps(database, 'crossmatch', { clock }))),
  };
  hubs.set(day, hub);
  return hub;
}

/** Asks the hub, and says what it told in the oracle's words. */
async function askHub(ask: WorldAsk, idNumber: string): Promise<Told> {
  const actor = anActor(ask.role === 'LIAISON' ? 'LIAISON' : 'ANALYST', {
    departmentCode: ask.department,
  });
  const reason = `purpose: "${ask.purpose}", handlingNo: "A-1"`;
  const person = `idNumber: "${idNumber}", name: "${ask.name}"`;
  const groupBy = `purpose: "${ask.purpose}", year: 2026, groupBy: [${ask.needs.join(', ')}]`;
  const query = {
    PERSON_PROGRAMMES: `a: programmesOfPerson(${person}, ${reason}) { found programmes ${ENTRY} }`,
    LIST_PROGRAMMES: `a: programmesOfList(entries: [{ key: "1", ${person} }], ${reason}) { hits { programmes ${ENTRY} } }`,
    DELIVERED_RECORD: `a: deliveredRecord(batchId: "${batchId}", rowNo: 3, ${reason}) { state compared correction }`,
    CASE_STATISTICS: `a: sharedCaseStatistics(${groupBy}) { rows { bucket } }`,
    ALERT_STATISTICS: `a: sharedAlertStatistics(${groupBy}) { rows { bucket } }`,
  }[ask.question as SharedQuestion];
  const asking = hubOn(ask.day)[/RECORD|ALERT/.test(ask.question) ? 'crossmatch' : 'assistance'];
  return readTold(ask, await asking(actor, `{ ${query} }`));
}

function readTold(ask: WorldAsk, { data, errors }: Answer): Told {
  if (errors.length > 0)
    return errors[0] === 'a: FORBIDDEN'
      ? 'FORBIDDEN'
      : errors[0] === 'a: SHARING_REFUSED'
        ? 'REFUSED'
        : errors;
  type Entry = Record<string, unknown>;
  const a = data?.['a'] as Entry & { hits?: { programmes: Entry[] }[]; programmes?: Entry[] };
  if (a['rows'] !== undefined) return ask.needs;
  const entries = a.hits ? (a.hits[0]?.programmes ?? []) : (a.programmes ?? [a]);
  const [entry] = entries;
  if (!entry) return 'ABSENT';
  return Object.keys(FIELDS).filter((field) => (entry[FIELDS[field] ?? ''] ?? null) !== null);
}

function aQuestion(random: RandomNumbers): { ask: WorldAsk; idNumber: string } {
  const question = random.pick(QUESTIONS);
  const statistics = question.endsWith('STATISTICS');
  const dimensions = {
    CASE_STATISTICS: ['STREET', 'PROGRAMME', 'STATUS'],
    ALERT_STATISTICS: ['STREET', 'RULE', 'OUTCOME'],
  };
  const needs = statistics
    ? some(random, dimensions[question as keyof typeof dimensions]).slice(0, 2)
    : [];
  const person = random.chance(0.1) ? null : random.pick(people);
  const name = person && random.chance(0.85) ? person.name : '周某';
  const about = question.endsWith('PROGRAMMES') ? { person, name } : {};
  const role = random.chance(0.05) ? 'ANALYST' : 'LIAISON';
  const department = random.chance(0.03)
    ? null
    : question === 'DELIVERED_RECORD'
      ? 'tax'
      : random.pick(DEPARTMENTS);
  const ask = {
    role,
    department,
    question,
    purpose: random.pick(PURPOSES),
    day: random.pick(DAYS),
    needs,
    ...about,
  };
  return { ask, idNumber: person?.idNumber ?? idNumberOf(999) };
}

/** Statistics tell of the dimensions asked for; the oracle of all that is opened. */
function expected(
  world: readonly WorldAgreement[],
  ask: WorldAsk,
  off?: (typeof RULES)[number],
): string {
  const told = toldOf(world, ask, off);
  return JSON.stringify(
    ask.question.endsWith('STATISTICS') && typeof told !== 'string' ? ask.needs : told,
  );
}

describe('what a department is told', () => {
  const asked: { world: WorldAgreement[]; ask: WorldAsk; told: string }[] = [];

  it(`is what the oracle says, ${CHECKS} times`, { timeout: 600_000 }, async () => {
    const random = randomNumbers('agreements');
    const wrong: unknown[] = [];
    while (asked.length < CHECKS) {
      const world = aWorld(random);
      await build(world);
      const questions = Array.from({ length: ASKS_PER_WORLD }, () => aQuestion(random));
      const answers = await Promise.all(
        questions.map(({ ask, idNumber }) => askHub(ask, idNumber)),
      );
      for (const [at, { ask }] of questions.entries()) {
        const told = JSON.stringify(answers[at]);
        asked.push({ world, ask, told });
        if (told !== expected(world, ask))
          wrong.push({ ask, told, expected: expected(world, ask) });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    const answered = asked.filter(({ told }) => told.startsWith('['));
    expect(answered.length).toBeGreaterThan(CHECKS / 8);
  });

  it.each(RULES)('would differ without the rule of %s', (rule) => {
    const differing = asked.filter(({ world, ask, told }) => told !== expected(world, ask, rule));
    expect(differing.length).toBeGreaterThan(0);
  });
});
