import type { Demand } from '../household.ts';
import {
  HOMOPHONES,
  VARIANTS,
  dottedName,
  drawName,
  toTraditional,
  withOtherDot,
  withWrongCharacter,
} from '../names.ts';
import { at, type Random } from '../random.ts';
import type { Identity } from '../rows.ts';
import type { Stage } from '../scenario.ts';

/** A way of writing a name that is not the one on the roster: for whom it can be, and what comes of it. */
export type Misspelling<Id extends string = string> = {
  id: Id;
  demand: Demand | ((random: Random) => Demand);
  record: (who: Identity, stage: Stage) => Identity;
};

/** The misspellings that a person must look at where the number is right, by their name. */
export const MISSPELT = {
  'former-name': {
    id: 'former-name',
    demand: (random: Random): Demand => ({ gender: '女', formerName: drawName(random, '女', 65) }),
    record: (who: Identity, { subject }: Stage) => ({ ...who, name: subject.formerName }),
  },
  homophone: {
    id: 'homophone',
    demand: (random: Random): Demand => ({ name: at(random.pick(HOMOPHONES), 0) }),
    record: (who: Identity) => ({ ...who, name: otherOf(HOMOPHONES, who.name) }),
  },
  variant: {
    id: 'variant',
    demand: (random: Random): Demand => ({ name: at(random.pick(VARIANTS), 0) }),
    record: (who: Identity) => ({ ...who, name: otherOf(VARIANTS, who.name) }),
  },
  'stand-in': {
    id: 'stand-in',
    demand: { name: '李䶮珍', gender: '女' },
    record: (who: Identity, { random }: Stage) => ({
      ...who,
      name: who.name.replace('䶮', random.pick(['?', '□', '*'])),
    }),
  },
  'pinyin-stand-in': {
    id: 'pinyin-stand-in',
    demand: { name: '黎䶮', gender: '男' },
    record: (who: Identity) => ({ ...who, name: who.name.replace('䶮', 'YAN') }),
  },
  'wrong-character': {
    id: 'wrong-character',
    demand: {},
    record: (who: Identity) => ({ ...who, name: withWrongCharacter(who.name) }),
  },
} as const satisfies Record<string, Misspelling>;

/** Written otherwise and still the same name, where the number is right. */
export const RESPELT = {
  'dotted-name': {
    id: 'dotted-name',
    demand: (random: Random): Demand => ({ name: dottedName(random, '女'), gender: '女' }),
    record: (who: Identity, { random }: Stage) => ({
      ...who,
      name: withOtherDot(random, who.name),
    }),
  },
  'traditional-name': {
    id: 'traditional-name',
    demand: { name: '刘凤兰', gender: '女' },
    record: (who: Identity) => ({ ...who, name: toTraditional(who.name) }),
  },
} as const satisfies Record<string, Misspelling>;

function otherOf(pairs: readonly (readonly [string, string])[], name: string): string {
  return pairs.find(([one]) => one === name)?.[1] ?? name;
}
