import { checkRule } from '../../../test/support/rule-examples.ts';
import { day, insurance, job } from '../../../test/support/told-facts.ts';
import { socialInsuranceStarted } from './social-insurance-started.ts';

const key = '上海示范有限公司';
const explained = { reason: 'EXPLAINED', trace: false } as const;

checkRule(socialInsuranceStarted, [
  {
    name: 'raises on the first day of the start month',
    facts: [insurance('2026-10')],
    finds: [{ key, on: ['2026-10-01'], severity: 'NORMAL' }],
  },
  {
    name: 'counts August in November',
    facts: [insurance('2026-08')],
    finds: [{ key, on: ['2026-08-01'] }],
  },
  {
    name: 'does not raise July in November',
    facts: [insurance('2026-07')],
    finds: [{ key, on: 'holds' }],
  },
  ...['职工基本医疗保险', '失业保险', '城镇职工工伤保险', '生育保险'].map((kind) => ({
    name: `takes ${kind} for an employee insurance`,
    facts: [insurance('2026-10', { kind })],
    finds: [{ key, on: ['2026-10-01'] }],
  })),
  ...['城乡居民基本养老保险', '居民医疗', '城乡居民基本医疗保险'].map((kind) => ({
    name: `is silent about ${kind}`,
    facts: [insurance('2026-10', { kind })],
    finds: [],
  })),
  ...[
    '王桂兰',
    '王 桂兰',
    '个人',
    '个人缴费',
    '灵活就业',
    '灵活就业人员',
    '灵活就业人员窗口',
    '灵活就业人员（窗口）',
    '灵活就业人员(窗口)',
  ].map((payer) => ({
    name: `is silent when the payer is ${payer}`,
    facts: [insurance('2026-10', { payer })],
    finds: [],
  })),
  {
    name: 'is silent when the payer is the person in simplified characters',
    person: { name: '張國強' },
    facts: [insurance('2026-10', { payer: '张 国强' })],
    finds: [],
  },
  {
    name: 'takes a company whose name begins like a self-payer for a unit',
    facts: [insurance('2026-10', { payer: '个人护理用品有限公司' })],
    finds: [{ key: '个人护理用品有限公司', on: ['2026-10-01'] }],
  },
  {
    name: 'makes one finding of all kinds of one payer',
    facts: [insurance('2026-10', { kind: '失业保险' }), insurance('2026-09')],
    finds: [{ key, on: ['2026-09-01', '2026-10-01'], evidence: 2 }],
  },
  {
    name: 'does not raise a payment that has stopped, and says when it did',
    facts: [insurance('2026-09', { status: 'TERMINATED', endMonth: day('2026-10-01') })],
    finds: [{ key, on: 'holds', endedOn: '2026-10-31' }],
  },
  {
    name: 'dates a suspension without a last month by its period',
    facts: [insurance('2026-09', { status: 'SUSPENDED' })],
    finds: [{ key, on: 'holds', endedOn: '2026-10-31' }],
  },
  {
    name: 'is explained by a public-welfare post with the payer',
    facts: [insurance('2026-10'), job('2026-09-20', { employmentType: 'PUBLIC_WELFARE' })],
    finds: [{ key, on: explained, evidence: 2 }],
  },
  {
    name: 'is not explained by a post that ended before',
    facts: [
      insurance('2026-10'),
      job('2025-09-20', { employmentType: 'PUBLIC_WELFARE', endedOn: day('2026-08-31') }),
    ],
    finds: [{ key, on: ['2026-10-01'] }],
  },
  {
    name: 'is not explained by a post elsewhere',
    facts: [
      insurance('2026-10'),
      job('2026-09-20', { employmentType: 'PUBLIC_WELFARE', employer: '上海样本有限公司' }),
    ],
    finds: [{ key, on: ['2026-10-01'] }],
  },
  {
    name: 'does not raise a month after the as-of day',
    facts: [insurance('2026-12')],
    finds: [{ key, on: 'holds' }],
  },
]);
