import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../kernel/plain-date.ts';
import { PUBLISHED_YEARS } from '../../../kernel/working-days.data.ts';
import { createCalendar } from '../../../kernel/working-days.ts';
import { dueDate, type NamedParameter } from './due-date.ts';

const VALUES: Record<string, NamedParameter> = {
  'verification.finish': {
    value: 12,
    unit: 'WORKING_DAY',
    instrument: '青民〔2022〕21号',
    article: '二（一）',
  },
  'death.finishAdjustment': {
    value: 3,
    unit: 'MONTH',
    instrument: '民政部等部门通知',
    article: '一（三）',
  },
};
const parameters = {
  get(code: string): NamedParameter {
    const parameter = VALUES[code];
    if (!parameter) throw new Error(code);
    return parameter;
  },
};

function due(given: Partial<Parameters<typeof dueDate>[0]> & { effective?: string }) {
  return dueDate({
    severity: 'HIGH',
    finishWithin: 'death.finishAdjustment',
    effectiveOn: plainDate(given.effective ?? '2026-10-03'),
    raisedOn: plainDate('2026-11-05'),
    calendar: createCalendar(PUBLISHED_YEARS),
    parameters,
    ...given,
  });
}

describe('a due date', () => {
  it('is twelve working days after the alert was raised', () => {
    const { dueOn, derivation } = due({ severity: 'NORMAL', finishWithin: null });
    expect(dueOn).toBe('2026-11-23');
    expect(derivation).toMatchObject({
      parameter: 'verification.finish',
      value: 12,
      unit: 'WORKING_DAY',
      instrument: '青民〔2022〕21号',
      article: '二（一）',
      from: '2026-11-05',
      missing: null,
    });
    expect(derivation.text).toContain('2026-11-23');
  });

  it('steps over a holiday and counts a make-up day', () => {
    // 国庆 2026: 1–7 October off, 20 September and 10 October worked.
    const raisedOn = plainDate('2026-09-30');
    expect(due({ raisedOn }).dueOn).toBe('2026-10-22');
  });

  it('is no later than three months after the death', () => {
    const { dueOn, derivation } = due({ effective: '2026-08-12' });
    expect(dueOn).toBe('2026-11-12');
    expect(derivation).toMatchObject({ parameter: 'death.finishAdjustment', from: '2026-08-12' });
  });

  it('is never before the next working day', () => {
    expect(due({ effective: '2022-07-23' }).dueOn).toBe('2026-11-06');
    const friday = plainDate('2026-11-06');
    expect(due({ effective: '2022-07-23', raisedOn: friday }).dueOn).toBe('2026-11-09');
  });

  it('is not set for what only informs', () => {
    expect(due({ severity: 'INFO' })).toMatchObject({
      dueOn: null,
      derivation: { parameter: null, missing: null },
    });
  });

  it('waits for a calendar year that is not loaded', () => {
    const { dueOn, derivation } = due({ calendar: createCalendar([]) });
    expect(dueOn).toBeNull();
    expect(derivation).toMatchObject({
      parameter: 'verification.finish',
      missing: 'CALENDAR_MISSING',
    });
    expect(derivation.text).toContain('2026');
  });
});
