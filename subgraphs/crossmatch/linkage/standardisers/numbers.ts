import { countStep, plainStep } from './standardiser.ts';

const DECIMAL = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/;

/**
 * A number in one way of writing: no thousands separators, currency sign, leading or trailing zeros
 * ('￥1,200.50元' → '1200.5'). null for what is no decimal number.
 */
export function decimal(value: string): string | null {
  const plain = value.normalize('NFKC').replace(/[\s,'¥$€£元]/g, '');
  const parts = DECIMAL.exec(plain);
  if (parts === null || !/\d/.test(plain)) return null;
  const whole = parts[2] === '' ? '0' : String(parts[2]);
  const fraction = parts[3] ?? '';
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  return parts[1] === '-' && number !== '0' ? `-${number}` : number;
}

export const NUMBER_STEPS = [
  plainStep('number', { zh: '数值', en: 'Number' }, decimal),
  countStep(
    'roundTo',
    { zh: '取整到 n 的倍数', en: 'To the nearest multiple of n' },
    (unit) => (value) => {
      const number = decimal(value);
      if (number === null) return null;
      const rounded = Math.round(Number(number) / unit) * unit;
      return Number.isFinite(rounded) ? String(rounded + 0) : null;
    },
  ),
];
