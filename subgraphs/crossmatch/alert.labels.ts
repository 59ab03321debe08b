/** 预警状态 */
export const ALERT_STATUS = {
  OPEN: '待认领',
  CLAIMED: '核查中',
  CLOSED: '已办结',
  WITHDRAWN: '已撤回',
} as const;

/** 预警级别 */
export const ALERT_SEVERITY = {
  HIGH: '高',
  NORMAL: '一般',
  INFO: '提示',
} as const;

/** 比对层级: what was not exact reaches a street only after a reviewer judged it. */
export const MATCH_TIER = {
  EXACT: '精确一致',
  REVIEWED: '人工复核后一致',
} as const;

/** 核查反馈 */
export const DISPOSITION = {
  CONFIRMED: '属实',
  NOT_SAME_PERSON: '非同一人',
  SOURCE_WRONG: '来源数据有误',
  ALREADY_KNOWN: '已掌握',
  NO_EFFECT: '不影响救助待遇',
} as const;
export type DispositionCode = keyof typeof DISPOSITION;

/** 预警办理记录 */
export const ALERT_EVENT_KIND = {
  RAISED: '产生',
  UPDATED: '补充线索',
  CLAIMED: '认领',
  REASSIGNED: '改派',
  RELEASED: '退回待认领',
  DISPOSED: '核查反馈',
  WITHDRAWN: '撤回',
  REMINDED: '催办',
  CORRECTION_ANSWERED: '来源部门答复更正',
  OBJECTION_RECEIVED: '收到异议',
  OBJECTION_DECIDED: '异议办结',
} as const;

/** Reasons, classes and withdrawals are the rules' own words; a rule may bring a new one. */
const ALERT_WORDS: Readonly<Record<string, string>> = {
  GRANTED_AFTER_DEATH: '死亡日期早于起保年月',
  SOURCES_CONFLICT: '来源之间相互矛盾',
  REVOKED: '来源已撤销原登记',
  CANCELLED: '主体已注销或吊销',
  REVERSED: '来源冲红后不再超过标准',
  SUPERSEDED: '来源更正或比对条件变化后不再符合',
  EXPLAINED: '已由公益性岗位解释',
  TRANSFER: '区内迁移',
  EXIT: '迁出本区',
};

/** Chinese words of a rule's reason, class or withdrawal code; the code itself where none is kept. */
export function alertWord(code: string): string {
  return ALERT_WORDS[code] ?? code;
}
