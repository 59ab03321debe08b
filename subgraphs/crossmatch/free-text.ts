import { HubError } from '../../kernel/errors.ts';
import { checkIdNumber, foldIdNumber } from '../../kernel/id-number.ts';

const LONGEST = 2000;
// Overlapping on purpose: a number hides no better between other digits.
const EIGHTEEN = /(?=(\d{17}[\dX]))/g;
const FIFTEEN = /(?<!\d)(\d{15})(?!\d)/g;

/**
 * Refuses a text that is too long or holds a resident id number: free text is stored as it stands,
 * and id numbers are stored encrypted and nowhere else.
 *
 * @throws HubError INVALID_INPUT naming the field
 */
export function assertNoIdNumber(field: string, text: string): void {
  if (text.length > LONGEST || holdsIdNumber(text)) throw new HubError('INVALID_INPUT', { field });
}

/** The same for a text that must say something. @throws HubError INVALID_INPUT naming the field */
export function assertStatement(field: string, text: string): void {
  if (text.trim() === '') throw new HubError('INVALID_INPUT', { field });
  assertNoIdNumber(field, text);
}

function holdsIdNumber(text: string): boolean {
  const folded = foldIdNumber(text);
  return [...folded.matchAll(EIGHTEEN), ...folded.matchAll(FIFTEEN)].some(
    ([, number = '']) => checkIdNumber(number).ok,
  );
}
