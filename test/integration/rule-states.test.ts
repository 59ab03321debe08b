import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createRuleStateService } from '../../subgraphs/crossmatch/rule-state.service.ts';
import type { RuleStateInput } from '../../subgraphs/crossmatch/rule-state.service.ts';
import { createShadowFindingService } from '../../subgraphs/crossmatch/shadow-finding.service.ts';
import { asOwner } from '../support/as-owner.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, aRequest, DONG, JING, refusalOf } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { idNumberOf } from '../support/people.ts';
import { jobRows, loadRecipients, type Recipient } from '../support/recipients.ts';

const RULE = 'employment-started';
const SOURCE = 'human-resources.employment';
const bureau = anActor('BUREAU_SUPERVISOR');
const stranger: Recipient = {
  householdNo: '',
  name: '陌生人',
  idNumber: idNumberOf(500, '19700101'),
  street: '',
};
const ALWAYS = { from: null, to: null };

let desk: MatchDesk;
let people: Recipient[];

beforeEach(async () => {
  desk = await matchDesk();
  people = await loadRecipients(desk, 3);
});
afterEach(() => desk.close());

const set = (input: Partial<RuleStateInput>) =>
  createRuleStateService(desk.deps).set(aRequest(bureau), {
    ruleId: RULE,
    state: 'OFF',
    reason: '来源数据质量下降',
    ...input,
  });
const jobs = (rows: string[][], period = '2026-10', supersede = false) =>
  desk.ingest(`human-resources.employment_${period}_delta.csv`, rows, { supersede });
const deaths = (who: Recipient) =>
  desk.ingest('public-security.death_2026-10_delta.csv', [
    ['姓名', '公民身份号码', '死亡日期', '注销日期'],
    [who.name, who.idNumber, '2026-10-03', '2026-10-09'],
  ]);
const story = async (): Promise<string[]> =>
  (await desk.alerts()).map(
    ({ ruleId, householdNo, status }) => `${ruleId} ${householdNo} ${status}`,
  );
const shadow = () => createShadowFindingService(desk.deps).ofRule(bureau, RULE, ALWAYS);

describe('a rule in shadow', () => {
  it('counts what it would raise by street and day, raises nothing, and later raises what stands', async () => {
    await set({ state: 'SHADOW' });
    await jobs(jobRows(people));
    expect((await desk.match()).totals).toMatchObject({ exactHits: 3, raised: 0 });
    expect(await story()).toEqual([]);
    const found = await shadow();
    expect(found).toMatchObject({ total: 3, standing: 3 });
    expect(found.byStreetAndDay).toEqual([
      { streetCode: JING, foundOn: '2026-11-05', count: 2 },
      { streetCode: DONG, foundOn: '2026-11-05', count: 1 },
    ]);
    expect(found.sample.map(({ personId }) => personId).sort()).toEqual(
      people.map(({ idNumber }) => desk.personId(idNumber)).sort(),
    );
    expect(JSON.stringify(found)).not.toMatch(/建国|\d{17}/);
    await set({ state: 'ACTIVE' });
    expect((await desk.match()).totals).toMatchObject({ raised: 3 });
    expect(await story()).toEqual([`${RULE} H01 OPEN`, `${RULE} H02 OPEN`, `${RULE} H03 OPEN`]);
    expect(await shadow()).toMatchObject({ total: 3, standing: 0, sample: [] });
    expect(await outcomes()).toEqual(['RAISED', 'RAISED', 'RAISED']);
  });

  it('lets a finding end whose record is corrected away, and keeps it counted', async () => {
    await set({ state: 'SHADOW' });
    await jobs(jobRows(people));
    await desk.match();
    await jobs(jobRows(people.slice(0, 2)), '2026-10', true);
    await desk.match();
    expect(await shadow()).toMatchObject({ total: 3, standing: 2 });
    expect(await outcomes()).toEqual(['GONE', null, null]);
    await desk.match();
    expect(await shadow()).toMatchObject({ total: 3, standing: 2 });
  });

  const outcomes = async (): Promise<unknown[]> => {
    const { rows } = await desk.deps.database.pool.query<{ outcome: string | null }>(
      'SELECT outcome FROM shadow_finding ORDER BY outcome NULLS LAST',
    );
    return rows.map(({ outcome }) => outcome);
  };
});

describe('the kill switch', () => {
  it('holds from the next batch on in a run that is under way, and what it left out is found', async () => {
    const [first] = people;
    if (!first) throw new Error('nobody');
    await deaths(first);
    await jobs(jobRows(people));
    await switchWhileMatching();
    const report = await desk.match();
    expect(report.batches.map(({ source, raised }) => [source, raised])).toEqual([
      ['public-security.death', 1],
      [SOURCE, 0],
    ]);
    expect(await story()).toEqual(['death-reported H01 OPEN']);
    // It is on as it was when that run began; the next run knows that it was not all the while.
    expect((await desk.match()).totals).toMatchObject({ raised: 3 });
  });

  it('turns off one source for all rules, and withdraws nothing', async () => {
    await jobs(jobRows(people));
    await desk.match();
    await set({ ruleId: null, source: SOURCE });
    await jobs(jobRows([stranger]), '2026-10', true);
    await desk.match();
    expect((await story()).map((line) => line.split(' ')[2])).toEqual(['OPEN', 'OPEN', 'OPEN']);
    await set({ ruleId: null, source: SOURCE, state: 'ACTIVE' });
    expect((await desk.match()).totals).toMatchObject({ withdrawn: 3 });
  });

  /** Off together with the comparison of the deaths, on again with that of the jobs. */
  function switchWhileMatching(): Promise<void> {
    return asOwner(
      desk.database,
      `
      CREATE FUNCTION crossmatch.switch_rule() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO crossmatch.rule_state_change (rule_id, state, reason, changed_by, changed_at)
        SELECT '${RULE}', CASE NEW.source WHEN '${SOURCE}' THEN 'ACTIVE' ELSE 'OFF' END, '停用',
               'bureau', now();
        RETURN NULL;
      END $$;
      CREATE TRIGGER switch_rule AFTER UPDATE OF matched_roster ON crossmatch.extract_batch
        FOR EACH ROW EXECUTE FUNCTION crossmatch.switch_rule();`,
    );
  }
});

describe('a change of state', () => {
  it('is kept for ever with its reason, and leaves an audit row', async () => {
    await set({});
    await set({ state: 'ACTIVE', reason: '已更正' });
    const states = createRuleStateService(desk.deps);
    const changes = (await states.changesOf([RULE])).get(RULE);
    expect(changes).toMatchObject([
      { state: 'ACTIVE', reason: '已更正', changedBy: bureau.subject },
      { state: 'OFF', reason: '来源数据质量下降' },
    ]);
    const lines = await auditTrail(desk.database, 'RULE_STATE_SET');
    expect(lines.map(({ subject, detail }) => [subject, detail['state']])).toEqual([
      [bureau.subject, 'OFF'],
      [bureau.subject, 'ACTIVE'],
    ]);
    await expect(
      desk.deps.database.pool.query(`UPDATE rule_state_change SET state = 'ACTIVE'`),
    ).rejects.toThrow(/permission denied/);
  });

  it('tells the state of a rule on each of its sources', async () => {
    await set({ ruleId: 'death-reported', source: 'civil-affairs.cremation', state: 'SHADOW' });
    const states = await createRuleStateService(desk.deps).ofRules(['death-reported', RULE]);
    expect(states.get('death-reported')).toEqual({
      state: 'ACTIVE',
      sources: [
        { source: 'public-security.death', state: 'ACTIVE' },
        { source: 'civil-affairs.cremation', state: 'SHADOW' },
      ],
    });
    expect(states.get(RULE)?.state).toBe('ACTIVE');
  });

  it.each<[string, Partial<RuleStateInput>, string]>([
    ['no reason', { reason: ' ' }, 'INVALID_INPUT'],
    ['a number of a person in the reason', { reason: '310106194901010025' }, 'INVALID_INPUT'],
    ['neither rule nor source', { ruleId: null }, 'INVALID_INPUT'],
    ['an unknown rule', { ruleId: 'gossip' }, 'NOT_FOUND'],
    ['an unknown source', { ruleId: null, source: 'gossip' }, 'NOT_FOUND'],
    ['a source the rule does not read', { source: 'tax.income' }, 'INVALID_INPUT'],
    ['visits in shadow', { ruleId: 'uncovered-person', state: 'SHADOW' }, 'INVALID_INPUT'],
  ])('is refused for %s', async (_name, input, code) => {
    expect(await refusalOf(set(input))).toBe(code);
  });

  it('and what shadow found are the bureau’s alone', async () => {
    for (const role of ROLES.filter((one) => one !== 'BUREAU_SUPERVISOR')) {
      const actor = anActor(role);
      const states = createRuleStateService(desk.deps);
      const input = { ruleId: RULE, state: 'OFF', reason: '停用' } as const;
      expect(await refusalOf(states.set(aRequest(actor), input))).toBe('FORBIDDEN');
      if (role === 'SYSTEM') continue;
      const found = createShadowFindingService(desk.deps).ofRule(actor, RULE, ALWAYS);
      expect(await refusalOf(found)).toBe('FORBIDDEN');
    }
    const backwards = { from: plainDate('2026-11-05'), to: plainDate('2026-11-04') };
    const found = createShadowFindingService(desk.deps).ofRule(bureau, RULE, backwards);
    expect(await refusalOf(found)).toBe('INVALID_INPUT');
  });
});
