/** What a hold can name. */
export const HOLD_SCOPE = {
  PERSON: '人员',
  HOUSEHOLD: '家庭',
  ALERT: '预警',
  BATCH: '批次',
  CLASS: '留存类别',
} as const;
