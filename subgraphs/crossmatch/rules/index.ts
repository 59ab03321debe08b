import type { Rule } from '../rule.ts';
import { businessRegistered } from './business-registered.ts';
import { cremationReported } from './cremation-reported.ts';
import { deathReported } from './death-reported.ts';
import { divorceRegistered } from './divorce-registered.ts';
import { employmentStarted } from './employment-started.ts';
import { graduateEnrolled } from './graduate-enrolled.ts';
import { imprisonmentStarted } from './imprisonment-started.ts';
import { incomeOverLine } from './income-over-line.ts';
import { marriageRegistered } from './marriage-registered.ts';
import { movedOut } from './moved-out.ts';
import { propertyAcquired } from './property-acquired.ts';
import { socialInsuranceStarted } from './social-insurance-started.ts';

/** The rules in order: within a family the first one that has a finding carries the alert. */
export const RULES: readonly Rule[] = [
  deathReported,
  cremationReported,
  employmentStarted,
  socialInsuranceStarted,
  incomeOverLine,
  propertyAcquired,
  businessRegistered,
  movedOut,
  imprisonmentStarted,
  marriageRegistered,
  divorceRegistered,
  graduateEnrolled,
];
