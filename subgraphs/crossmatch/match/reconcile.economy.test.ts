import { describe, expect, it } from 'vitest';
import { simulatedPerson } from '../../../test/support/simulated-person.ts';
import { batch, NOVEMBER, OCTOBER, SEPTEMBER } from '../../../test/support/told-batches.ts';
import {
  death,
  income,
  insurance,
  job,
  month,
  property,
} from '../../../test/support/told-facts.ts';

describe('income', () => {
  const september = batch(SEPTEMBER, [income(3000, month('2026-09'))]);
  const october = batch(OCTOBER, [income(3000, month('2026-10'))]);

  it('joins later months while the alert is open, and an earlier one that arrives late', () => {
    const forwards = simulatedPerson();
    forwards.tell(september, october);
    const backwards = simulatedPerson();
    backwards.tell(october, september);
    expect(forwards.story()).toEqual(['income-over-line 2026-09-01 OPEN']);
    expect(backwards.open()).toEqual(forwards.open());
    expect(backwards.story()).toEqual(forwards.story());
  });

  it('stays quiet for six months after a person closed it', () => {
    const person = simulatedPerson();
    person.tell(september);
    person.close('CONFIRMED', '2026-11-10');
    person.take(october);
    person.take(batch('2027-04-30', [income(3000, month('2027-04'))]));
    person.compare('2027-05-05');
    expect(person.open()).toEqual([]);
    person.take(batch('2027-05-31', [income(3000, month('2027-05'))]));
    person.compare('2027-06-05');
    expect(person.story()).toEqual([
      'income-over-line 2026-09-01 CLOSED',
      'income-over-line 2027-05-01 OPEN',
    ]);
  });

  it('is withdrawn when a reversal takes the month under the line', () => {
    const person = simulatedPerson();
    person.tell(september, batch(OCTOBER, [income(-1000, month('2026-09'))]));
    expect(person.story()).toEqual(['income-over-line 2026-09-01 WITHDRAWN REVERSED']);
  });

  it('is raised anew for the month that is left over the line', () => {
    const person = simulatedPerson();
    person.tell(september, october, batch(NOVEMBER, [income(-3000, month('2026-09'))]));
    expect(person.story()).toEqual([
      'income-over-line 2026-09-01 WITHDRAWN REVERSED',
      'income-over-line 2026-10-01 OPEN',
    ]);
  });

  it('falls by a reversal even after it was confirmed, and asks about the month that is left', () => {
    const person = simulatedPerson();
    person.tell(september, october);
    person.close('CONFIRMED', '2026-11-10');
    person.tell(batch(NOVEMBER, [income(-3000, month('2026-09'))]));
    expect(person.story()).toEqual([
      'income-over-line 2026-09-01 WITHDRAWN REVERSED',
      'income-over-line 2026-10-01 OPEN',
    ]);
  });

  it('stays as an officer judged it when that was not a confirmation, or nothing was reversed', () => {
    const person = simulatedPerson();
    person.tell(september);
    person.close('NO_EFFECT', '2026-11-10');
    person.tell(batch(OCTOBER, [income(-1000, month('2026-09'))]));
    expect(person.story()).toEqual(['income-over-line 2026-09-01 CLOSED']);
    const other = simulatedPerson();
    other.tell(september);
    other.close('CONFIRMED', '2026-11-10');
    other.tell(batch(OCTOBER, [income(-100, month('2026-09'))]));
    expect(other.story()).toEqual(['income-over-line 2026-09-01 CLOSED']);
  });

  it('counts a reversal once, however often it is told', () => {
    const person = simulatedPerson();
    const reversal = income(-300, month('2026-09'));
    person.tell(september, batch(OCTOBER, [reversal]), batch(NOVEMBER, [reversal]));
    expect(person.story()).toEqual(['income-over-line 2026-09-01 OPEN']);
  });
});

describe('a public-welfare post', () => {
  const payments = batch(OCTOBER, [insurance('2026-10')]);
  const post = batch(OCTOBER, [job('2026-09-20', { employmentType: 'PUBLIC_WELFARE' })]);

  it('withdraws the payer’s open alert when it arrives later', () => {
    const person = simulatedPerson();
    person.tell(payments, post);
    expect(person.story()).toEqual(['social-insurance-started 2026-10-01 WITHDRAWN EXPLAINED']);
  });

  it('keeps the rule silent when it was known before', () => {
    const person = simulatedPerson();
    person.tell(post, payments);
    expect(person.story()).toEqual([]);
  });
});

describe('what a person decided', () => {
  const first = batch(OCTOBER, [job('2026-05-02')]);

  it('keeps the same job quiet and lets another date of that employer through', () => {
    const person = simulatedPerson();
    person.tell(first);
    person.close('NO_EFFECT', '2026-11-10');
    person.tell(batch(NOVEMBER, [job('2026-05-02'), job('2026-11-01')]));
    expect(person.story()).toEqual([
      'employment-started 2026-05-02 CLOSED',
      'employment-started 2026-11-01 OPEN',
    ]);
  });

  it('keeps everything of that fact key quiet for ever when it is another person', () => {
    const person = simulatedPerson();
    person.tell(first);
    person.close('NOT_SAME_PERSON', '2026-11-10');
    person.tell(batch(NOVEMBER, [job('2026-11-01')]));
    expect(person.open()).toEqual([]);
  });
});

describe('what holds a rule back', () => {
  const october = batch(OCTOBER, [job('2026-05-02')]);

  it('raises nothing economic without an authorisation, and statutory facts always', () => {
    const person = simulatedPerson({ authorised: false });
    person.tell(october, batch(OCTOBER, [death('2026-10-03')]));
    expect(person.story()).toEqual(['death-reported 2026-10-03 OPEN']);
  });

  it('raises nothing of someone no longer covered, but still withdraws', () => {
    const person = simulatedPerson();
    person.tell(batch(OCTOBER, [death('2026-10-03')]));
    person.set({ covered: false });
    person.tell(october, batch(NOVEMBER, [death('2026-10-03', { revoked: true })]));
    expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN REVOKED']);
  });
});

describe('a property', () => {
  it('is promoted when a purchase joins an inheritance', () => {
    const person = simulatedPerson();
    const inherited = property('2026-10-12', { acquisition: 'INHERITANCE' });
    person.tell(batch(OCTOBER, [inherited]));
    expect(person.alerts[0]?.severity).toBe('INFO');
    person.tell(batch(NOVEMBER, [property('2026-10-12')]));
    expect(person.story()).toEqual(['property-acquired 2026-10-12 OPEN']);
    expect(person.alerts[0]?.severity).toBe('NORMAL');
  });
});
