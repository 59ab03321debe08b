import { expect, it } from 'vitest';
import { PURPOSE_HEADER, readPurpose } from './purpose.ts';

function read(purpose: string): string | null {
  return readPurpose({ [PURPOSE_HEADER]: encodeURIComponent(purpose) });
}

it('reads a purpose as it was meant', () => {
  expect(read(' 低保复核 2026-10 ')).toBe('低保复核 2026-10');
  expect(read(' ')).toBeNull();
});

it.each([
  '核对 310106194901010025',
  '核对３１０１０６１９４９０１０１００２５',
  '13912345678 来电',
])('refuses a purpose that names somebody by a number: %s', (purpose) => {
  expect(() => read(purpose)).toThrow('填写的内容不符合要求');
});

it('is the purpose that a token was issued for, which the request may repeat and not replace', () => {
  const given = (purpose: string) => ({ [PURPOSE_HEADER]: encodeURIComponent(purpose) });
  expect(readPurpose({}, '低保复核')).toBe('低保复核');
  expect(readPurpose(given('低保复核'), '低保复核')).toBe('低保复核');
  expect(() => readPurpose(given('信访'), '低保复核')).toThrow('填写的内容不符合要求');
});
