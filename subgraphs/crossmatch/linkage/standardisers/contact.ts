import { listing, listOf, plainStep } from './standardiser.ts';
import { nfkc } from './text.ts';

const EXTENSION = /(?:转|ext\.?|x|#)\s*\d+\s*$/i;
const TRUNK_ZERO = /^\+?(?:0086|86)(?=\d{10,11}$)/;

/**
 * A telephone number as digits: extension and the country code of the mainland taken off, a landline with its
 * area code's 0. Other countries' codes stay, as digits. null below seven digits or for one digit repeated.
 */
export function phone(value: string): string | null {
  const written = nfkc(value)
    .trim()
    .replace(EXTENSION, '')
    .replace(/[^\d+]/g, '');
  const national = written.replace(TRUNK_ZERO, '').replace(/\D/g, '');
  // +86 21 … and +86 10 … are written abroad without the 0 of the area code.
  const number = national.length === 10 && national !== written ? `0${national}` : national;
  return number.length < 7 || /^(\d)\1*$/.test(number) ? null : number;
}

export const CONTACT_STEPS = [
  plainStep('postcode', { zh: '邮政编码', en: 'Postcode without spaces, upper case' }, (value) =>
    nfkc(value)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, ''),
  ),
  plainStep('phone', { zh: '电话号码', en: 'Telephone number' }, phone),
  listing(
    plainStep('phones', { zh: '电话号码（列表）', en: 'Telephone numbers (a list)' }, (value) =>
      listOf(
        nfkc(value)
          .split(/[、,;/|\n]/)
          .map((one) => phone(one) ?? ''),
      ),
    ),
  ),
  plainStep('emailUser', { zh: '邮箱用户名', en: 'E-mail: what is before the @' }, (value) =>
    emailPart(value, 0),
  ),
  plainStep('emailDomain', { zh: '邮箱域名', en: 'E-mail: what is behind the @' }, (value) =>
    emailPart(value, 1),
  ),
];

function emailPart(value: string, part: 0 | 1): string | null {
  const address = nfkc(value).trim().toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 0) return part === 0 ? address : null;
  return part === 0 ? address.slice(0, at) : address.slice(at + 1);
}
