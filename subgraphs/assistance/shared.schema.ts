import { SHARED_FIELDS, SHARED_QUESTIONS } from '../../kernel/sharing.ts';
import { builder } from './builder.ts';

/** 标准问题 */
export const SharedQuestionEnum = builder.enumType('SharedQuestion', {
  description: '成员单位依共享协议可以提出的标准问题',
  values: {
    PERSON_PROGRAMMES: { description: SHARED_QUESTIONS.PERSON_PROGRAMMES.title },
    LIST_PROGRAMMES: { description: SHARED_QUESTIONS.LIST_PROGRAMMES.title },
    DELIVERED_RECORD: { description: SHARED_QUESTIONS.DELIVERED_RECORD.title },
    CASE_STATISTICS: { description: SHARED_QUESTIONS.CASE_STATISTICS.title },
    ALERT_STATISTICS: { description: SHARED_QUESTIONS.ALERT_STATISTICS.title },
  } as const,
});

/** 共享字段, the same in every subgraph. */
export const SharedFieldEnum = builder.enumType('SharedField', {
  description: '共享协议逐项开放的字段',
  values: {
    PROGRAMME: { description: SHARED_FIELDS.PROGRAMME },
    SINCE: { description: SHARED_FIELDS.SINCE },
    STREET: { description: SHARED_FIELDS.STREET },
    LAST_CHECKED: { description: SHARED_FIELDS.LAST_CHECKED },
    STATE: { description: SHARED_FIELDS.STATE },
    COMPARED: { description: SHARED_FIELDS.COMPARED },
    CORRECTION: { description: SHARED_FIELDS.CORRECTION },
    STATUS: { description: SHARED_FIELDS.STATUS },
    PEOPLE: { description: SHARED_FIELDS.PEOPLE },
    AMOUNT: { description: SHARED_FIELDS.AMOUNT },
    RULE: { description: SHARED_FIELDS.RULE },
    OUTCOME: { description: SHARED_FIELDS.OUTCOME },
  } as const,
});

export const NOT_OPENED = '共享协议未开放、因此为空的字段';
