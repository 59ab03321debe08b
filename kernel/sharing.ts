import type { PlainDate } from './plain-date.ts';

/** 共享字段: what an agreement opens or leaves closed, over all questions. */
export const SHARED_FIELDS = {
  PROGRAMME: '救助项目',
  SINCE: '起保年月',
  STREET: '街道',
  LAST_CHECKED: '最近核查日期',
  STATE: '处理情况',
  COMPARED: '是否已比对',
  CORRECTION: '是否要求更正',
  STATUS: '案件状态',
  PEOPLE: '保障人数',
  AMOUNT: '保障金额',
  RULE: '规则',
  OUTCOME: '结果',
} as const;
export type SharedField = keyof typeof SHARED_FIELDS;

type QuestionText = { title: string; fields: readonly SharedField[] };

/** 标准问题: all that a member department can ask by agreement, with the fields that each may open. */
export const SHARED_QUESTIONS = {
  PERSON_PROGRAMMES: {
    title: '某人是否享受救助、自何时起',
    fields: ['PROGRAMME', 'SINCE', 'STREET', 'LAST_CHECKED'],
  },
  LIST_PROGRAMMES: {
    title: '名单中哪些人已享受救助',
    fields: ['PROGRAMME', 'SINCE', 'STREET', 'LAST_CHECKED'],
  },
  DELIVERED_RECORD: {
    title: '本单位报送的一行数据如何处理',
    fields: ['STATE', 'COMPARED', 'CORRECTION'],
  },
  CASE_STATISTICS: {
    title: '已发布的案件统计',
    fields: ['STREET', 'PROGRAMME', 'STATUS', 'PEOPLE', 'AMOUNT'],
  },
  ALERT_STATISTICS: {
    title: '已发布的预警统计',
    fields: ['STREET', 'RULE', 'OUTCOME'],
  },
} as const satisfies Record<string, QuestionText>;
export type SharedQuestion = keyof typeof SHARED_QUESTIONS;

/** Why a question is refused; the asker is told the same words whichever it is. */
export const SHARING_REFUSALS = {
  NO_AGREEMENT: '没有共享协议',
  SUSPENDED: '协议已暂停',
  NOT_IN_FORCE: '不在协议有效期内',
  PURPOSE: '用途不在协议之内',
  FIELD: '协议未开放所需字段',
  DAILY_CAP: '超过协议每日人数',
} as const;
export type SharingRefusal = keyof typeof SHARING_REFUSALS;

/** What stands for a department's question: confirmed by two persons, not ended. */
export type StandingAgreement = {
  id: string;
  state: 'OPEN' | 'SUSPENDED';
  fields: readonly string[];
  purposes: readonly string[];
  validFrom: PlainDate;
  validTo: PlainDate;
  /** Persons a day. */
  dailyPersons: number;
};

/** What is asked for, on which day, by how many persons, after how many on the same day. */
export type SharingAsk = {
  purpose: string;
  day: PlainDate;
  /** Fields without which the question cannot be answered. */
  needs: readonly SharedField[];
  persons: number;
  personsBefore: number;
};

/** Null when the agreement admits the question; both ends of its term belong to it (domain.md §3 rule 10). */
export function refusalOf(
  agreement: StandingAgreement | null,
  { purpose, day, needs, persons, personsBefore }: SharingAsk,
): SharingRefusal | null {
  if (agreement === null) return 'NO_AGREEMENT';
  if (agreement.state !== 'OPEN') return 'SUSPENDED';
  if (day < agreement.validFrom || day > agreement.validTo) return 'NOT_IN_FORCE';
  if (!agreement.purposes.includes(purpose)) return 'PURPOSE';
  if (!needs.every((field) => agreement.fields.includes(field))) return 'FIELD';
  if (personsBefore + persons > agreement.dailyPersons) return 'DAILY_CAP';
  return null;
}

/** The fields of the question that the agreement leaves closed, in the question's order. */
export function closedFields(
  question: SharedQuestion,
  opened: readonly string[],
): readonly SharedField[] {
  return SHARED_QUESTIONS[question].fields.filter((field) => !opened.includes(field));
}
