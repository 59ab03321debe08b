/** Money in fen (1 yuan = 100 fen), always a safe integer. */
export type Fen = number;

const AMOUNT = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

/**
 * An amount in yuan with at most two decimals, thousands separators and a sign allowed, as fen;
 * null when it is anything else or too large to count exactly. Full-width forms are folded.
 */
export function parseYuan(text: string): Fen | null {
  const match = AMOUNT.exec(text.normalize('NFKC').replace('−', '-').trim());
  if (match === null) return null;
  const [, sign, yuan = '', decimals = ''] = match;
  const fen = Number(yuan.replaceAll(',', '') + decimals.padEnd(2, '0'));
  if (!Number.isSafeInteger(fen)) return null;
  return sign === '-' && fen !== 0 ? -fen : fen;
}

/** Yuan with thousands separators and two decimals: 159500 → '1,595.00'. */
export function formatYuan(fen: Fen): string {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '-' : ''}${yuan}.${digits.slice(-2)}`;
}
