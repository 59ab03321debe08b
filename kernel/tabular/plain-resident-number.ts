import { isPlainDate } from '../plain-date.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const ZERO = 48;

/**
 * Whether the text, as it stands, is a resident number that `checkIdNumber` accepts unchanged. Nearly every
 * number of an extract is, and this tells it without making a string; false only means "look closer".
 */
export function isPlainResidentNumber(text: string): boolean {
  const first = text.charCodeAt(0) - ZERO;
  if (text.length !== 18 || first < 1 || first > 6) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (WEIGHTS[i] ?? 0);
  }
  if (text.charCodeAt(17) !== CHECK_CHARACTERS.charCodeAt(sum % 11)) return false;
  const century = twoDigits(text, 6);
  const month = twoDigits(text, 10);
  const day = twoDigits(text, 12);
  if ((century !== 19 && century !== 20) || month < 1 || month > 12 || day < 1) return false;
  return (
    day <= 28 || isPlainDate(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)
  );
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}
