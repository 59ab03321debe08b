/** 走访任务状态 */
export const OUTREACH_STATUS = {
  OPEN: '待走访',
  COVERED: '已有救助案件',
  WITHDRAWN: '名单更正后不再列出',
} as const;
