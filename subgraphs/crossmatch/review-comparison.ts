import { foldIdNumber, maskIdNumber } from '../../kernel/id-number.ts';
import { compareNames, normaliseName } from '../../kernel/person-name.ts';
import { optionalDate, optionalSex } from '../../kernel/tabular/parsers.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { RecordPerson } from './match/review-candidate.ts';
import type { FIELD_DIFFERENCE, REVIEW_FIELD } from './match-review.labels.ts';

/** The recipient's side, as the roster has it. */
export type RosterPerson = {
  name: string;
  formerName: string | null;
  idNumber: string;
  birthDate: PlainDate | null;
  sex: string | null;
  phone: string | null;
  addresses: readonly string[];
};

/** One field of the two, side by side. */
export type FieldComparison = {
  field: keyof typeof REVIEW_FIELD;
  recordValue: string | null;
  personValue: string | null;
  /** Null where either says nothing. */
  agrees: boolean | null;
  difference: keyof typeof FIELD_DIFFERENCE;
  /** Characters, from 1, of the shown values that differ; only where the two are of one length. */
  positions: number[];
  /** How many of the hidden characters differ; which they are is hidden with them. */
  hiddenDifferences: number;
};

const SEX_WORDS: Readonly<Record<string, string>> = { MALE: '男', FEMALE: '女' };
const SEX = optionalSex('性别');
const DATE = optionalDate('出生日期');
const UNREADABLE = /[*∗●×]/u;

/**
 * The record's person and the recipient field by field. Numbers are masked as everywhere; a difference is
 * placed only where both characters are shown, so that nothing hidden is told by where it differs.
 */
export function compareFields(record: RecordPerson, person: RosterPerson): FieldComparison[] {
  return [
    nameField(record.name, person),
    idNumberField(record.idNumber, person.idNumber),
    plainField('BIRTH_DATE', dateOf(record.birthDate), person.birthDate),
    plainField('SEX', sexOf(record.sex), sexOf(person.sex)),
    phoneField(record.phone, person.phone),
    addressField(record.address, person.addresses),
  ];
}

function nameField(recordName: string, person: RosterPerson): FieldComparison {
  const names = compareNames(recordName, person);
  const [left, right] = [normaliseName(recordName), normaliseName(person.name)];
  const difference = names.equal ? (names.folded ? 'WRITTEN_OTHERWISE' : 'NONE') : names.reason;
  return {
    field: 'NAME',
    recordValue: recordName,
    personValue: person.name,
    agrees: names.equal,
    difference,
    positions: names.equal ? [] : differing(left, right).map((at) => at + 1),
    hiddenDifferences: 0,
  };
}

function idNumberField(written: string | null, idNumber: string): FieldComparison {
  const shown = maskIdNumber(idNumber);
  const blank = given('ID_NUMBER', written && maskIdNumber(written), shown);
  if (written === null) return blank;
  const [left, right] = [foldIdNumber(written), foldIdNumber(idNumber)];
  if (left === right) return blank;
  if (left.length !== right.length) return { ...blank, agrees: false, difference: 'LENGTH' };
  // What the department itself has hidden differs from nothing.
  const places = differing(left, right).filter((at) => !UNREADABLE.test(left.charAt(at)));
  const both = [maskIdNumber(left), shown];
  const seen = places.filter((at) => both.every((text) => text.charAt(at) !== '*'));
  return {
    ...blank,
    agrees: places.length === 0 ? null : false,
    difference: places.length === 0 ? 'MASKED' : 'DIFFERENT',
    positions: seen.map((at) => at + 1),
    hiddenDifferences: places.length - seen.length,
  };
}

function phoneField(written: string | null, phone: string | null): FieldComparison {
  const digits = (text: string | null) => text && text.normalize('NFKC').replace(/[\s-]/g, '');
  const [left, right] = [digits(written), digits(phone)];
  const compared = plainField('PHONE', left, right);
  return {
    ...compared,
    recordValue: left && maskPhone(left),
    personValue: right && maskPhone(right),
  };
}

/** The address nearest to the record's: one that is equal, else the registered one. */
function addressField(written: string | null, addresses: readonly string[]): FieldComparison {
  const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '');
  const equal = addresses.find((address) => written && plain(address) === plain(written));
  const compared = plainField('ADDRESS', written, equal ?? addresses[0] ?? null);
  return equal === undefined ? compared : { ...compared, agrees: true, difference: 'NONE' };
}

function plainField(
  field: FieldComparison['field'],
  recordValue: string | null,
  personValue: string | null,
): FieldComparison {
  const blank = given(field, recordValue, personValue);
  if (blank.agrees === null || recordValue === personValue) return blank;
  return { ...blank, agrees: false, difference: 'DIFFERENT' };
}

/** As if the two agreed, where both say something. */
function given(
  field: FieldComparison['field'],
  recordValue: string | null,
  personValue: string | null,
): FieldComparison {
  const both = recordValue !== null && personValue !== null;
  return {
    field,
    recordValue,
    personValue,
    agrees: both ? true : null,
    difference: both ? 'NONE' : 'NOT_GIVEN',
    positions: [],
    hiddenDifferences: 0,
  };
}

function differing(left: string, right: string): number[] {
  const [a, b] = [[...left], [...right]];
  return a.length === b.length ? a.flatMap((character, at) => (character === b[at] ? [] : at)) : [];
}

function dateOf(written: string | null): string | null {
  if (written === null) return null;
  const parsed = DATE.parse(written);
  return parsed.ok ? parsed.value : written;
}

function sexOf(written: string | null): string | null {
  if (written === null) return null;
  const parsed = SEX.parse(written);
  const code = parsed.ok ? parsed.value : written;
  return code && (SEX_WORDS[code] ?? code);
}

function maskPhone(digits: string): string {
  return digits.length < 8
    ? '*'.repeat(digits.length)
    : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
