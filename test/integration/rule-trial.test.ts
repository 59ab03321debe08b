import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createRuleStateService } from '../../subgraphs/crossmatch/rule-state.service.ts';
import {
  createRuleTrialService,
  type RuleTrialInput,
} from '../../subgraphs/crossmatch/rule-trial.service.ts';
import { RULES } from '../../subgraphs/crossmatch/rules/index.ts';
import { asOwner } from '../support/as-owner.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, aRequest, DONG, JING, refusalOf } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { incomeRows, jobRows, loadRecipients } from '../support/recipients.ts';

const RULE = 'income-over-line';
const AS_OF = plainDate('2026-11-05');
const ALWAYS = { from: null, to: null };
const bureau = anActor('BUREAU_SUPERVISOR');

let desk: MatchDesk;

beforeAll(async () => {
  desk = await matchDesk();
  const people = await loadRecipients(desk, 24);
  // The line is 1,595 × 1.5 = 2,392.50 yuan; at a factor of 1.3 it is 2,073.50.
  const paid = people.map((one, n) => [one, 1_900 + n * 30] as const);
  await desk.ingest('tax.income_2026-09_delta.csv', incomeRows(paid));
  const october = incomeRows(paid.slice(0, 8), '2026-10');
  await desk.ingest('tax.income_2026-10_delta.csv', october);
  await desk.ingest('human-resources.employment_2026-10_delta.csv', jobRows(people.slice(0, 5)));
  await desk.match();
});
afterAll(() => desk.close());

const trial = (input: Partial<RuleTrialInput> = {}) =>
  createRuleTrialService(desk.deps).run(aRequest(bureau), {
    ruleId: RULE,
    asOf: AS_OF,
    window: ALWAYS,
    parameters: [],
    ...input,
  });
const lower = { parameters: [{ code: 'income.factor', value: 1.3 }] };

describe('a trial', () => {
  it.each(RULES.map(({ id }) => [id]))('of %s as it is shows no difference', async (ruleId) => {
    const { total } = await trial({ ruleId });
    const open = (await desk.alerts()).filter((alert) => alert.ruleId === ruleId).length;
    expect(total).toEqual({ wouldRaise: 0, wouldUpdate: 0, wouldWithdraw: 0, unchanged: open });
  });

  it('writes nothing but its audit line, and gives the same again', async () => {
    const before = await desk.snapshot();
    const [first, second] = [await trial(lower), await trial(lower)];
    expect(second).toEqual(first);
    expect(first.resultHash).not.toBe((await trial()).resultHash);
    expect(await desk.snapshot()).toEqual(before);
    const lines = await auditTrail(desk.database, 'RULE_TRIED');
    expect(lines.at(-1)).toMatchObject({
      subject: bureau.subject,
      detail: { ruleId: RULE, asOf: AS_OF, persons: 24 },
    });
  });

  it('of a higher line shows what would fall, by street', async () => {
    const { total, streets, examples } = await trial({
      parameters: [{ code: 'income.factor', value: 1.6 }],
    });
    expect(total).toEqual({ wouldRaise: 0, wouldUpdate: 0, wouldWithdraw: 5, unchanged: 2 });
    expect(streets.map(({ streetCode, wouldWithdraw }) => [streetCode, wouldWithdraw])).toEqual([
      [JING, 2],
      [DONG, 3],
    ]);
    expect(examples.every(({ kind, alertNo }) => kind === 'WITHDRAW' && alertNo !== null)).toBe(
      true,
    );
  });

  it('shows at most twenty examples, without names or numbers', async () => {
    const { total, examples } = await trial({
      parameters: [{ code: 'income.factor', value: 1.1 }],
    });
    expect(total.wouldRaise).toBe(17);
    const none = await trial({ parameters: [{ code: 'income.factor', value: 3 }] });
    expect(none.total.wouldWithdraw + examples.length).toBe(24);
    expect(JSON.stringify(examples)).not.toMatch(/建国|\d{17}/);
  });

  it('of a window looks at records of its batches only', async () => {
    const window = { from: plainDate('2026-10-01'), to: plainDate('2026-10-31') };
    const { persons, total } = await trial({ ...lower, window });
    expect([persons, total.wouldRaise]).toEqual([8, 2]);
  });

  it('of a rule that is off shows what it would raise', async () => {
    const states = createRuleStateService(desk.deps);
    const set = (state: 'OFF' | 'ACTIVE') =>
      states.set(aRequest(bureau), { ruleId: RULE, state, reason: '试算' });
    await set('OFF');
    expect((await trial(lower)).total).toMatchObject({ wouldRaise: 11, unchanged: 7 });
    await set('ACTIVE');
  });

  it('is refused for an unknown rule or parameter, no number, no window, and to every other role', async () => {
    const value = (code: string, number: number) => ({ parameters: [{ code, value: number }] });
    const backwards = { from: plainDate('2026-11-05'), to: plainDate('2026-11-04') };
    const refused: [Partial<RuleTrialInput>, string][] = [
      [{ ruleId: 'gossip' }, 'NOT_FOUND'],
      [value('income.fctor', 1), 'PARAMETER_MISSING'],
      [value('income.factor', Number.NaN), 'INVALID_INPUT'],
      [{ window: backwards }, 'INVALID_INPUT'],
    ];
    for (const [input, code] of refused) expect(await refusalOf(trial(input))).toBe(code);
    const others = ROLES.filter((role) => role !== 'BUREAU_SUPERVISOR' && role !== 'SYSTEM');
    const input = { ruleId: RULE, asOf: AS_OF, window: ALWAYS, parameters: [] };
    for (const role of others) {
      const act = createRuleTrialService(desk.deps).run(aRequest(anActor(role)), input);
      expect(await refusalOf(act)).toBe('FORBIDDEN');
    }
  });

  it('of a lower line shows exactly the alerts that a run then raises', async () => {
    const { total, examples } = await trial(lower);
    expect(total).toEqual({ wouldRaise: 11, wouldUpdate: 0, wouldWithdraw: 0, unchanged: 7 });
    const before = new Set((await desk.alerts()).map(({ alertNo }) => alertNo));
    await asOwner(
      desk.database,
      `INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from)
       SELECT code, 1.3, unit, title, instrument, article, '2026-11-01' FROM policy.parameter
        WHERE code = 'income.factor'`,
    );
    expect((await desk.match()).totals).toMatchObject({ raised: 11, updated: 0, withdrawn: 0 });
    const raised = (await desk.alerts()).filter(({ alertNo }) => !before.has(alertNo));
    const lineOf = (alert: { personId: string; streetCode: string; effectiveOn: string }) =>
      [alert.personId, alert.streetCode, alert.effectiveOn].join(' ');
    expect(examples.map(lineOf).sort()).toEqual(raised.map(lineOf).sort());
    expect((await trial()).total).toMatchObject({ wouldRaise: 0, unchanged: 18 });
  });
});
