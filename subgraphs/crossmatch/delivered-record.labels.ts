/** 报送数据的处理情况 */
export const RECORD_STATE = {
  RECEIVED: '已接收',
  SET_ASIDE: '已退回',
  REJECTED: '整批拒收',
  PURGED: '逐行记录已按期清除',
  NOT_FOUND: '没有找到',
} as const;
export type RecordState = keyof typeof RECORD_STATE;

/** 更正 */
export const CORRECTION_ASKED = {
  NONE: '未要求更正',
  ASKED: '已要求更正，待答复',
  ANSWERED: '已答复更正要求',
} as const;
export type CorrectionAsked = keyof typeof CORRECTION_ASKED;
