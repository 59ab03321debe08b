import { HubError, type ErrorCode } from './errors.ts';

/** The code of the HubError that the act throws; null when it throws none. */
export function thrownBy(act: () => unknown): ErrorCode | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof HubError) return error.code;
    throw error;
  }
}
