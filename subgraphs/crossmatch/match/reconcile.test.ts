import { describe, expect, it } from 'vitest';
import type { Told } from '../../../test/support/told-facts.ts';
import {
  cremation,
  day,
  death,
  income,
  insurance,
  job,
  month,
  property,
} from '../../../test/support/told-facts.ts';
import { simulatedPerson, type SimulatedBatch } from '../../../test/support/simulated-person.ts';

const OCTOBER = '2026-10-31';
const SEPTEMBER = '2026-09-30';
const NOVEMBER = '2026-11-30';

function batch(
  period: string,
  rows: readonly [Told, ...Told[]],
  more: Partial<SimulatedBatch> = {},
): SimulatedBatch {
  const { source } = rows[0].data;
  return { id: `${source}@${period}#${more.serial ?? 1}`, period, source, rows, ...more };
}

/** A correction that holds nothing of the person any more. */
function corrected(of: SimulatedBatch, rows: readonly Told[] = []): SimulatedBatch {
  return { ...of, id: `${of.id}'`, supersedes: of.id, rows };
}

describe('a death', () => {
  const police = batch(OCTOBER, [death('2026-10-03')]);
  const crematorium = batch(OCTOBER, [cremation('2026-10-02')]);
  const revocation = batch(NOVEMBER, [death('2026-10-03', { revoked: true })]);

  it.each([
    ['police first', [police, crematorium]],
    ['cremation first', [crematorium, police]],
  ])('is one alert, carried by the police record, %s', (_order, batches) => {
    const person = simulatedPerson();
    person.tell(...batches);
    expect(person.story()).toEqual(['death-reported 2026-10-03 OPEN']);
    expect(person.alerts[0]?.sources).toEqual(['civil-affairs.cremation', 'public-security.death']);
  });

  it('is withdrawn when a later batch revokes it', () => {
    const person = simulatedPerson();
    person.tell(police, revocation);
    expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN REVOKED']);
  });

  it('leaves a trace when its own file revokes it, in whichever row', () => {
    const rows = [death('2026-10-03'), death('2026-10-03', { revoked: true })] as const;
    for (const order of [rows, [rows[1], rows[0]] as const]) {
      const person = simulatedPerson();
      person.tell(batch(OCTOBER, [...order]));
      expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN REVOKED']);
    }
  });

  it('is not opened by an older period that arrives after the revocation', () => {
    const person = simulatedPerson();
    person.tell(revocation, police);
    expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN REVOKED']);
    person.tell(batch(SEPTEMBER, [death('2026-10-03')]));
    expect(person.open()).toEqual([]);
  });

  it('is raised anew when a newer period registers it again', () => {
    const person = simulatedPerson();
    person.tell(police, revocation, batch('2026-12-31', [death('2026-10-04')]));
    expect(person.story()).toEqual([
      'death-reported 2026-10-03 WITHDRAWN REVOKED',
      'death-reported 2026-10-04 OPEN',
    ]);
  });

  it.each([
    ['registration, cremation, revocation', [police, crematorium, revocation]],
    ['registration, revocation, cremation', [police, revocation, crematorium]],
    ['cremation, revocation, registration', [crematorium, revocation, police]],
  ])('stays as a conflict of sources while the cremation stands: %s', (_order, batches) => {
    const person = simulatedPerson();
    person.tell(...batches);
    const open = person.alerts.filter(({ status }) => status === 'OPEN');
    expect(open.map(({ ruleId, reason }) => [ruleId, reason])).toEqual([
      ['death-reported', 'SOURCES_CONFLICT'],
    ]);
  });

  it('falls even after it was confirmed', () => {
    const person = simulatedPerson();
    person.tell(police);
    person.close('CONFIRMED', '2026-11-10');
    person.tell(crematorium);
    expect(person.story()).toEqual(['death-reported 2026-10-03 CLOSED']);
    person.tell(corrected(crematorium), revocation);
    expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN REVOKED']);
  });

  it('stays quiet once a person has judged it', () => {
    const person = simulatedPerson();
    person.tell(crematorium);
    person.close('ALREADY_KNOWN', '2026-11-10');
    person.tell(police);
    expect(person.open()).toEqual([]);
  });
});

describe('a correction', () => {
  const police = batch(OCTOBER, [death('2026-10-03')]);

  it('withdraws an alert whose only rows vanish', () => {
    const person = simulatedPerson();
    person.tell(police, corrected(police));
    expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN SUPERSEDED']);
  });

  it('withdraws a re-dated alert and raises it anew', () => {
    const person = simulatedPerson();
    person.tell(police, corrected(police, [death('2026-10-13')]));
    expect(person.story()).toEqual([
      'death-reported 2026-10-03 WITHDRAWN SUPERSEDED',
      'death-reported 2026-10-13 OPEN',
    ]);
  });

  it('leaves an alert that another source still supports', () => {
    const person = simulatedPerson();
    person.tell(police, batch(OCTOBER, [cremation('2026-10-03')]), corrected(police));
    expect(person.story()).toEqual(['cremation-reported 2026-10-03 OPEN']);
  });

  it('keeps the alert when the same row comes again', () => {
    const person = simulatedPerson();
    person.tell(police, corrected(police, police.rows));
    expect(person.story()).toEqual(['death-reported 2026-10-03 OPEN']);
  });

  it('is not undone by an older period that arrives late', () => {
    const person = simulatedPerson();
    person.tell(police, corrected(police), batch(SEPTEMBER, [death('2026-10-03')]));
    expect(person.story()).toEqual(['death-reported 2026-10-03 WITHDRAWN SUPERSEDED']);
  });

  it('is undone by a correction of the correction', () => {
    const person = simulatedPerson();
    const empty = corrected(police);
    person.tell(police, empty, corrected(empty, police.rows));
    expect(person.story()).toEqual([
      'death-reported 2026-10-03 WITHDRAWN SUPERSEDED',
      'death-reported 2026-10-03 OPEN',
    ]);
  });
});

describe('ends and absence', () => {
  it('note the end of a job that arrives later', () => {
    const person = simulatedPerson();
    const ended = job('2026-10-13', { endedOn: day('2026-11-02') });
    person.tell(batch(OCTOBER, [job('2026-10-13')]), batch(NOVEMBER, [ended]));
    expect(person.story()).toEqual(['employment-started 2026-10-13 OPEN']);
    expect(person.alerts[0]?.factEndedOn).toBe('2026-11-02');
  });

  it('note absence from a complete snapshot, and its end', () => {
    const person = simulatedPerson();
    person.tell(batch(OCTOBER, [property('2026-10-12')], { snapshot: true }));
    const empty = { id: 'nov', period: NOVEMBER, source: 'housing.property', rows: [] } as const;
    person.tell({ ...empty, snapshot: true });
    expect(person.story()).toEqual(['property-acquired 2026-10-12 OPEN']);
    expect(person.alerts[0]?.notListedSince).toBe(NOVEMBER);
    person.tell(batch('2026-12-31', [property('2026-10-12')], { snapshot: true }));
    expect(person.alerts[0]?.notListedSince).toBeNull();
  });

  it('do not come from a delta', () => {
    const person = simulatedPerson();
    person.tell(batch(OCTOBER, [property('2026-10-12')]));
    person.tell({ id: 'nov', period: NOVEMBER, source: 'housing.property', rows: [] });
    expect(person.alerts[0]?.notListedSince).toBeNull();
  });

  it('do not come from a later mortgage of the same unit', () => {
    const person = simulatedPerson();
    person.tell(batch(OCTOBER, [property('2026-10-12')]));
    person.tell(batch(NOVEMBER, [property('2026-11-02', { rightType: '抵押权' })]));
    expect(person.story()).toEqual(['property-acquired 2026-10-12 OPEN']);
  });

  it('do not withdraw what merely ages', () => {
    const person = simulatedPerson();
    person.tell(batch(OCTOBER, [insurance('2026-08')]));
    person.compare('2027-06-01');
    person.set({ covered: false });
    person.compare('2027-07-01');
    expect(person.story()).toEqual(['social-insurance-started 2026-08-01 OPEN']);
  });
});

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

  it('lets a rule that is off neither raise nor withdraw, and catch up when it is on', () => {
    const person = simulatedPerson({ disabled: new Set(['employment-started']) });
    person.tell(october);
    expect(person.story()).toEqual([]);
    person.set({ disabled: new Set() });
    person.compare();
    person.set({ disabled: new Set(['employment-started']) });
    person.tell(corrected(october));
    expect(person.story()).toEqual(['employment-started 2026-05-02 OPEN']);
    person.set({ disabled: new Set() });
    person.compare();
    expect(person.story()).toEqual(['employment-started 2026-05-02 WITHDRAWN SUPERSEDED']);
  });

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
