import { countStep } from './standardiser.ts';

/** Slices count code points: the first two of 𠮷田 are 𠮷田. */
export const SLICE_STEPS = [
  countStep(
    'first',
    { zh: '前 n 个字符', en: 'First n characters' },
    (count) => (value) => sliced(value, 0, count),
  ),
  countStep(
    'last',
    { zh: '后 n 个字符', en: 'Last n characters' },
    (count) => (value) => sliced(value, -count),
  ),
  countStep(
    'drop',
    { zh: '去掉前 n 个字符', en: 'Without the first n characters' },
    (count) => (value) => sliced(value, count),
  ),
];

const ONE_UNIT_EACH = /^[^\ud800-\udfff]*$/;

function sliced(value: string, start: number, end?: number): string {
  if (ONE_UNIT_EACH.test(value)) return value.slice(start, end);
  return [...value].slice(start, end).join('');
}
