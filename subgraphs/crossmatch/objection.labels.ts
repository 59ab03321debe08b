/** 异议状态 */
export const OBJECTION_STATUS = {
  OPEN: '核实中',
  UPHELD: '异议成立',
  REJECTED: '异议不成立',
  WITHDRAWN: '本人撤回',
} as const;

/** 异议理由 */
export const OBJECTION_GROUND = {
  NOT_MINE: '不是本人的记录',
  RECORD_WRONG: '记录内容有误',
} as const;
export type ObjectionGround = keyof typeof OBJECTION_GROUND;

/** How an objection is decided. */
export const OBJECTION_OUTCOME = {
  UPHELD: OBJECTION_STATUS.UPHELD,
  REJECTED: OBJECTION_STATUS.REJECTED,
} as const;
export type ObjectionOutcome = keyof typeof OBJECTION_OUTCOME;
