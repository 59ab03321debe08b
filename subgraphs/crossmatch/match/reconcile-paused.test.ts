import { describe, expect, it } from 'vitest';
import { simulatedPerson } from '../../../test/support/simulated-person.ts';
import { batch, corrected, NOVEMBER, OCTOBER } from '../../../test/support/told-batches.ts';
import { cremation, death, insurance, job } from '../../../test/support/told-facts.ts';
import { ALL_ACTIVE, ruleStates, type RuleState } from '../rule-states.ts';

const POLICE = 'public-security.death';
const CREMATORIUM = 'civil-affairs.cremation';
const rule = (ruleId: string, state: RuleState) => ruleStates([{ ruleId, source: null, state }]);
const source = (code: string, state: RuleState) =>
  ruleStates([{ ruleId: null, source: code, state }]);

const started = batch(OCTOBER, [job('2026-05-02')]);
const police = batch(OCTOBER, [death('2026-10-03')]);
const crematorium = batch(OCTOBER, [cremation('2026-10-03')]);
const revocation = batch(NOVEMBER, [death('2026-10-03', { revoked: true })]);

describe('a rule that is off', () => {
  const off = rule('employment-started', 'OFF');

  it('neither raises nor withdraws, and catches up when it is on', () => {
    const person = simulatedPerson({ states: off });
    person.tell(started);
    expect([person.story(), person.shadow()]).toEqual([[], []]);
    person.set({ states: ALL_ACTIVE });
    person.compare();
    person.set({ states: off });
    person.tell(corrected(started));
    expect(person.story()).toEqual(['employment-started 2026-05-02 OPEN']);
    person.set({ states: ALL_ACTIVE });
    person.compare();
    expect(person.story()).toEqual(['employment-started 2026-05-02 WITHDRAWN SUPERSEDED']);
  });

  it('leaves its family to the next rule', () => {
    const person = simulatedPerson({ states: rule('death-reported', 'OFF') });
    person.tell(police, crematorium);
    expect(person.story()).toEqual(['cremation-reported 2026-10-03 OPEN']);
  });
});

describe('a rule in shadow', () => {
  const shadow = rule('employment-started', 'SHADOW');

  it('notes what it would raise, raises nothing, and raises what stands when it is active', () => {
    const person = simulatedPerson({ states: shadow });
    person.tell(started);
    expect(person.story()).toEqual([]);
    expect(person.shadow().map((line) => line.split(' ')[0])).toEqual(['employment-started']);
    person.set({ states: ALL_ACTIVE });
    person.compare();
    expect([person.story(), person.shadow()]).toEqual([['employment-started 2026-05-02 OPEN'], []]);
  });

  it('still withdraws what is taken back, in the person’s favour', () => {
    const person = simulatedPerson();
    person.tell(started);
    person.set({ states: shadow });
    person.tell(corrected(started));
    expect(person.story()).toEqual(['employment-started 2026-05-02 WITHDRAWN SUPERSEDED']);
  });

  it('adds nothing to the alerts it has raised before', () => {
    const person = simulatedPerson();
    person.tell(started);
    const [before] = person.open();
    person.set({ states: shadow });
    person.tell(batch(NOVEMBER, [job('2026-05-02')]));
    expect(person.open()).toEqual([before]);
  });
});

describe('a source', () => {
  it('that is off makes no alert, while the others raise theirs', () => {
    const person = simulatedPerson({ states: source(CREMATORIUM, 'OFF') });
    person.tell(crematorium, started);
    expect(person.story()).toEqual(['employment-started 2026-05-02 OPEN']);
  });

  it('that is off breaks no alert either', () => {
    const person = simulatedPerson();
    person.tell(police);
    person.set({ states: source(POLICE, 'OFF') });
    person.tell(revocation);
    expect(person.story()).toEqual(['death-reported 2026-10-03 OPEN']);
  });

  it.each(['OFF', 'SHADOW'] as const)('that is %s neither joins nor leaves an alert', (state) => {
    const person = simulatedPerson({ states: source(CREMATORIUM, state) });
    person.tell(police, crematorium);
    expect(person.alerts[0]?.sources).toEqual([POLICE]);
    person.set({ states: ALL_ACTIVE });
    person.compare();
    expect(person.alerts[0]?.sources).toEqual([CREMATORIUM, POLICE]);
    person.set({ states: source(CREMATORIUM, state) });
    person.compare();
    expect(person.alerts[0]?.sources).toEqual([CREMATORIUM, POLICE]);
  });

  it('that is off does not let through what its records explain', () => {
    const person = simulatedPerson({ states: source('human-resources.employment', 'OFF') });
    const post = job('2026-08-20', {
      employmentType: 'PUBLIC_WELFARE',
      employer: '静安公益服务社',
    });
    const payments = insurance('2026-09', { payer: '静安公益服务社' });
    person.tell(batch(OCTOBER, [post]), batch(OCTOBER, [payments]));
    expect(person.story()).toEqual([]);
  });

  it('may be paused for one rule alone', () => {
    const states = ruleStates([{ ruleId: 'death-reported', source: CREMATORIUM, state: 'OFF' }]);
    const person = simulatedPerson({ states });
    person.tell(police, crematorium);
    expect(person.alerts[0]?.sources).toEqual([POLICE]);
    const other = simulatedPerson({ states });
    other.tell(crematorium);
    expect(other.story()).toEqual(['cremation-reported 2026-10-03 OPEN']);
  });
});

describe('the strictest state', () => {
  it('of rule, source and rule on the source is what holds', () => {
    const states = ruleStates([
      { ruleId: 'death-reported', source: null, state: 'SHADOW' },
      { ruleId: null, source: POLICE, state: 'OFF' },
      { ruleId: 'death-reported', source: CREMATORIUM, state: 'ACTIVE' },
    ]);
    expect(states.of('death-reported', POLICE)).toBe('OFF');
    expect(states.of('death-reported', CREMATORIUM)).toBe('SHADOW');
    expect(states.of('cremation-reported', CREMATORIUM)).toBe('ACTIVE');
  });
});
