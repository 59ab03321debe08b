import { checkRule } from '../../../test/support/rule-examples.ts';
import { wedding } from '../../../test/support/told-facts.ts';
import { divorceRegistered } from './divorce-registered.ts';

const key = '310199********0024';
const divorce = (day: string) => wedding(day, { civilStatus: 'DIVORCED' });

checkRule(divorceRegistered, [
  {
    name: 'informs of a divorce',
    facts: [divorce('2026-10-24')],
    finds: [{ key, on: ['2026-10-24'], severity: 'INFO', endedOn: null }],
  },
  { name: 'is silent about a marriage', facts: [wedding('2026-10-24')], finds: [] },
  {
    name: 'is not ended by the marriage before it',
    facts: [divorce('2026-10-24'), wedding('2026-03-01')],
    finds: [{ key, on: ['2026-10-24'], endedOn: null, evidence: 1 }],
  },
  {
    name: 'does not raise a registration after the as-of day',
    facts: [divorce('2026-11-06')],
    finds: [{ key, on: 'holds' }],
  },
]);
