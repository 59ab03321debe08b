const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const SHAPE = new RegExp(`^[${ALPHABET}]{18}$`);

/** Whether the text is a 统一社会信用代码: 18 characters whose last is the MOD 31 check (GB 32100-2015). */
export function isCreditCode(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const sum = WEIGHTS.reduce(
    (total, weight, i) => total + weight * ALPHABET.indexOf(text.charAt(i)),
    0,
  );
  return text.charAt(17) === ALPHABET.charAt((31 - (sum % 31)) % 31);
}
