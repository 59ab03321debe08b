import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { createRulePrecisionService } from '../../subgraphs/crossmatch/rule-precision.service.ts';
import { createRuleStateService } from '../../subgraphs/crossmatch/rule-state.service.ts';
import { asOwner } from '../support/as-owner.ts';
import { auditTrail } from '../support/audit-trail.ts';
import {
  aBatch,
  aFact,
  anActor,
  anAlert,
  aRequest,
  refusalOf,
} from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const RULE = 'income-over-line';
const AS_OF = plainDate('2026-11-05');
const bureau = anActor('BUREAU_SUPERVISOR');

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

const deps = (now = '2026-11-05T03:10:00+08:00') =>
  testDeps(database, 'crossmatch', { clock: fixedClock(now) });
const states = () => createRuleStateService(deps());
const stateNow = async () => (await states().ofRules([RULE])).get(RULE)?.state;

/** Alerts of the rule that officers closed, so many of each disposition. */
async function closed(
  counts: Record<string, number>,
  { on = '2026-11-01', sources = ['tax.income'], ruleId = RULE } = {},
): Promise<void> {
  const { db } = database.subgraph('crossmatch');
  const record = await aFact(db, await aBatch(db));
  for (const [disposition, count] of Object.entries(counts)) {
    for (let n = 0; n < count; n += 1) {
      const decided = { disposition, disposedBy: 'wang', disposedAt: new Date(`${on}T02:00:00Z`) };
      const raisedOn = toDbDate(plainDate('2026-10-20'));
      await anAlert(db, { ruleId, status: 'CLOSED', sources, raisedOn, ...decided }, [record]);
    }
  }
}

describe('the floor', () => {
  const check = async () => {
    const { report } = await createJobRunner(deps()).run('check-rule-floors', { asOf: AS_OF });
    return report;
  };

  it('puts a rule to shadow whose share is under it at the upper end, and says why', async () => {
    // 2 of 25: the interval ends at 24.97 %.
    await closed({ CONFIRMED: 2, NO_EFFECT: 23 });
    expect(await check()).toEqual({ rules: 1, shadowed: [RULE] });
    expect(await stateNow()).toBe('SHADOW');
    const [change] = (await states().changesOf([RULE])).get(RULE) ?? [];
    expect(change).toMatchObject({ state: 'SHADOW', changedBy: 'job:check-rule-floors' });
    expect(change?.reason).toBe(
      '2026-05-09 至 2026-11-05 核查 25 件，属实 2 件；属实比例的 95% 区间上限 25.0%，低于下限 30.0%，自动转入试运行。',
    );
    expect(await auditTrail(database, 'RULE_STATE_SET')).toMatchObject([
      {
        role: 'SYSTEM',
        subject: 'job:check-rule-floors',
        detail: { ruleId: RULE, state: 'SHADOW', figures: { decided: 25, confirmed: 2 } },
      },
    ]);
  });

  it.each<[string, Record<string, number>]>([
    ['the interval reaches it', { CONFIRMED: 4, NO_EFFECT: 21 }],
    ['too few are decided', { NO_EFFECT: 19 }],
  ])('leaves a rule alone where %s', async (_why, counts) => {
    await closed(counts);
    expect(await check()).toMatchObject({ shadowed: [] });
    expect(await stateNow()).toBe('ACTIVE');
  });

  it('looks back no further than the policy says', async () => {
    await closed({ NO_EFFECT: 25 }, { on: '2026-05-08' });
    expect(await check()).toEqual({ rules: 0, shadowed: [] });
    await closed({ NO_EFFECT: 25 }, { on: '2026-05-09' });
    expect(await check()).toEqual({ rules: 1, shadowed: [RULE] });
  });

  it('is data', async () => {
    await closed({ CONFIRMED: 2, NO_EFFECT: 23 });
    await asOwner(
      database,
      `UPDATE policy.parameter SET value = 0.2 WHERE code = 'rule.confirmedShareFloor'`,
    );
    expect(await check()).toMatchObject({ shadowed: [] });
  });

  it('never brings a rule back, and leaves one that a person set active to its later figures', async () => {
    await closed({ NO_EFFECT: 25 });
    await check();
    await closed({ CONFIRMED: 100 });
    expect(await check()).toEqual({ rules: 0, shadowed: [] });
    expect(await stateNow()).toBe('SHADOW');
    await asOwner(database, `DELETE FROM crossmatch.alert_evidence; DELETE FROM crossmatch.alert`);
    await closed({ NO_EFFECT: 25 });
    const input = { ruleId: RULE, state: 'ACTIVE', reason: '规则已修订' } as const;
    await createRuleStateService(deps('2026-11-03T09:00:00+08:00')).set(aRequest(bureau), input);
    expect(await check()).toEqual({ rules: 0, shadowed: [] });
    await closed({ NO_EFFECT: 20 }, { on: '2026-11-04' });
    expect(await check()).toEqual({ rules: 1, shadowed: [RULE] });
  });
});

describe('the precision of a rule', () => {
  const window = { from: plainDate('2026-11-01'), to: plainDate('2026-11-30') };
  const precision = (role: Parameters<typeof anActor>[0], more: object = {}) =>
    createRulePrecisionService(deps()).of(anActor(role), {
      ruleId: RULE,
      source: null,
      ...window,
      ...more,
    });

  it('counts what was decided in the window by disposition, with interval and days', async () => {
    await closed({ CONFIRMED: 9, NOT_SAME_PERSON: 1, SOURCE_WRONG: 2, ALREADY_KNOWN: 3 });
    await closed({ CONFIRMED: 5 }, { on: '2026-11-10' });
    await closed({ NO_EFFECT: 7 }, { on: '2026-10-31' });
    await closed({ NO_EFFECT: 7 }, { ruleId: 'property-acquired' });
    const found = await precision('OFFICE_HEAD');
    expect(found).toMatchObject({ decided: 20, confirmed: 14, share: 0.7 });
    expect([found.low, found.high]).toEqual([
      expect.closeTo(0.481, 3) as number,
      expect.closeTo(0.8545, 3) as number,
    ]);
    expect(found.byDisposition.map(({ count }) => count)).toEqual([14, 1, 2, 3, 0]);
    // 15 of them took 12 days, 5 took 21.
    expect([found.medianDays, found.p90Days]).toEqual([12, 21]);
  });

  it('keeps a decision whose source takes the fact back, and counts apart what fell before', async () => {
    const { db } = database.subgraph('crossmatch');
    await closed({ CONFIRMED: 6 });
    await asOwner(
      database,
      `UPDATE crossmatch.alert SET status = 'WITHDRAWN', withdrawn_reason = 'REVERSED'`,
    );
    const { alertNo } = await anAlert(db, {
      ruleId: RULE,
      status: 'WITHDRAWN',
      withdrawnReason: 'REVERSED',
    });
    const at = new Date('2026-11-03T02:00:00Z');
    const event = { alertNo, kind: 'WITHDRAWN', actor: 'x', detail: {}, at };
    await db.alertEvent.createMany({ data: [event] });
    const found = await precision('AUDITOR');
    expect(found).toMatchObject({ decided: 6, confirmed: 6, withdrawnBeforeDecision: 1 });
    const later = { from: plainDate('2026-11-04') };
    expect(await precision('AUDITOR', later)).toMatchObject({ withdrawnBeforeDecision: 0 });
  });

  it('may be asked of one source', async () => {
    const ruleId = 'death-reported';
    await closed({ CONFIRMED: 2 }, { ruleId, sources: ['public-security.death'] });
    const both = ['civil-affairs.cremation', 'public-security.death'];
    await closed({ CONFIRMED: 3 }, { ruleId, sources: both });
    const ofSource = (source: string | null) => precision('REVIEWER', { ruleId, source });
    expect(await ofSource('civil-affairs.cremation')).toMatchObject({ decided: 3 });
    expect(await ofSource('public-security.death')).toMatchObject({ decided: 5 });
    expect(await refusalOf(ofSource('tax.income'))).toBe('INVALID_INPUT');
  });

  it('is refused to an analyst, whose figures are released', async () => {
    await closed({ CONFIRMED: 4 });
    expect(await refusalOf(precision('ANALYST'))).toBe('FORBIDDEN');
    expect(await precision('AUDITOR')).toMatchObject({ decided: 4, medianDays: 12 });
    const none = await precision('AUDITOR', { from: plainDate('2026-11-02') });
    expect(none).toMatchObject({ decided: 0, confirmed: 0, share: null, medianDays: null });
  });

  it('is refused to who reads no statistics', async () => {
    for (const role of ['LIAISON', 'AIDE', 'MATCH_REVIEWER'] as const)
      expect(await refusalOf(precision(role))).toBe('FORBIDDEN');
    expect(await refusalOf(precision('AUDITOR', { ruleId: 'gossip' }))).toBe('NOT_FOUND');
  });
});
