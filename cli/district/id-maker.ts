import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { at } from './random.ts';

export type Gender = '男' | '女';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** Area codes that GB/T 2260 has never given out: such a number is nobody's. */
const ROSTER_AREAS = ['310191', '310192', '310193', '310194'];
const STRANGER_AREAS = ['310195', '310196', '310197', '310198', '310199'];
const NAMESAKE_AREA = '310190';
const FIRST_STRANGER_BIRTH = plainDate('1936-01-01');
const STRANGER_DAYS = 25_000;
/** Serials from here up were never given out for a real area code in our district either. */
const REAL_AREA_SERIALS = 990;
const TWIN_SERIALS = 980;

/** GB 11643 MOD 11-2, written a second time so that the truth does not lean on the product's code. */
export function withCheckCharacter(first17: string): string {
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += Number(first17[index]) * weight;
  return first17 + at([...'10X98765432'], sum % 11);
}

/** Gives each synthetic recipient a number of their own; birth date and sex decide most of it. */
export type IdMaker = {
  issue(birthDate: PlainDate, gender: Gender): string;
  /** In the code of the present or the former district, with a serial no office ever issued. */
  issueReal(area: '310106' | '310108', birthDate: PlainDate, gender: Gender): string;
  /** Neighbouring serials. Throws `RangeError` when that day's reserve is used up. */
  issueTwins(birthDate: PlainDate, gender: Gender): [string, string];
};

/** Numbers are dealt out in order, so the same calls give the same numbers and never one twice. */
export function createIdMaker(): IdMaker {
  const dealt = new Map<string, number>();
  function deal(pool: string): number {
    const count = dealt.get(pool) ?? 0;
    dealt.set(pool, count + 1);
    return count;
  }
  return {
    issue(birthDate, gender) {
      const count = deal(`${birthDate}${gender}`);
      const digits = compact(birthDate);
      const start = Number(digits) % 490;
      const serial = 2 * ((start + Math.floor(count / ROSTER_AREAS.length) * 37) % 490);
      const area = at(ROSTER_AREAS, (start + count) % ROSTER_AREAS.length);
      return withCheckCharacter(area + digits + pad(serial + parity(gender)));
    },
    issueReal(area, birthDate, gender) {
      const count = deal(`${area}${birthDate}${gender}`);
      if (count > 4) throw new RangeError(`no reserved serial left in ${area}`);
      const serial = REAL_AREA_SERIALS + 2 * count + parity(gender);
      return withCheckCharacter(area + compact(birthDate) + pad(serial));
    },
    issueTwins(birthDate, gender) {
      const count = deal(`twins${birthDate}${gender}`);
      if (count > 4) throw new RangeError('no reserved serial left for twins');
      const serial = TWIN_SERIALS + 4 * count + parity(gender);
      const stem = at(ROSTER_AREAS, 0) + compact(birthDate);
      return [withCheckCharacter(stem + pad(serial)), withCheckCharacter(stem + pad(serial + 2))];
    },
  };
}

export type Stranger = { idNumber: string; birthDate: PlainDate; gender: Gender };

/**
 * The n-th person whom no roster knows: another range of area codes, a different number for every
 * n below 125 million, scattered so that neighbours in a file are not neighbours in birth.
 */
export function stranger(n: number): Stranger {
  const capacity = STRANGER_DAYS * 1000 * STRANGER_AREAS.length;
  const scattered = (n * 7_654_321) % capacity;
  const birthDate = addDays(FIRST_STRANGER_BIRTH, scattered % STRANGER_DAYS);
  const serial = Math.floor(scattered / STRANGER_DAYS) % 1000;
  const area = at(STRANGER_AREAS, Math.floor(scattered / (STRANGER_DAYS * 1000)));
  return {
    idNumber: withCheckCharacter(area + compact(birthDate) + pad(serial)),
    birthDate,
    gender: serial % 2 === 1 ? '男' : '女',
  };
}

/** A number of somebody born on that day whom no roster knows and who is no stranger either. */
export function namesakeNumber(birthDate: PlainDate, gender: Gender, n: number): string {
  const serial = 2 * (n % 500) + parity(gender);
  return withCheckCharacter(NAMESAKE_AREA + compact(birthDate) + pad(serial));
}

/** The same number as a first-generation card has it. Born 1900–1999 only. */
export function to15Digits(idNumber: string): string {
  return idNumber.slice(0, 6) + idNumber.slice(8, 17);
}

/** One digit off: MOD 11-2 always notices. */
export function breakDigit(idNumber: string, position = 14): string {
  const digit = (Number(idNumber[position]) + 1) % 10;
  return idNumber.slice(0, position) + String(digit) + idNumber.slice(position + 1);
}

/** Two neighbouring digits the other way round, of birth date or serial: MOD 11-2 always notices. */
export function swapDigits(idNumber: string): string {
  const at = [8, 10, 12, 14, 9, 11, 13, 15].find(
    (place) => idNumber[place] !== idNumber[place + 1],
  );
  return at === undefined
    ? breakDigit(idNumber)
    : idNumber.slice(0, at) + idNumber[at + 1] + idNumber[at] + idNumber.slice(at + 2);
}

/** `310***********1234`, as an over-careful department sends it. */
export function maskAway(idNumber: string): string {
  return `${idNumber.slice(0, 3)}${'*'.repeat(11)}${idNumber.slice(14)}`;
}

/** The digits as a careless input method leaves them. */
export function toFullWidth(idNumber: string): string {
  return [...idNumber].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
}

function compact(date: PlainDate): string {
  return date.replaceAll('-', '');
}

function pad(serial: number): string {
  return String(serial).padStart(3, '0');
}

function parity(gender: Gender): number {
  return gender === '男' ? 1 : 0;
}
