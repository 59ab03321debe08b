import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { withStandIn } from './common-names.ts';
import { maskAway, to15Digits, type Gender } from './id-maker.ts';
import { drawAddress, HOMOPHONES, toTraditional, withOtherDot } from './names.ts';
import { at, type Random } from './random.ts';
import { spellDate } from './spellings.ts';

/** An invented person of the corpus. */
export type CorpusPerson = {
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
  /** What makes this person hard to find, or easy to mistake. */
  groups: readonly CorpusGroup[];
};

export const CORPUS_GROUPS = [
  'dotted-name',
  'rare-character',
  'no-number',
  'elderly',
  'twin',
  'namesake',
] as const;
export type CorpusGroup = (typeof CORPUS_GROUPS)[number];

/** The person as a department's clerk might write them. */
export function written(random: Random, person: CorpusPerson): string[] {
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
  const standIn = withStandIn(random, name);
  if (standIn !== null && roll < 0.5) return standIn;
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

/** A mobile number that nobody has: no operator holds its range. */
export function drawPhone(random: Random): string {
  return `120${random.digits(8)}`;
}
