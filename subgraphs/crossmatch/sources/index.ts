import { HubError } from '../../../kernel/errors.ts';
import { civilAffairsCremation } from './civil-affairs.cremation.ts';
import { housingProperty } from './housing.property.ts';
import { humanResourcesEmployment } from './human-resources.employment.ts';
import { humanResourcesSocialInsurance } from './human-resources.social-insurance.ts';
import { publicSecurityDeath } from './public-security.death.ts';
import type { Source } from './source.ts';
import { taxIncome } from './tax.income.ts';

/** Every extract the hub understands. */
export const SOURCES: readonly Source[] = [
  publicSecurityDeath,
  civilAffairsCremation,
  humanResourcesEmployment,
  humanResourcesSocialInsurance,
  taxIncome,
  housingProperty,
];

/** The source of a code. Throws SOURCE_UNKNOWN. */
export function sourceByCode(code: string): Source {
  const source = SOURCES.find((known) => known.code === code);
  if (!source) throw new HubError('SOURCE_UNKNOWN', { source: code });
  return source;
}
