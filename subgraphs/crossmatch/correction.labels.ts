/** 数据更正单状态 */
export const CORRECTION_STATUS = {
  OPEN: '待答复',
  ANSWERED: '已答复',
} as const;

/** 来源部门答复 */
export const CORRECTION_OUTCOME = {
  CORRECTED: '已更正',
  UPHELD: '经核实无误',
} as const;
export type CorrectionOutcomeCode = keyof typeof CORRECTION_OUTCOME;
