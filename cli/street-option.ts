import { streetNames } from './alert-list.ts';
import { UsageError, type Command } from './command.ts';
import type { Hub } from './hub.ts';
import { say } from './messages.ts';
import type { Output } from './output.ts';

export const STREET_OPTION: Command['options'][number] = {
  name: 'street',
  value: 'CODE',
  help: { zh: '街道代码或名称', en: "a street's code or name" },
};

/** A street given by code or by name. Throws UsageError when the roster has no such street. */
export async function streetCode(
  hub: Hub,
  given: string | undefined,
  output: Output,
): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const streets = [...(await streetNames(hub))];
  const street = streets.find(([code, name]) => code === given || name === given);
  if (street) return street[0];
  const choices = streets.map(([code]) => code).join('|');
  throw new UsageError(
    say(output.language, 'notOneOf', { name: '--street', choices, value: given }),
  );
}
