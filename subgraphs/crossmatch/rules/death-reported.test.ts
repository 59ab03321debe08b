import { deathReported } from './death-reported.ts';
import { checkRule } from '../../../test/support/rule-examples.ts';
import { cremation, death } from '../../../test/support/told-facts.ts';

const revoked = { reason: 'REVOKED', trace: true } as const;

checkRule(deathReported, [
  { name: 'finds nothing without a police record', facts: [cremation('2026-10-03')], finds: [] },
  {
    name: 'raises on the date of death',
    facts: [death('2026-10-03')],
    finds: [{ key: 'death', on: ['2026-10-03'], severity: 'HIGH', reason: null }],
  },
  {
    name: 'takes a cremation in as evidence and keeps the police date',
    facts: [death('2026-10-03'), cremation('2026-10-02')],
    finds: [{ key: 'death', on: ['2026-10-03'], evidence: 2 }],
  },
  {
    name: 'says that the grant came after the death',
    facts: [death('2022-02-28')],
    finds: [{ key: 'death', on: ['2022-02-28'], reason: 'GRANTED_AFTER_DEATH' }],
  },
  {
    name: 'gives no such reason for a death on the first day of the benefit',
    facts: [death('2022-03-01')],
    finds: [{ key: 'death', on: ['2022-03-01'], reason: null }],
  },
  {
    name: 'withdraws with a trace when the registration is revoked',
    facts: [death('2026-10-03', { replaced: true }), death('2026-10-03', { revoked: true })],
    finds: [{ key: 'death', on: revoked }],
  },
  {
    name: 'finds nothing in a revocation whose registration was never told',
    facts: [death('2026-10-03', { revoked: true })],
    finds: [],
  },
  {
    name: 'keeps a revoked death whose cremation stands, as a conflict of sources',
    facts: [
      death('2026-10-03', { replaced: true }),
      death('2026-10-03', { revoked: true }),
      cremation('2026-10-03'),
    ],
    finds: [{ key: 'death', on: ['2026-10-03'], reason: 'SOURCES_CONFLICT', evidence: 3 }],
  },
  {
    name: 'takes the date of the newer registration',
    facts: [death('2026-10-04'), death('2026-10-03', { replaced: true })],
    finds: [{ key: 'death', on: ['2026-10-04'], evidence: 1 }],
  },
  {
    name: 'does not raise a death after the as-of day',
    facts: [death('2026-11-06')],
    finds: [{ key: 'death', on: 'holds' }],
  },
]);
