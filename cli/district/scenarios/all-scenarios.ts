import type { Scenario } from '../scenario.ts';
import { BUSINESS_SCENARIOS } from './businesses.ts';
import { DEATH_SCENARIOS } from './deaths.ts';
import { ENROLMENT_SCENARIOS, MARRIAGE_SCENARIOS, PRISON_SCENARIOS } from './families.ts';
import { IDENTITY_SCENARIOS, PRIVATE_USE_SCENARIO } from './identity.ts';
import { INCOME_SCENARIOS } from './income.ts';
import { LOOK_ALIKE_SCENARIOS } from './look-alikes.ts';
import { MIXED_SCENARIOS } from './mixed-spellings.ts';
import { MOVE_SCENARIOS } from './moves.ts';
import { PROPERTY_SCENARIOS } from './property.ts';
import { STANDING_SCENARIOS } from './standing.ts';
import { UNCOVERED_SCENARIOS } from './uncovered.ts';
import { EMPLOYMENT_SCENARIOS, INSURANCE_SCENARIOS } from './work.ts';

/** Everything that is planted, in order; a new one goes to the end of its list. */
export const SCENARIOS: readonly Scenario[] = [
  ...DEATH_SCENARIOS,
  ...EMPLOYMENT_SCENARIOS,
  ...INSURANCE_SCENARIOS,
  ...INCOME_SCENARIOS,
  ...PROPERTY_SCENARIOS,
  ...IDENTITY_SCENARIOS,
  PRIVATE_USE_SCENARIO,
  ...STANDING_SCENARIOS,
  ...MOVE_SCENARIOS,
  ...BUSINESS_SCENARIOS,
  ...PRISON_SCENARIOS,
  ...MARRIAGE_SCENARIOS,
  ...ENROLMENT_SCENARIOS,
  ...UNCOVERED_SCENARIOS,
  ...MIXED_SCENARIOS,
  ...LOOK_ALIKE_SCENARIOS,
];
