/** 待人工复核状态 */
export const MATCH_REVIEW_STATUS = {
  OPEN: '待复核',
  WITHDRAWN: '已撤回',
  DECIDED: '已复核',
} as const;

/** 为何需要人工复核 */
export const MATCH_REVIEW_REASON = {
  NAME_DIFFERS: '号码一致，姓名不同',
  FORMER_NAME: '号码一致，姓名为曾用名',
  HOMOPHONE: '号码一致，姓名同音不同字',
  STAND_IN: '号码一致，姓名含拼音或替代字符',
  BIRTH_DATE_CONTRADICTS: '号码与姓名一致，出生日期不符',
  SEX_CONTRADICTS: '号码与姓名一致，性别不符',
  NUMBER_MISSING: '没有号码，其他信息相近',
  NUMBER_MASKED: '号码被遮盖，其他信息相近',
  NUMBER_WRONG: '号码有误，其他信息相近',
} as const;

/** 复核结论 */
export const MATCH_DECISION = {
  SAME: '同一人',
  DIFFERENT: '不是同一人',
  CANNOT_TELL: '无法判断',
} as const;
