import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { drawCommonName, drawDottedName, drawRareName } from './common-names.ts';
import { createIdMaker, stranger, type Gender, type IdMaker } from './id-maker.ts';
import { drawAddress } from './names.ts';
import { at, createRandom, type Random } from './random.ts';
import { drawPhone, written, type CorpusGroup, type CorpusPerson } from './written-person.ts';

/** Rows for the record linkage to be tried on: a roster, records about some of them and others, and who is who. */
export type PersonCorpus = {
  columns: readonly string[];
  roster: readonly string[][];
  records: readonly string[][];
  /** Record id, roster id. */
  truth: readonly [string, string][];
  /** Of each roster row and of each record: what makes them hard. */
  groups: {
    roster: readonly (readonly CorpusGroup[])[];
    records: readonly (readonly CorpusGroup[])[];
  };
};

const COLUMNS = [
  'id',
  'name',
  'formerName',
  'idNumber',
  'birthDate',
  'sex',
  'phone',
  'address',
  'otherAddress',
];
const NUMBER = 2;
const YEAR = 2026;
/** Of those who are helped, 45 % are 60 or older and 12 % are minors (domain.md §7). */
const BIRTHS = [
  { upTo: 0.45, first: plainDate('1930-01-01'), days: 13_300 },
  { upTo: 0.88, first: plainDate('1966-06-01'), days: 15_300 },
  { upTo: 1, first: plainDate('2008-05-01'), days: 3_400 },
];

/**
 * A corpus of invented people: `persons` on the roster, `records` of which about half are about someone on it. The
 * slips and their rates are estimates (domain.md §7 and research/linkage.md §4): what the department writes blank,
 * masked or wrong is over-represented, because that is what the linkage is for. Among them live twins with
 * neighbouring numbers, namesakes born on one day, families at one address, and strangers who share a name and a
 * birthday with someone. The same seed and sizes give the same corpus on every machine.
 */
export function generatePersonCorpus(seed: number, persons: number, records: number): PersonCorpus {
  const random = createRandom(seed, 'person-corpus');
  const people = drawPeople(random, persons);
  const truth: [string, string][] = [];
  const rows: string[][] = [];
  const groups: CorpusGroup[][] = [];
  for (let n = 0; n < records; n++) {
    const id = `r${n + 1}`;
    const who = random.chance(0.5) ? random.int(0, people.length - 1) : null;
    if (who !== null) truth.push([id, `p${who + 1}`]);
    const person = who === null ? otherPerson(random, n, people) : at(people, who);
    const cells = written(random, person);
    rows.push([id, ...cells]);
    groups.push([...person.groups, ...(cells[NUMBER] === '' ? (['no-number'] as const) : [])]);
  }
  return {
    columns: COLUMNS,
    roster: people.map((person, index) => [`p${index + 1}`, ...cellsOf(person)]),
    records: rows,
    truth,
    groups: { roster: people.map((person) => person.groups), records: groups },
  };
}

function drawPeople(random: Random, count: number): CorpusPerson[] {
  const ids = createIdMaker();
  const people: CorpusPerson[] = [];
  let address = drawAddress(random);
  let phone = drawPhone(random);
  while (people.length < count) {
    // Families share an address, and often a telephone.
    if (random.chance(0.6)) [address, phone] = [drawAddress(random), drawPhone(random)];
    const person = drawPerson(random, ids, { address, phone });
    people.push(person);
    if (random.chance(0.01)) people.push(...namesakes(random, ids, person, people));
    if (random.chance(0.005)) people.push(...twins(random, ids, person, people));
  }
  return people.slice(0, count);
}

function drawPerson(
  random: Random,
  ids: IdMaker,
  home: { address: string; phone: string },
): CorpusPerson {
  const gender: Gender = random.chance(0.5) ? '男' : '女';
  const birthDate = drawBirthDate(random);
  const age = YEAR - Number(birthDate.slice(0, 4));
  const elderly: readonly CorpusGroup[] = age >= 60 ? ['elderly'] : [];
  return {
    ...drawAnyName(random, gender, age, elderly),
    formerName: random.chance(0.04) ? drawCommonName(random, gender, 40) : '',
    idNumber: ids.issue(birthDate, gender),
    birthDate,
    gender,
    phone: random.chance(0.7) ? home.phone : drawPhone(random),
    address: home.address,
    otherAddress: random.chance(0.3) ? drawAddress(random) : random.chance(0.8) ? home.address : '',
  };
}

function drawBirthDate(random: Random): PlainDate {
  const roll = random.next();
  const { first, days } = BIRTHS.find(({ upTo }) => roll < upTo) ?? at(BIRTHS, 0);
  return addDays(first, random.int(0, days - 1));
}

function drawAnyName(
  random: Random,
  gender: Gender,
  age: number,
  groups: readonly CorpusGroup[],
): Pick<CorpusPerson, 'name' | 'groups'> {
  const roll = random.next();
  if (roll < 0.01) {
    return { name: drawDottedName(random, gender), groups: ['dotted-name', ...groups] };
  }
  if (roll < 0.015) {
    return { name: drawRareName(random, gender, age), groups: ['rare-character', ...groups] };
  }
  return { name: drawCommonName(random, gender, age), groups };
}

/** Marks the one before, and gives another: same name, same birthday, another life. */
function namesakes(
  random: Random,
  ids: IdMaker,
  person: CorpusPerson,
  people: CorpusPerson[],
): CorpusPerson[] {
  const groups: CorpusGroup[] = [...person.groups, 'namesake'];
  people[people.length - 1] = { ...person, groups };
  return [
    {
      ...person,
      idNumber: ids.issue(person.birthDate, person.gender),
      formerName: '',
      phone: drawPhone(random),
      address: drawAddress(random),
      otherAddress: '',
      groups,
    },
  ];
}

/** Same surname, birthday and home, numbers two apart; the given name differs in one character. */
function twins(
  random: Random,
  ids: IdMaker,
  person: CorpusPerson,
  people: CorpusPerson[],
): CorpusPerson[] {
  if (people.at(-1) !== person) return [];
  const { birthDate, gender } = person;
  // Two pairs on one day are all the numbers there are; a third pair is one child.
  const born = people.filter((one) => one.groups.includes('twin') && one.birthDate === birthDate);
  if (born.length >= 4) return [];
  const [first, second] = ids.issueTwins(birthDate, gender);
  const groups: CorpusGroup[] = [...person.groups, 'twin'];
  people[people.length - 1] = { ...person, idNumber: first, groups };
  const characters = [...person.name];
  const other = [...drawCommonName(random, gender, 20)];
  const name = characters.with(-1, at(other, other.length - 1)).join('');
  return [{ ...person, idNumber: second, formerName: '', name, groups }];
}

function otherPerson(random: Random, n: number, people: readonly CorpusPerson[]): CorpusPerson {
  const { idNumber, birthDate, gender } = stranger(n);
  const age = YEAR - Number(birthDate.slice(0, 4));
  const someone: CorpusPerson = {
    ...drawAnyName(random, gender, age, age >= 60 ? ['elderly'] : []),
    formerName: '',
    idNumber,
    birthDate,
    gender,
    phone: drawPhone(random),
    address: drawAddress(random),
    otherAddress: '',
  };
  // One in ten looks like a recipient at first sight.
  if (!random.chance(0.1)) return someone;
  const like = at(people, random.int(0, people.length - 1));
  const roll = random.int(0, 3);
  if (roll === 0) return { ...someone, name: like.name };
  if (roll === 1) return { ...someone, address: like.address, phone: like.phone };
  if (roll === 2)
    return { ...someone, name: like.name, gender: like.gender, address: like.address };
  return { ...someone, birthDate: like.birthDate, gender: like.gender };
}

function cellsOf(person: CorpusPerson): string[] {
  const { name, formerName, idNumber, birthDate, gender, phone, address, otherAddress } = person;
  return [name, formerName, idNumber, birthDate, gender, phone, address, otherAddress];
}
