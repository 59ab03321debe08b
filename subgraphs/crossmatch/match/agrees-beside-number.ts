import { address, ADDRESS } from '../linkage/measures/address.ts';
import { chineseName, CHINESE_NAME } from '../linkage/measures/chinese-name.ts';
import { makeStep } from '../linkage/standardisers/index.ts';
import { toldBirthDate } from './left-over.ts';
import type { RecordPerson } from './review-candidate.ts';

const date = makeStep('date');
const phone = makeStep('phone');
const addressTokens = makeStep('addressTokens');

/** A recipient, but for the number. */
export type BesideNumber = Omit<RecordPerson, 'address' | 'idNumber'> & {
  addresses: readonly (string | null)[];
};

/**
 * Two different valid numbers are two people, unless name, birth date and a further field (address or telephone) all
 * agree: then a number may have been issued anew, and a person shall look (extracts.md, "Names and numbers that count
 * as equal").
 */
export function agreesBesideNumber(record: RecordPerson, person: BesideNumber): boolean {
  if (chineseName(record.name, person.name) < CHINESE_NAME.EQUAL_FOLDED) return false;
  const born = clean(date, toldBirthDate(record));
  if (born === null || born !== clean(date, person.birthDate)) return false;
  const called = clean(phone, record.phone);
  if (called !== null && called === clean(phone, person.phone)) return true;
  const lives = clean(addressTokens, record.address);
  return person.addresses.some((one) => {
    const there = clean(addressTokens, one);
    return lives !== null && there !== null && address(lives, there) >= ADDRESS.SAME_DOOR;
  });
}

function clean(step: (value: string) => string | null, value: string | null): string | null {
  return value === null ? null : step(value);
}
