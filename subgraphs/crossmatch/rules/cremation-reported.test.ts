import { cremationReported } from './cremation-reported.ts';
import { checkRule } from '../../../test/support/rule-examples.ts';
import { cremation, death } from '../../../test/support/told-facts.ts';

checkRule(cremationReported, [
  { name: 'finds nothing in a police record', facts: [death('2026-10-03')], finds: [] },
  {
    name: 'raises on the date of death',
    facts: [cremation('2026-10-03')],
    finds: [{ key: 'death', on: ['2026-10-03'], severity: 'HIGH', reason: null }],
  },
  {
    name: 'says that the grant came after the death',
    facts: [cremation('2021-12-30')],
    finds: [{ key: 'death', on: ['2021-12-30'], reason: 'GRANTED_AFTER_DEATH' }],
  },
  {
    name: 'names the conflict when the police say the death is revoked',
    facts: [death('2026-10-03', { revoked: true }), cremation('2026-10-03')],
    finds: [{ key: 'death', on: ['2026-10-03'], reason: 'SOURCES_CONFLICT', evidence: 2 }],
  },
  {
    name: 'does not raise a death after the as-of day',
    facts: [cremation('2026-11-06')],
    finds: [{ key: 'death', on: 'holds' }],
  },
]);
