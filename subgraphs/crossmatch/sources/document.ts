import {
  checkIdNumber,
  isMasked,
  matchKey,
  type DocumentClass,
} from '../../../kernel/id-number.ts';
import type { SetAsideCode } from '../../../kernel/tabular/contract.ts';
import type { IdNumber } from '../../../kernel/tabular/parsers.ts';

/** 证件类型 as departments write it. */
export const DOCUMENT_CLASSES = {
  居民身份证: 'RESIDENT_ID',
  军官证: 'MILITARY_ID',
  护照: 'PASSPORT',
  港澳居民来往内地通行证: 'HK_MACAU_PERMIT',
  港澳台居民居住证: 'HMT_RESIDENCE_PERMIT',
  外国人永久居留证: 'FOREIGN_PERMANENT_RESIDENT',
  其他: 'OTHER',
} as const satisfies Record<string, DocumentClass>;

/** A document's number as it can be compared, or why it cannot. */
export type Document =
  | { matchKey: string; idProblem: null; converted: boolean }
  | { matchKey: null; idProblem: SetAsideCode; converted: false };

/**
 * Judges a number under its 证件类型 (居民身份证 when none is given). Only resident numbers have a check
 * character; any other number is taken as it is, unless it is masked.
 */
export function readDocument(documentClass: DocumentClass | null, number: string): Document {
  if (documentClass !== null && documentClass !== 'RESIDENT_ID') {
    if (isMasked(number)) return { matchKey: null, idProblem: 'ID_MASKED', converted: false };
    return { matchKey: matchKey(documentClass, number), idProblem: null, converted: false };
  }
  const checked = checkIdNumber(number);
  if (!checked.ok) return { matchKey: null, idProblem: checked.code, converted: false };
  return {
    matchKey: matchKey(checked.documentClass, checked.idNumber),
    idProblem: null,
    converted: checked.converted,
  };
}

/** A number that its column has already checked. */
export function checkedDocument(id: IdNumber): Document {
  const { number, documentClass, converted } = id;
  // Eighteen characters that passed their check are their own key (`matchKey`): no need to check again.
  const key = number.length === 18 ? number : matchKey(documentClass, number);
  return { matchKey: key, idProblem: null, converted };
}
