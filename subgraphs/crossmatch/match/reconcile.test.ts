import { describe, expect, it } from 'vitest';
import { simulatedPerson } from '../../../test/support/simulated-person.ts';
import {
  batch,
  corrected,
  NOVEMBER,
  OCTOBER,
  SEPTEMBER,
} from '../../../test/support/told-batches.ts';
import {
  cremation,
  day,
  death,
  insurance,
  job,
  property,
} from '../../../test/support/told-facts.ts';

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

describe('a withdrawal', () => {
  const police = batch(SEPTEMBER, [death('2026-09-03')]);
  const revocation = batch(OCTOBER, [death('2026-09-03', { revoked: true })]);

  it('by a revocation that was itself a mistake ends with it', () => {
    const person = simulatedPerson();
    person.tell(police, revocation, corrected(revocation));
    expect(person.story()).toEqual([
      'death-reported 2026-09-03 WITHDRAWN REVOKED',
      'death-reported 2026-09-03 OPEN',
    ]);
  });

  it('by a correction keeps nothing quiet that another part of the same period tells', () => {
    const person = simulatedPerson();
    const other = batch(SEPTEMBER, [death('2026-09-03')], { serial: 2 });
    person.take({
      ...batch(NOVEMBER, [job('2026-11-01')]),
      source: 'public-security.death',
      rows: [],
    });
    person.tell(police, corrected(police), other);
    expect(person.open()).toHaveLength(1);
  });

  it('of the newer date brings the older one back that its correction leaves', () => {
    const person = simulatedPerson();
    const redated = batch(OCTOBER, [death('2026-09-13')]);
    person.tell(police, redated, corrected(redated));
    expect(person.story()).toEqual([
      'death-reported 2026-09-03 WITHDRAWN SUPERSEDED',
      'death-reported 2026-09-13 WITHDRAWN SUPERSEDED',
      'death-reported 2026-09-03 OPEN',
    ]);
  });

  it('by a newer record of another kind ends when a correction takes that record out', () => {
    const person = simulatedPerson();
    const flexible = batch(OCTOBER, [job('2026-09-01', { employmentType: 'FLEXIBLE' })]);
    person.tell(batch(SEPTEMBER, [job('2026-09-01')]), flexible, corrected(flexible));
    expect(person.story()).toEqual([
      'employment-started 2026-09-01 WITHDRAWN SUPERSEDED',
      'employment-started 2026-09-01 OPEN',
    ]);
  });

  it('by a correction to another kind ends when the next correction takes the row out', () => {
    const person = simulatedPerson();
    const august = batch('2026-08-31', [job('2026-08-03')]);
    const september = batch(SEPTEMBER, [job('2026-08-03')]);
    const flexible = corrected(september, [job('2026-08-03', { employmentType: 'FLEXIBLE' })]);
    person.tell(august, september, flexible, corrected(flexible));
    expect(person.story()).toEqual([
      'employment-started 2026-08-03 WITHDRAWN SUPERSEDED',
      'employment-started 2026-08-03 OPEN',
    ]);
  });
});
