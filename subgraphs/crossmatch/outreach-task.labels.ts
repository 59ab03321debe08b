/** 走访任务状态 */
export const OUTREACH_STATUS = {
  OPEN: '待走访',
  CLAIMED: '走访中',
  CLOSED: '已走访',
  COVERED: '已有救助案件',
  WITHDRAWN: '名单更正后不再列出',
} as const;

/** 走访结果 */
export const OUTREACH_OUTCOME = {
  APPLIED: '已提出申请',
  NOT_ELIGIBLE: '不符合条件',
  DECLINED: '本人不申请',
  NOT_FOUND: '未找到本人',
} as const;
export type OutreachOutcome = keyof typeof OUTREACH_OUTCOME;
