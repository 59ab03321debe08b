import { ADDRESS_STEPS } from './address.ts';
import { AREA_CODE_STEPS } from './area-code.ts';
import { BLANK_STEPS } from './blanks.ts';
import { CHARACTER_CLASS_STEPS } from './character-classes.ts';
import { CHINESE_NAME_STEPS } from './chinese-name.ts';
import { CONTACT_STEPS } from './contact.ts';
import { DATE_STEPS } from './dates.ts';
import { DOUBLE_METAPHONE_STEPS } from './double-metaphone.ts';
import { ID_NUMBER_STEPS } from './id-number.ts';
import { NUMBER_STEPS } from './numbers.ts';
import { NYSIIS_STEPS } from './nysiis.ts';
import { SEX_STEPS } from './sex.ts';
import { SLICE_STEPS } from './slices.ts';
import { SOUNDEX_STEPS } from './soundex.ts';
import { LIST_SEPARATOR, listOf, refused, type Standardiser, type Step } from './standardiser.ts';
import { TEXT_STEPS } from './text.ts';
import { WORD_STEPS } from './words.ts';

const ALL: readonly Standardiser[] = [
  ...TEXT_STEPS,
  ...CHARACTER_CLASS_STEPS,
  ...BLANK_STEPS,
  ...SLICE_STEPS,
  ...WORD_STEPS,
  ...DATE_STEPS,
  ...NUMBER_STEPS,
  ...CONTACT_STEPS,
  ...SOUNDEX_STEPS,
  ...NYSIIS_STEPS,
  ...DOUBLE_METAPHONE_STEPS,
  ...CHINESE_NAME_STEPS,
  ...ID_NUMBER_STEPS,
  ...SEX_STEPS,
  ...ADDRESS_STEPS,
  ...AREA_CODE_STEPS,
];

/** Every standardiser a spec may name; without a prototype, so that no other name is found in it. */
export const STANDARDISERS: Readonly<Record<string, Standardiser>> = Object.assign(
  Object.create(null) as Record<string, Standardiser>,
  Object.fromEntries(ALL.map((standardiser) => [standardiser.name, standardiser])),
);

/**
 * A step of a spec, 'lowercase' or {"first": 4}, as a function; null ends the chain (missing), and so does
 * the empty text. A list value is taken item by item: ["words", "soundex"] are the sounds of all words.
 *
 * @throws HubError LINK_SPEC_INVALID for an unknown name, two names in one step, or a wrong parameter
 */
export function makeStep(step: string | Record<string, unknown>): Step {
  const entries = typeof step === 'string' ? [[step, undefined] as const] : Object.entries(step);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) {
    throw refused(JSON.stringify(step), '只能有一个名称', 'has one name only');
  }
  const [name, parameter] = entry;
  const standardiser = STANDARDISERS[name];
  if (standardiser === undefined) {
    const known = Object.keys(STANDARDISERS).join(', ');
    throw refused(name, `没有这个步骤；已有 ${known}`, `unknown; known are ${known}`);
  }
  return itemByItem(standardiser.make(parameter));
}

/** Whether a step of a spec makes a list of a text. */
export function yieldsList(step: string | Record<string, unknown>): boolean {
  const [name = ''] = typeof step === 'string' ? [step] : Object.keys(step);
  return STANDARDISERS[name]?.list === true;
}

function itemByItem(make: Step): Step {
  return (value) => {
    if (!value.includes(LIST_SEPARATOR)) return present(make(value));
    return listOf(
      value.split(LIST_SEPARATOR).flatMap((item) => (make(item) ?? '').split(LIST_SEPARATOR)),
    );
  };
}

function present(value: string | null): string | null {
  return value === '' ? null : value;
}
