import { expect, test } from 'vitest';
import { checkRule } from '../../../test/support/rule-examples.ts';
import { business, day } from '../../../test/support/told-facts.ts';
import { businessRegistered } from './business-registered.ts';
import { contributionOf } from './contribution.ts';

const key = '91310199MALGJBA90K';
const cancelled = { reason: 'CANCELLED', trace: true } as const;
const shareholder = (contribution: string | null) =>
  business('2026-09-28', { role: 'SHAREHOLDER', contribution });
const oldFirst = { replaced: true, periodEnd: '2026-09-30' };

checkRule(businessRegistered, [
  ...(['OPERATOR', 'LEGAL_REPRESENTATIVE'] as const).map((role) => ({
    name: `raises on a registration as ${role.toLowerCase()}`,
    facts: [business('2026-09-28', { role })],
    finds: [{ key, on: ['2026-09-28'], severity: 'NORMAL', endedOn: null }],
  })),
  {
    name: 'raises a business however old',
    facts: [business('1999-03-05')],
    finds: [{ key, on: ['1999-03-05'] }],
  },
  {
    name: 'dates a business by its last change',
    facts: [business('2015-03-05', { changedOn: day('2026-10-15') })],
    finds: [{ key, on: ['2026-10-15'] }],
  },
  ...['60%', '60', '0.6', '10%', '0.1', '１０％', '100'].map((contribution) => ({
    name: `asks about a share of ${contribution}`,
    facts: [shareholder(contribution)],
    finds: [{ key, on: ['2026-09-28'], severity: 'NORMAL' }],
  })),
  ...['9.99%', '5', '0.05', '1', '0.6%', '0'].map((contribution) => ({
    name: `is silent about a share of ${contribution}`,
    facts: [shareholder(contribution)],
    finds: [],
  })),
  ...[null, '以货币出资', '600'].map((contribution) => ({
    name: `only informs of a share that is told as ${contribution}`,
    facts: [shareholder(contribution)],
    finds: [{ key, on: ['2026-09-28'], severity: 'INFO' }],
  })),
  {
    name: 'makes one finding of several roles, the earliest date first, as serious as the gravest',
    facts: [
      business('2026-09-28', { role: 'SHAREHOLDER' }),
      business('2026-05-05', { role: 'LEGAL_REPRESENTATIVE', creditCode: key.toLowerCase() }),
    ],
    finds: [{ key, on: ['2026-05-05', '2026-09-28'], severity: 'NORMAL', evidence: 2 }],
  },
  {
    name: 'keeps two businesses apart',
    facts: [business('2026-09-28'), business('2026-09-28', { creditCode: '91310199MAEW4GMP15' })],
    finds: [
      { key, on: ['2026-09-28'] },
      { key: '91310199MAEW4GMP15', on: ['2026-09-28'] },
    ],
  },
  ...(['DEREGISTERED', 'LICENCE_REVOKED'] as const).map((registration) => ({
    name: `is taken back when the business is ${registration.toLowerCase()}`,
    facts: [
      business('2026-09-28', { registration, changedOn: day('2026-10-20') }),
      business('2026-09-28', {}, oldFirst),
    ],
    finds: [{ key, on: cancelled, evidence: 2, severity: 'NORMAL' }],
  })),
  {
    name: 'is silent about a business that was gone when first told of',
    facts: [business('2026-09-28', { registration: 'DEREGISTERED' })],
    finds: [],
  },
  {
    name: 'is taken back when another role’s newer record tells that the business is gone',
    facts: [
      business('2026-09-28', { registration: 'DEREGISTERED', role: 'SHAREHOLDER' }),
      business('2026-09-28', {}, { periodEnd: '2026-09-30' }),
    ],
    finds: [{ key, on: cancelled }],
  },
  {
    name: 'stands again when a newer record lists the business as existing',
    facts: [
      business('2026-09-28', {}, { periodEnd: '2026-11-04' }),
      business('2026-09-28', { registration: 'DEREGISTERED' }, { replaced: true }),
    ],
    finds: [{ key, on: ['2026-09-28'] }],
  },
  {
    name: 'stands when another role’s newer record tells that the business exists',
    facts: [
      business('2026-09-28', {}, { periodEnd: '2026-11-04' }),
      business('2026-09-28', { registration: 'DEREGISTERED', role: 'SHAREHOLDER' }),
    ],
    finds: [{ key, on: ['2026-09-28'], evidence: 2 }],
  },
  {
    name: 'keeps the first date when a newer record dates the business by a change',
    facts: [
      business('2015-03-05', { changedOn: day('2026-10-15') }),
      business('2015-03-05', {}, oldFirst),
    ],
    finds: [{ key, on: ['2015-03-05', '2026-10-15'], evidence: 1 }],
  },
  {
    name: 'merely holds when the share fell under the line',
    facts: [
      business('2026-09-28', { role: 'SHAREHOLDER', contribution: '5%' }),
      business('2026-09-28', { role: 'SHAREHOLDER', contribution: '60%' }, oldFirst),
    ],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'does not raise a change after the as-of day',
    facts: [business('2026-09-28', { changedOn: day('2026-11-06') })],
    finds: [{ key, on: 'holds' }],
  },
]);

test('what was judged stays quiet until the registration changes', () => {
  const closed = { effectiveOn: day('2026-10-15'), closedOn: day('2026-11-01') };
  const quiet = (date: string) =>
    businessRegistered.quiet(day(date), closed, undefined as never, undefined as never);
  expect([quiet('2015-03-05'), quiet('2026-10-15'), quiet('2026-10-16')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a share is read in percent', () => {
  expect(['0.29', '29 %', '1.0', '1', '33.3', '1.5', ''].map(contributionOf)).toEqual([
    29,
    29,
    100,
    1,
    33.3,
    1.5,
    null,
  ]);
});
