import { checkRule } from '../../../test/support/rule-examples.ts';
import { income, month } from '../../../test/support/told-facts.ts';
import { incomeOverLine } from './income-over-line.ts';

const key = '上海示范有限公司';
const SEPTEMBER = month('2026-09');

checkRule(incomeOverLine, [
  {
    name: 'is silent on the line of 2,392.50 yuan',
    facts: [income(2392.5, SEPTEMBER)],
    finds: [{ key, on: 'holds', evidence: 0 }],
  },
  {
    name: 'raises one fen above it',
    facts: [income(2392.51, SEPTEMBER)],
    finds: [{ key, on: ['2026-09-01'], severity: 'NORMAL', evidence: 1 }],
  },
  {
    name: 'adds up what one withholder paid in a month',
    facts: [income(1500, SEPTEMBER), income(1000, SEPTEMBER, { item: '其他所得' })],
    finds: [{ key, on: ['2026-09-01'], evidence: 2 }],
  },
  {
    name: 'does not add up two withholders',
    facts: [income(1500, SEPTEMBER), income(1000, SEPTEMBER, { withholder: '上海样本有限公司' })],
    finds: [
      { key, on: 'holds' },
      { key: '上海样本有限公司', on: 'holds' },
    ],
  },
  {
    name: 'does not add up two months',
    facts: [income(1500, SEPTEMBER), income(1500, month('2026-10'))],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'begins with the earliest month over the line',
    facts: [income(3000, month('2026-10')), income(3000, month('2026-08'))],
    finds: [{ key, on: ['2026-08-01', '2026-10-01'], evidence: 2 }],
  },
  {
    name: 'never divides a longer period',
    facts: [income(60000, { from: '2026-01-01', to: '2026-09-30' })],
    finds: [{ key, on: 'holds', evidence: 1 }],
  },
  {
    name: 'takes a longer period as evidence beside a month over the line',
    facts: [income(3000, SEPTEMBER), income(9000, { from: '2026-01-01', to: '2026-06-30' })],
    finds: [{ key, on: ['2026-09-01'], evidence: 2 }],
  },
  {
    name: 'counts 31 days across two months in the month they start in',
    facts: [income(3000, { from: '2026-08-16', to: '2026-09-15' })],
    finds: [{ key, on: ['2026-08-01'] }],
  },
  {
    name: 'takes 32 days for a longer period',
    facts: [income(3000, { from: '2026-08-15', to: '2026-09-15' })],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'leaves one-off pay under 5,000 out of the sum',
    facts: [
      income(4999.99, SEPTEMBER, { item: '劳务报酬所得' }),
      income(4000, SEPTEMBER, { item: '稿酬所得' }),
      income(2000, SEPTEMBER),
    ],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'counts one-off pay from 5,000 on',
    facts: [income(5000, SEPTEMBER, { item: '劳务报酬所得' })],
    finds: [{ key, on: ['2026-09-01'] }],
  },
  {
    name: 'nets a reversal within withholder and month',
    facts: [income(3000, SEPTEMBER), income(-1000, SEPTEMBER)],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'nets the reversal of one-off pay against that pay',
    facts: [
      income(6000, SEPTEMBER, { item: '劳务报酬所得' }),
      income(-6000, SEPTEMBER, { item: '劳务报酬所得' }),
    ],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'does not let the reversal of small one-off pay lower the wage',
    facts: [
      income(2500, SEPTEMBER),
      income(1000, SEPTEMBER, { item: '稿酬所得' }),
      income(-1000, SEPTEMBER, { item: '稿酬所得' }),
    ],
    finds: [{ key, on: ['2026-09-01'], evidence: 1 }],
  },
  {
    name: 'does not raise a month after the as-of day',
    facts: [income(3000, month('2026-12'))],
    finds: [{ key, on: 'holds' }],
  },
]);
