/** What can be wrong, in both languages. The codes are the interface; they stay. */
export const FINDINGS = {
  ROOTS_LINE: { zh: '根文件中有无法识别的行', en: 'a line of the roots file is not one' },
  ROOTS_CUT: { zh: '根文件最后一行不完整', en: 'the last line of the roots file is cut' },
  ROOTS_ORDER: {
    zh: '根文件缺块或次序不对',
    en: 'a block is missing from the roots file, or out of order',
  },
  ROOTS_CHAIN: { zh: '与前一块不相接', en: 'the block does not follow from the one before' },
  SIGNATURE: { zh: '签名不成立', en: 'the signature does not hold' },
  KEY_UNKNOWN: { zh: '签名密钥不在所给公钥之列', en: 'signed by a key that was not given' },
  KEY_ORDER: { zh: '密钥未按更换次序使用', en: 'keys are not used in the order of their rotation' },
  OLDER_DIFFERS: {
    zh: '与较早的根文件副本不符',
    en: 'an older copy of the roots file says otherwise',
  },
  BLOCK_MISSING: {
    zh: '根文件有此块，存储中没有',
    en: 'the block is in the roots file and not in the store',
  },
  BLOCK_UNPUBLISHED: {
    zh: '存储中有此块，根文件没有',
    en: 'the block is in the store and not in the roots file',
  },
  BLOCK_CHANGED: { zh: '块与根文件不一致', en: 'the block is not what the roots file says' },
  ROOT_DIFFERS: { zh: '各行的根与签名的根不符', en: 'the rows do not give the signed root' },
  ROW_CHANGED: { zh: '行被改动', en: 'the row was changed' },
  ROW_MISSING: { zh: '行已不存在', en: 'the row is gone' },
  ROW_ADDED: {
    zh: '行不属于任何块，也不在待封存之列',
    en: 'the row is in no block and does not wait for one',
  },
  ROW_REPEATED: { zh: '行数与封存数不符', en: 'rows and sealed rows are not equally many' },
  PURGE_UNPROVEN: { zh: '清理没有相符的凭证', en: 'a purge has no certificate that fits' },
  PURGE_TOO_YOUNG: {
    zh: '清理凭证涉及未满留存期限的行',
    en: 'a purge covers rows that were too young',
  },
  STORE_INVALID: { zh: '存储内容无法识别', en: 'the store holds something unreadable' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type FindingCode = keyof typeof FINDINGS;

export type Finding = {
  code: FindingCode;
  block?: number;
  /** Of the row in the log, from 0. */
  position?: number;
  /** The row's id. */
  event?: string;
  /** Of the roots file, from 1. */
  line?: number;
};

/** The first ones in full; of the others only how many. */
export type Findings = { shown: Finding[]; total: number };

const MOST_SHOWN = 50;

export function addFinding(findings: Findings, finding: Finding): void {
  findings.total += 1;
  if (findings.shown.length < MOST_SHOWN) findings.shown.push(finding);
}
