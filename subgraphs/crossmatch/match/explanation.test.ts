import { describe, expect, it } from 'vitest';
import { confirmedShareOf } from '../confirmed-share.ts';
import { deathReported } from '../rules/death-reported.ts';
import { death } from '../../../test/support/told-facts.ts';
import { plainDate } from '../../../kernel/plain-date.ts';
import { explain, type ExplanationInput } from './explanation.ts';

const FACT = {
  id: 'f',
  naturalKey: 'k',
  periodEnd: plainDate('2026-10-31'),
  current: true,
  data: death('2026-10-03').data,
};

function explained(given: Partial<ExplanationInput> = {}) {
  return explain({
    draft: {
      rule: deathReported,
      factKey: 'death',
      effectiveOn: plainDate('2026-10-03'),
      severity: 'HIGH',
      alertClass: null,
      reason: 'GRANTED_AFTER_DEATH',
      sources: ['public-security.death'],
      evidence: ['f'],
      factEndedOn: null,
      notListedSince: null,
    },
    maskedIdNumber: '310190********002X',
    name: '王桂兰',
    reviewed: [],
    agreements: [{ nameFolded: true, birthDate: true, sex: null }],
    places: [{ source: 'public-security.death', period: '2026-10', rowNo: 12 }],
    told: deathReported.tell([FACT]),
    sourceTitle: () => '公安死亡注销',
    share: confirmedShareOf(7, 9),
    ...given,
  });
}

describe('an explanation', () => {
  it('says what agreed, what the record leaves open, where it stands, the rule and its record', () => {
    expect(explained().text).toBe(
      '公安登记死亡（高）。公民身份号码一致（310190********002X）。' +
        '姓名一致（写法统一后，如空格、间隔号、繁简字）。出生日期与公民身份号码相符。来源记录未提供性别。' +
        '公安机关登记：死亡日期 2026-10-03，注销户口日期 2026-11-05。' +
        '记录出处：公安死亡注销 2026-10 批次第 12 行。注意：死亡日期早于起保年月。' +
        '比对规则：公安机关登记的死亡信息与在保对象一致的，由街道核实后依法处理。' +
        '依据：《关于进一步规范社会救助管理工作的通知》三（三）。' +
        '该规则此前核查反馈 9 件，其中属实 7 件。本预警只是核查线索，以街道核实的情况为准。',
    );
  });

  it.each([
    ['HOMOPHONE', '汪桂兰', ['idNumber true', 'name false', 'review true']],
    ['SEX_CONTRADICTS', '王桂兰', ['idNumber true', 'name true', 'sex false', 'review true']],
    ['NUMBER_WRONG', '王桂兰', ['idNumber null', 'name true', 'review true']],
    ['NUMBER_DIFFERS', '王桂兰', ['idNumber false', 'name true', 'review true']],
  ] as const)('says of a record judged for %s what did not agree', (reason, recordName, parts) => {
    const { parts: told } = explained({ agreements: [], reviewed: [{ reason, recordName }] });
    const agreed = told.map(({ field, agreed: yes }) => `${field} ${String(yes)}`);
    expect(agreed.slice(0, parts.length)).toEqual(parts);
  });

  it('says how many more records a reviewer judged', () => {
    const reviewed = [{ reason: 'HOMOPHONE', recordName: '汪桂兰' }] as const;
    expect(explained({ reviewed }).text).toContain('另有 1 条记录经区级比对复核，认定为同一人');
  });

  it('gives the same as parts, with what agreed', () => {
    const agreed = explained().parts.map(({ field, agreed }) => [field, agreed]);
    expect(agreed.slice(0, 5)).toEqual([
      ['idNumber', true],
      ['name', true],
      ['birthDate', true],
      ['sex', null],
      ['record', null],
    ]);
  });

  it('says so when a rule has no record yet', () => {
    expect(explained({ share: confirmedShareOf(0, 0) }).text).toContain('该规则尚无核查反馈');
  });

  it('names five places and counts the rest', () => {
    const places = Array.from({ length: 7 }, (_, at) => ({
      source: 'tax.income',
      period: '2026-10',
      rowNo: at + 1,
    }));
    const { text } = explained({ places });
    expect(text).toContain('第 5 行等 7 条记录');
    expect(text).not.toContain('第 6 行');
  });
});
