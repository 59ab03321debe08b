/** What alerts can be counted by. */
export const ALERT_DIMENSION = {
  STREET: '街道',
  RULE: '规则',
  STATUS: '状态',
  SEVERITY: '级别',
  MONTH: '产生月份',
} as const;
export type AlertDimension = keyof typeof ALERT_DIMENSION;

/** One cell of a table of counts; dimensions that were not asked for are null. */
export type AlertCell = {
  streetCode: string | null;
  ruleId: string | null;
  status: string | null;
  severity: string | null;
  month: string | null;
  count: number;
};
