const PERCENTAGE = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/u;
const WHOLE = 100;

/**
 * 出资比例 in percent, or null when it is blank or says no share: `60%`, `60` and `0.6` are the same. Without
 * a percent sign a number written with a decimal point and at most 1 is a fraction; `1` is 1 %.
 */
export function contributionOf(text: string | null): number | null {
  const [, digits, sign] =
    PERCENTAGE.exec((text ?? '').normalize('NFKC').replace(/\s/gu, '')) ?? [];
  if (digits === undefined) return null;
  const number = Number(digits);
  const percent =
    !sign && digits.includes('.') && number <= 1 ? Number((number * WHOLE).toFixed(6)) : number;
  return percent <= WHOLE ? percent : null;
}
