import { propertyAcquired } from './property-acquired.ts';
import { checkRule } from '../../../test/support/rule-examples.ts';
import { property } from '../../../test/support/told-facts.ts';

const key = '310199604397GB70095F72589066';

checkRule(propertyAcquired, [
  {
    name: 'raises on a purchase',
    facts: [property('2026-10-12')],
    finds: [{ key, on: ['2026-10-12'], severity: 'NORMAL' }],
  },
  {
    name: 'raises on a house of one’s own building',
    facts: [property('2026-10-12', { acquisition: 'SELF_BUILT' })],
    finds: [{ key, on: ['2026-10-12'], severity: 'NORMAL' }],
  },
  ...(['INHERITANCE', 'GIFT', 'RESETTLEMENT'] as const).map((acquisition) => ({
    name: `only informs of ${acquisition.toLowerCase()}`,
    facts: [property('2026-10-12', { acquisition })],
    finds: [{ key, on: ['2026-10-12'], severity: 'INFO' }],
  })),
  {
    name: 'is silent about a public tenancy',
    facts: [property('2026-10-12', { acquisition: 'PUBLIC_TENANCY' })],
    finds: [],
  },
  ...['抵押权', '租赁', '国有建设用地使用权', '房屋所有权抵押'].map((rightType) => ({
    name: `is silent about ${rightType}`,
    facts: [property('2026-10-12', { rightType })],
    finds: [],
  })),
  {
    name: 'does not raise what was owned before the last check',
    facts: [property('2026-01-11')],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'is keyed by the address when there is no unit number',
    facts: [property('2026-10-12', { unitNo: null, address: '测试中路31弄22号1303室' })],
    finds: [{ key: '测试中路31弄22号1303室', on: ['2026-10-12'] }],
  },
  {
    name: 'asks for verification when one of two registrations of a unit is a purchase',
    facts: [property('2026-10-12', { acquisition: 'GIFT' }), property('2026-10-20')],
    finds: [{ key, on: ['2026-10-12', '2026-10-20'], severity: 'NORMAL', evidence: 2 }],
  },
  {
    name: 'does not raise a registration after the as-of day',
    facts: [property('2026-11-06')],
    finds: [{ key, on: 'holds' }],
  },
]);
