import { idNumberOf } from './people.ts';
import {
  add,
  comesAfter,
  keepEndsPlain,
  keepListed,
  versionId,
  withoutPostsWhereInsuranceEnds,
  type File,
  type Told,
  type Version,
  type Delivery,
} from './admissible-order.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { TELLERS, UNKNOWN_STREET, type Written } from './told-rows.ts';

/** The people of the stories: those on aid (the last without a valid authorisation), then those on none. */
export const RECIPIENTS = 8;
export const UNAUTHORISED = RECIPIENTS - 1;
const OUTSIDERS = 3;
export const PEOPLE: readonly Written[] = Array.from({ length: RECIPIENTS + OUTSIDERS }, (_, n) => {
  const birth = ['19600505', '19550101', '19720810'][n % 3] ?? '';
  const street = ['310106011', '310106012'][n % 2] ?? '';
  return {
    name: `${'赵钱孙李周吴郑王冯陈褚'[n]}建国`,
    idNumber: idNumberOf(n + 1, birth),
    birth,
    street,
  };
});

const ROWS = 24;
const MOST_SOURCES = 3;
const PERIODS = [
  ['2026-08', '', '2026-08-31'],
  ['2026-09', '', '2026-09-30'],
  ['2026-09', '_2', '2026-09-30'],
  ['2026-10', '', '2026-10-31'],
  ['2026-10-31', '', '2026-10-31'],
] as const;

/**
 * What departments send of two months and of the month before them, in the order of periods: parts of a period,
 * corrections, corrections taken back, exact resends. Any order that keeps `after` is admissible.
 */
export function twoMonths(random: RandomNumbers): Delivery[] {
  const sources = shuffled(random, Object.keys(TELLERS)).slice(0, 1 + random.below(MOST_SOURCES));
  const bySource = new Map(sources.map((source) => [source, filesOf(source, random)]));
  for (const files of bySource.values()) keepEndsPlain(files);
  keepListed(bySource.get('human-resources.unemployment') ?? []);
  withoutPostsWhereInsuranceEnds(bySource);
  const deliveries = [...bySource.values()].flatMap((files) => deliveriesOf(files, random));
  const again = shuffled(random, deliveries).slice(0, 2);
  return [
    ...deliveries,
    ...again.map((one) => ({ ...one, id: `${one.id} again`, supersede: false, after: [one.id] })),
  ];
}

function filesOf(source: string, random: RandomNumbers): File[] {
  const sent = PERIODS.filter(() => random.chance(0.6));
  const mode = TELLERS[source]?.mode ?? '';
  return sent.map(([period, serial, periodEnd]) => {
    const versions = [firstVersion(source, random)];
    while (versions.length < 3 && random.chance(0.45))
      versions.push(corrected(source, random, versions));
    return { source, name: `${source}_${period}_${mode}${serial}.csv`, periodEnd, versions };
  });
}

function firstVersion(source: string, random: RandomNumbers): Version {
  const version: Version = new Map();
  for (const who of PEOPLE.keys()) {
    if (random.chance(0.5)) add(version, tell(source, who, random));
    if (random.chance(0.2)) add(version, tell(source, who, random));
  }
  return version;
}

/** Rows fall out, change and come in; or all is as in the first version again. */
function corrected(source: string, random: RandomNumbers, versions: readonly Version[]): Version {
  const [first] = versions;
  if (first && versions.length === 2 && random.chance(0.3)) return first;
  const version: Version = new Map();
  for (const [key, told] of versions.at(-1) ?? []) {
    // How many rows an authorisation kept back is counted, also of what is corrected later.
    const same = told.who === UNAUTHORISED || random.chance(0.6);
    if (same) version.set(key, told);
    else if (random.chance(0.5)) add(version, tell(source, told.who, random));
  }
  const who = random.below(UNAUTHORISED);
  add(version, tell(source, who, random));
  return version;
}

function tell(source: string, who: number, random: RandomNumbers): Told {
  const person = PEOPLE[who];
  const teller = TELLERS[source];
  if (!person || !teller) throw new Error(`nobody to tell of in ${source}`);
  if (!random.chance(0.06)) return { ...teller.tell(person, random), who, rightName: true };
  // Another name with the number: a reviewer has to judge.
  const name = `${person.name[0]}建华`;
  return { ...teller.tell({ ...person, name }, random), who, kind: 'OTHER', rightName: false };
}

function deliveriesOf(files: readonly File[], random: RandomNumbers): Delivery[] {
  return files.flatMap((file, at) => {
    const written = new Map<Version, string[][]>();
    return file.versions.map((version, number): Delivery => {
      const rows = written.get(version) ?? rowsOf(file, version, random);
      written.set(version, rows);
      const after = comesAfter(files.slice(0, at), file, number);
      return {
        id: versionId(file, number),
        fileName: file.name,
        rows,
        supersede: number > 0,
        after,
      };
    });
  });
}

/** Filled up with people whom nobody knows, so that no file is held for being short and no two are the same bytes. */
function rowsOf({ source }: File, version: Version, random: RandomNumbers): string[][] {
  const teller = TELLERS[source];
  if (!teller) throw new Error(`no teller of ${source}`);
  const rows = [...version.values()].map(({ cells }) => cells);
  const birth = `19${40 + random.below(50)}0${1 + random.below(9)}${10 + random.below(19)}`;
  while (rows.length < ROWS) {
    const idNumber = idNumberOf(100 + rows.length, birth);
    rows.push(
      teller.tell({ name: '陌生人', idNumber, birth, street: UNKNOWN_STREET }, random).cells,
    );
  }
  return [teller.header.split(','), ...rows];
}

function shuffled<Item>(random: RandomNumbers, items: readonly Item[]): Item[] {
  const left = [...items];
  const order: Item[] = [];
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  return order;
}
