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
  NUMBER_DIFFERS: '号码不同且均有效，其他信息一致',
} as const;

/** 复核结论 */
export const MATCH_DECISION = {
  SAME: '同一人',
  DIFFERENT: '不是同一人',
  CANNOT_TELL: '无法判断',
} as const;

/** 复核时对照的项目 */
export const REVIEW_FIELD = {
  NAME: '姓名',
  ID_NUMBER: '公民身份号码',
  BIRTH_DATE: '出生日期',
  SEX: '性别',
  PHONE: '联系电话',
  ADDRESS: '地址',
} as const;

/** 记录与救助对象在一项上有何不同 */
export const FIELD_DIFFERENCE = {
  NONE: '一致',
  NOT_GIVEN: '一方未提供',
  WRITTEN_OTHERWISE: '写法不同，统一后一致',
  NAME_DIFFERS: '不同',
  FORMER_NAME: '为曾用名',
  HOMOPHONE: '同音不同字',
  STAND_IN: '含拼音或替代字符',
  LENGTH: '位数不同',
  MASKED: '来源已遮盖，可见部分一致',
  DIFFERENT: '不同',
} as const;
