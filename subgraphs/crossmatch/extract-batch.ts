import { SET_ASIDE_LABELS, type SetAsideCode } from '../../kernel/tabular/contract.ts';

/** How many rows were set aside for one reason. */
export type SetAsideCount = { code: SetAsideCode; count: number };

/** Why a file was rejected as a whole. */
export type Rejection = {
  code: string;
  message: string;
  column: string | null;
  byteOffset: number | null;
};

/** Set-aside rows by reason, in the order in which a row is judged. */
export function setAsideCounts(stored: unknown): SetAsideCount[] {
  const given = recordOf(stored);
  const codes = Object.keys(SET_ASIDE_LABELS) as SetAsideCode[];
  return codes.flatMap((code) => {
    const count = given[code];
    return typeof count === 'number' && count > 0 ? [{ code, count }] : [];
  });
}

/** The rejection as it is stored; null for a file that was not rejected. */
export function rejection(stored: unknown): Rejection | null {
  const { code, message, column, byteOffset } = recordOf(stored);
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return {
    code,
    message,
    column: typeof column === 'string' ? column : null,
    byteOffset: typeof byteOffset === 'number' ? byteOffset : null,
  };
}

/** A stored list of texts. */
export function textList(stored: unknown): string[] {
  return Array.isArray(stored) ? stored.filter((text) => typeof text === 'string') : [];
}

function recordOf(stored: unknown): Readonly<Record<string, unknown>> {
  return typeof stored === 'object' && stored !== null ? { ...stored } : {};
}
