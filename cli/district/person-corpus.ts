import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { createIdMaker, maskAway, stranger, to15Digits, type Gender } from './id-maker.ts';
import {
  HOMOPHONES,
  dottedName,
  drawAddress,
  drawName,
  RARE_NAMES,
  toTraditional,
  withOtherDot,
} from './names.ts';
import { at, createRandom, type Random } from './random.ts';
import { spellDate } from './spellings.ts';

/** Rows for the record linkage to be tried on: a roster, records about some of them and others, and who is who. */
export type PersonCorpus = {
  columns: readonly string[];
  roster: readonly string[][];
  records: readonly string[][];
  /** Record id, roster id. */
  truth: readonly [string, string][];
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
const OLDEST = plainDate('1930-01-01');
const BIRTH_DAYS = 32_000;

type CorpusPerson = {
  name: string;
  formerName: string;
  idNumber: string;
  birthDate: PlainDate;
  gender: Gender;
  phone: string;
  /** 户籍地址 */
  address: string;
  /** 居住地址 */
  otherAddress: string;
};

/**
 * A corpus of invented people: `persons` on the roster, `records` of which about half are about someone on it. The
 * slips and their rates are estimates (domain.md §7 and research/linkage.md §4): what the department writes blank,
 * masked or wrong is over-represented, because that is what the linkage is for. Among them live twins, namesakes
 * born on one day, families at one address, and strangers who share a name and a birthday with someone.
 */
export function generatePersonCorpus(seed: number, persons: number, records: number): PersonCorpus {
  const random = createRandom(seed, 'person-corpus');
  const people = drawPeople(random, persons);
  const truth: [string, string][] = [];
  const rows: string[][] = [];
  for (let n = 0; n < records; n++) {
    const id = `r${n + 1}`;
    if (random.chance(0.5)) {
      const who = random.int(0, people.length - 1);
      truth.push([id, `p${who + 1}`]);
      rows.push([id, ...written(random, at(people, who))]);
    } else {
      rows.push([id, ...written(random, otherPerson(random, n, people))]);
    }
  }
  return {
    columns: COLUMNS,
    roster: people.map((person, index) => [`p${index + 1}`, ...cellsOf(person)]),
    records: rows,
    truth,
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
    const gender: Gender = random.chance(0.5) ? '男' : '女';
    const birthDate = addDays(OLDEST, random.int(0, BIRTH_DAYS));
    const person: CorpusPerson = {
      name: drawAnyName(random, gender, birthDate),
      formerName: random.chance(0.04) ? drawName(random, gender, 40) : '',
      idNumber: ids.issue(birthDate, gender),
      birthDate,
      gender,
      phone: random.chance(0.7) ? phone : drawPhone(random),
      address,
      otherAddress: random.chance(0.3) ? drawAddress(random) : random.chance(0.8) ? address : '',
    };
    people.push(person);
    if (random.chance(0.01)) people.push(namesake(random, person, ids.issue(birthDate, gender)));
    if (random.chance(0.005)) people.push(twin(random, person, ids.issue(birthDate, gender)));
  }
  return people.slice(0, count);
}

/** Same name, same birthday, another life. */
function namesake(random: Random, person: CorpusPerson, idNumber: string): CorpusPerson {
  return {
    ...person,
    idNumber,
    formerName: '',
    phone: drawPhone(random),
    address: drawAddress(random),
    otherAddress: '',
  };
}

/** Same surname, birthday and home; the given name differs in one character. */
function twin(random: Random, person: CorpusPerson, idNumber: string): CorpusPerson {
  const characters = [...person.name];
  const other = drawName(random, person.gender, 20);
  characters[characters.length - 1] = [...other].at(-1) ?? '明';
  return { ...person, idNumber, formerName: '', name: characters.join('') };
}

function otherPerson(random: Random, n: number, people: readonly CorpusPerson[]): CorpusPerson {
  const { idNumber, birthDate, gender } = stranger(n);
  const age = 2026 - Number(birthDate.slice(0, 4));
  const someone: CorpusPerson = {
    name: drawName(random, gender, age),
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

/** The person as a department's clerk might write them. */
function written(random: Random, person: CorpusPerson): string[] {
  const { birthDate, gender } = person;
  return [
    writtenName(random, person),
    '',
    writtenNumber(random, person.idNumber),
    random.chance(0.08) ? '' : spellDate(random, writtenDate(random, birthDate)),
    random.chance(0.05) ? '' : random.chance(0.005) ? (gender === '男' ? '女' : '男') : gender,
    random.chance(0.75) ? '' : random.chance(0.7) ? person.phone : drawPhone(random),
    writtenAddress(random, random.chance(0.3) ? person.otherAddress : person.address),
    '',
  ];
}

function writtenName(random: Random, { name, formerName }: CorpusPerson): string {
  const roll = random.next();
  if (formerName !== '' && roll < 0.4) return formerName;
  if (name.includes('·'))
    return roll < 0.5 ? withOtherDot(random, name) : roll < 0.6 ? at(name.split('·'), 0) : name;
  const characters = [...name];
  const place = random.int(1, characters.length - 1);
  if (roll < 0.05)
    return withCharacter(characters, place, soundAlike(random, at(characters, place)));
  if (roll < 0.07) return toTraditional(name);
  if (roll < 0.09) return withCharacter(characters, place, random.pick(['?', '□', '*']));
  if (roll < 0.105) return withCharacter(characters, place, random.pick([...'明华伟芬云玉']));
  if (roll < 0.12) return `${at(characters, 0)} ${characters.slice(1).join('')}`;
  return name;
}

function writtenNumber(random: Random, idNumber: string): string {
  const roll = random.next();
  if (roll < 0.35) return '';
  if (roll < 0.5) return maskAway(idNumber);
  if (roll < 0.6) return withDigit(idNumber, random.int(6, 16), random.int(1, 9));
  if (roll < 0.68) return swapped(idNumber, random.int(6, 15));
  if (roll < 0.72) return without(idNumber, random.int(6, 16));
  if (roll < 0.75 && idNumber.slice(6, 8) === '19') return to15Digits(idNumber);
  if (roll < 0.78) return idNumber.toLowerCase();
  return idNumber;
}

function writtenDate(random: Random, date: PlainDate): PlainDate {
  const roll = random.next();
  const [year = '', month = '', day = ''] = date.split('-');
  if (roll < 0.02) return addDays(date, random.pick([-10, -1, 1, 10]));
  if (roll < 0.03 && Number(day) <= 12) return plainDate(`${year}-${day}-${month}`);
  if (roll < 0.05 && !(month === '02' && day === '29')) {
    return plainDate(`${Number(year) + random.pick([-1, 1])}-${month}-${day}`);
  }
  return date;
}

function writtenAddress(random: Random, address: string): string {
  const roll = random.next();
  if (roll < 0.15) return '';
  if (roll < 0.25) return drawAddress(random);
  if (roll < 0.45) return address.replace(/\d+室$/, '');
  if (roll < 0.55) return `上海市静安区${address.replace('弄', '弄 ')}`;
  return address;
}

function drawAnyName(random: Random, gender: Gender, birthDate: PlainDate): string {
  const roll = random.next();
  if (roll < 0.01) return dottedName(random, gender);
  if (roll < 0.015) return random.pick(RARE_NAMES[gender]);
  return drawName(random, gender, 2026 - Number(birthDate.slice(0, 4)));
}

const SOUND_ALIKE = new Map(
  [
    ...[
      '平萍',
      '国果',
      '静靖',
      '红虹',
      '晓小',
      '英瑛',
      '芳方',
      '军君',
      '珍真',
      '兰岚',
      '凤风',
      '明名',
      '伟玮',
      '丽莉',
      '娟鹃',
      '辉晖',
      '强墙',
      '磊垒',
    ],
    ...HOMOPHONES.map(([a, b]) =>
      [...a].flatMap((x, i) => (x === [...b][i] ? [] : [x, [...b][i]])).join(''),
    ),
  ].flatMap((pair) => {
    const [a = '', b = ''] = [...pair];
    return [[a, b] as const, [b, a] as const];
  }),
);

function soundAlike(random: Random, character: string): string {
  return SOUND_ALIKE.get(character) ?? random.pick([...'明华伟芬云玉']);
}

function withCharacter(characters: readonly string[], place: number, other: string): string {
  return characters.with(place, other).join('');
}

function withDigit(text: string, place: number, step: number): string {
  const digit = (Number(text[place]) + step) % 10;
  return `${text.slice(0, place)}${digit}${text.slice(place + 1)}`;
}

function without(text: string, place: number): string {
  return text.slice(0, place) + text.slice(place + 1);
}

function swapped(text: string, place: number): string {
  return `${text.slice(0, place)}${text[place + 1] ?? ''}${text[place] ?? ''}${text.slice(place + 2)}`;
}

function drawPhone(random: Random): string {
  // 1xx ranges that no operator holds.
  return `120${random.digits(8)}`;
}
