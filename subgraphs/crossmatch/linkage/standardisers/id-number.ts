import { checkIdNumber, foldIdNumber, isMasked } from '../../../../kernel/id-number.ts';
import { isPlainDate } from '../../../../kernel/plain-date.ts';
import { LIST_SEPARATOR, listing, plainStep } from './standardiser.ts';

const PLACEHOLDER = /^(.)\1*$/u;

// Several steps read the same number in turn.
let last: { value: string; read: string | null } = { value: '', read: null };

/** A number folded, an accepted 15-digit one converted to 18; others as written, null for none. */
export function readIdNumber(value: string): string | null {
  if (value !== last.value) last = { value, read: readAnew(value) };
  return last.read;
}

function readAnew(value: string): string | null {
  const check = checkIdNumber(value);
  if (check.ok) return check.idNumber;
  const written = foldIdNumber(value);
  // '0', '-', '******': something had to be written.
  return PLACEHOLDER.test(written) || written === '' ? null : written;
}

export const ID_NUMBER_STEPS = [
  plainStep('idNumber', { zh: '证件号码', en: 'Id number, 15 digits as 18' }, readIdNumber),
  plainStep(
    'idWritten',
    { zh: '证件号码（原样）', en: 'Id number as written, folded' },
    foldIdNumber,
  ),
  plainStep('idValidity', { zh: '证件号码状态', en: 'Whether the id number is valid' }, validityOf),
  plainStep(
    'idBirthDate',
    { zh: '号码中的出生日期', en: 'Birth date in the id number' },
    birthDateIn,
  ),
  plainStep('idSex', { zh: '号码中的性别', en: 'Sex in the id number' }, sexIn),
  plainStep(
    'idFirst14',
    { zh: '号码前 14 位', en: 'Region and birth date of the id number' },
    (value) => fragment(value, /^\d{14}/),
  ),
  plainStep('idLast8', { zh: '号码后 8 位', en: 'Last eight of the id number' }, (value) =>
    fragment(value, /\d{7}[\dX]$/),
  ),
  plainStep(
    'idEnds',
    { zh: '号码前 3 后 4 位', en: 'First three and last four of the id number' },
    (value) => {
      const ends = /^(\d{3}).{8,11}(\d{3}[\dX])$/u.exec(readIdNumber(value) ?? '');
      return ends === null ? null : `${ends[1]}-${ends[2]}`;
    },
  ),
  listing(
    plainStep(
      'idDeletions',
      {
        zh: '号码去一位的各种写法（列表）',
        en: 'The id number with one character left out (a list)',
      },
      deletionsOf,
    ),
  ),
];

function validityOf(value: string): string | null {
  const check = checkIdNumber(value);
  if (check.ok) return check.converted ? 'CONVERTED' : 'VALID';
  if (readIdNumber(value) === null) return null;
  if (isMasked(value)) return 'MASKED';
  return /^[\dX]{14,19}$/.test(foldIdNumber(value)) ? 'INVALID' : 'OTHER';
}

/** YYYYMMDD, also from a number that fails its check character or lacks the last ones. */
function birthDateIn(value: string): string | null {
  const number = foldIdNumber(value);
  const digits = /^\d{15}$/.test(number) ? `19${number.slice(6, 12)}` : number.slice(6, 14);
  if (number.length < 14 || !/^(18|19|20)\d{6}$/.test(digits)) return null;
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  return isPlainDate(date) ? digits : null;
}

function sexIn(value: string): string | null {
  const number = foldIdNumber(value);
  const parts = /^(?:\d{14}(\d)|[\d*]{16}(\d)[\dX*])$/.exec(number);
  if (parts === null) return null;
  return Number(parts[1] ?? parts[2]) % 2 === 1 ? 'MALE' : 'FEMALE';
}

function fragment(value: string, pattern: RegExp): string | null {
  return pattern.exec(readIdNumber(value) ?? '')?.[0] ?? null;
}

/**
 * Two numbers share one of these when one character of one was mistyped, left out or put in, or two
 * neighbours were exchanged. Only for numbers of 17 to 19 digits.
 */
function deletionsOf(value: string): string | null {
  const number = readIdNumber(value) ?? '';
  if (!/^[\dX]{17,19}$/.test(number)) return null;
  // Of a run of equal characters it makes no difference which is left out.
  const shorter = Array.from(number, (character, i) =>
    character === number[i + 1] ? null : number.slice(0, i) + number.slice(i + 1),
  );
  return [...shorter.filter((one) => one !== null), number].join(LIST_SEPARATOR);
}
