import { HubError } from '../../kernel/errors.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { WorkingDayCalendar } from '../../kernel/working-days.ts';
import type { DueDate, NamedParameter } from './match/due-date.ts';

const DECIDE = 'objection.decide';

/**
 * When an objection must be decided: working days from the day it was received. A calendar year that is not
 * loaded leaves the date open; an objection is not turned away for a calendar.
 *
 * @throws HubError PARAMETER_MISSING
 */
export function objectionDue(
  receivedOn: PlainDate,
  parameters: { get(code: string): NamedParameter },
  calendar: WorkingDayCalendar,
): DueDate {
  const { value, unit, instrument, article } = parameters.get(DECIDE);
  const derivation = { parameter: DECIDE, value, unit, instrument, article, from: receivedOn };
  try {
    const dueOn = calendar.addWorkingDays(receivedOn, value);
    const text = `自 ${receivedOn} 收到起 ${value} 个工作日内核实并答复，应于 ${dueOn} 前办结。`;
    return { dueOn, derivation: { ...derivation, missing: null, text } };
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'CALENDAR_MISSING') throw error;
    const text = `${String(error.details['year'])} 年工作日历尚未加载，期限待加载后计算。`;
    return { dueOn: null, derivation: { ...derivation, missing: 'CALENDAR_MISSING', text } };
  }
}
