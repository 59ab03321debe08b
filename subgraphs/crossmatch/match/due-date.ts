import { HubError } from '../../../kernel/errors.ts';
import { addMonths, earlier, later, type PlainDate } from '../../../kernel/plain-date.ts';
import type { WorkingDayCalendar } from '../../../kernel/working-days.ts';
import type { Severity } from '../rule.ts';

const FINISH = 'verification.finish';

/** A number of the policy with the instrument it stands in. */
export type NamedParameter = {
  value: number;
  unit: string;
  instrument: string;
  article: string;
};

/** How a due date came about; null where nothing is due. */
export type DueDerivation = {
  parameter: string | null;
  value: number | null;
  unit: string | null;
  instrument: string | null;
  article: string | null;
  from: PlainDate | null;
  /** CALENDAR_MISSING: the date waits for a year's holiday notice. */
  missing: 'CALENDAR_MISSING' | null;
  text: string;
};

export type DueDate = { dueOn: PlainDate | null; derivation: DueDerivation };

type DueInput = {
  severity: Severity;
  /** A parameter in months from the effective date, or null. */
  finishWithin: string | null;
  effectiveOn: PlainDate;
  raisedOn: PlainDate;
  calendar: WorkingDayCalendar;
  parameters: { get(code: string): NamedParameter };
};

/**
 * When an alert must be verified: the working days of 核对完成 from the day it was raised (001 二(一)), and
 * no later than the rule's own limit, a death's three months (民政部等 2022-10-20 通知 一(三)), but
 * never before the next working day. INFO alerts are not due. A calendar year that is not loaded leaves
 * the date open; it is never guessed.
 */
export function dueDate(input: DueInput): DueDate {
  if (input.severity === 'INFO') return { dueOn: null, derivation: NOT_DUE };
  try {
    return workedOut(input);
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'CALENDAR_MISSING') throw error;
    const finish = derivation(input, FINISH, input.raisedOn, '');
    const year = String(error.details['year']);
    const text = `${year} 年工作日历尚未加载，期限待加载后计算。`;
    return { dueOn: null, derivation: { ...finish, missing: 'CALENDAR_MISSING', text } };
  }
}

const NOT_DUE: DueDerivation = {
  parameter: null,
  value: null,
  unit: null,
  instrument: null,
  article: null,
  from: null,
  missing: null,
  text: '仅作提示，不设核查期限。',
};

function workedOut(input: DueInput): DueDate {
  const { raisedOn, effectiveOn, finishWithin, calendar, parameters } = input;
  const { value } = parameters.get(FINISH);
  const byFinish = calendar.addWorkingDays(raisedOn, value);
  if (finishWithin !== null) {
    const months = parameters.get(finishWithin).value;
    const limit = addMonths(effectiveOn, months);
    if (limit < byFinish) {
      const dueOn = earlier(byFinish, later(limit, calendar.addWorkingDays(raisedOn, 1)));
      const text = `自 ${effectiveOn} 起 ${months} 个月内办结，应于 ${dueOn} 前核查。`;
      return { dueOn, derivation: derivation(input, finishWithin, effectiveOn, text) };
    }
  }
  const text = `自 ${raisedOn} 起 ${value} 个工作日内核查，应于 ${byFinish} 前完成。`;
  return { dueOn: byFinish, derivation: derivation(input, FINISH, raisedOn, text) };
}

function derivation(
  { parameters }: DueInput,
  parameter: string,
  from: PlainDate,
  text: string,
): DueDerivation {
  const { value, unit, instrument, article } = parameters.get(parameter);
  return { parameter, value, unit, instrument, article, from, missing: null, text };
}
