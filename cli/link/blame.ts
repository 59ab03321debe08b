import { HubError } from '../../kernel/errors.ts';

/** Runs what looks at an input: what is wrong with it is told after the option that named it. */
export async function blaming<Result>(
  option: string,
  look: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    throw blamed(error, option);
  }
}

/** The same error with the option that named the input, unless it has one already. */
export function blamed(error: unknown, option: string): unknown {
  if (!(error instanceof HubError)) return error;
  return new HubError(error.code, { option, ...error.details }, { cause: error });
}

/** What is wrong with an input, in both languages. */
export function invalidInput(zh: string, en: string): HubError {
  return new HubError('LINK_INPUT_INVALID', { problem: { zh, en } });
}
