import { HubError } from '../../kernel/errors.ts';

// Id numbers and mobile numbers alike: a purpose is kept in the audit trail and must name nobody.
const LONG_NUMBER = /\d{11}/;
const MAX_LENGTH = 100;

/**
 * 查询事由, trimmed.
 * @throws HubError PURPOSE_REQUIRED when blank, INVALID_INPUT when too long or holding a number of a person.
 */
export function assertPurpose(text: string): string {
  const purpose = text.trim();
  if (purpose.length < 2) throw new HubError('PURPOSE_REQUIRED');
  if (purpose.length > MAX_LENGTH || LONG_NUMBER.test(purpose.normalize('NFKC'))) {
    throw new HubError('INVALID_INPUT', { field: 'purpose' });
  }
  return purpose;
}
