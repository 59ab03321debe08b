import { HubError } from '../../../kernel/errors.ts';
import { civilAffairsCremation } from './civil-affairs.cremation.ts';
import { civilAffairsMarriage } from './civil-affairs.marriage.ts';
import { disabledFederationSevere } from './disabled-federation.severe.ts';
import { educationEnrolment } from './education.enrolment.ts';
import { healthMajorIllness } from './health.major-illness.ts';
import { housingProperty } from './housing.property.ts';
import { humanResourcesEmployment } from './human-resources.employment.ts';
import { humanResourcesSocialInsurance } from './human-resources.social-insurance.ts';
import { humanResourcesUnemployment } from './human-resources.unemployment.ts';
import { justiceImprisonment } from './justice.imprisonment.ts';
import { marketRegulationRegistration } from './market-regulation.registration.ts';
import { publicSecurityDeath } from './public-security.death.ts';
import { publicSecurityMigration } from './public-security.migration.ts';
import type { Source } from './source.ts';
import { taxIncome } from './tax.income.ts';

/** Every extract the hub understands, in the order in which batches of one period are compared. */
export const SOURCES: readonly Source[] = [
  publicSecurityDeath,
  civilAffairsCremation,
  humanResourcesEmployment,
  humanResourcesSocialInsurance,
  taxIncome,
  housingProperty,
  marketRegulationRegistration,
  publicSecurityMigration,
  justiceImprisonment,
  civilAffairsMarriage,
  educationEnrolment,
  healthMajorIllness,
  disabledFederationSevere,
  humanResourcesUnemployment,
];

/** The source of a code. Throws SOURCE_UNKNOWN. */
export function sourceByCode(code: string): Source {
  const source = SOURCES.find((known) => known.code === code);
  if (!source) throw new HubError('SOURCE_UNKNOWN', { source: code });
  return source;
}
