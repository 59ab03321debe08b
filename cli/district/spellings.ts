import type { PlainDate } from '../../kernel/plain-date.ts';
import type { Random } from './random.ts';

/** A day as one of the four ways departments write it. */
export function spellDate(random: Random, date: PlainDate): string {
  const [year = '', month = '', day = ''] = date.split('-');
  switch (random.int(0, 3)) {
    case 0:
      return date;
    case 1:
      return `${year}/${Number(month)}/${Number(day)}`;
    case 2:
      return year + month + day;
    default:
      return `${year}年${Number(month)}月${Number(day)}日`;
  }
}

/** The month of a day, in one of its three spellings. */
export function spellMonth(random: Random, date: PlainDate): string {
  const [year = '', month = ''] = date.split('-');
  return random.pick([`${year}-${month}`, year + month, `${year}年${Number(month)}月`]);
}

/** Fen as yuan: with or without thousands separators, decimals only sometimes when they are zero. */
export function spellAmount(random: Random, fen: number): string {
  const sign = fen < 0 ? '-' : '';
  const cents = Math.abs(fen) % 100;
  const yuan = String(Math.floor(Math.abs(fen) / 100));
  const whole = random.chance(0.4) ? yuan.replace(/\B(?=(\d{3})+$)/g, ',') : yuan;
  const decimals = cents === 0 && random.chance(0.6) ? '' : `.${String(cents).padStart(2, '0')}`;
  return sign + whole + decimals;
}

/** Nothing, in one of the ways of writing it. */
export function spellMissing(random: Random): string {
  return random.chance(0.7) ? '' : random.pick(['-', '无', '/']);
}
