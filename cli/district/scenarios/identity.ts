import type { Demand } from '../household.ts';
import { breakDigit, maskAway, swapDigits, to15Digits, toFullWidth } from '../id-maker.ts';
import { OLD_PRIVATE_USE, RARE_NAMES, drawName } from '../names.ts';
import { at, type Random } from '../random.ts';
import type { Identity } from '../rows.ts';
import {
  TRAP,
  expectReview,
  expectSilence,
  identityOf,
  type Scenario,
  type Stage,
} from '../scenario.ts';
import type { AlertSpelling, ReviewSpelling, Spelling } from '../spelling-kinds.ts';
import { MISSPELT, RESPELT } from './misspelt-names.ts';
import { raise, type PlainEvent } from './plain-event.ts';
import { DEATH, PLAIN_EVENTS } from './plain-events.ts';

type Variation<Name extends Spelling = Spelling> = {
  id: Name;
  demand?: Demand | ((random: Random) => Demand);
  /** What the department writes of the person. */
  record?: (who: Identity, stage: Stage) => Identity;
};

/** Spelled otherwise, and the same all the same. */
const SAME_PERSON: readonly Variation<AlertSpelling>[] = [
  {
    id: 'lower-case-x',
    demand: { endsWithX: true },
    record: (who) => ({ ...who, idNumber: who.idNumber.toLowerCase() }),
  },
  { id: 'full-width-digits', record: (who) => ({ ...who, idNumber: toFullWidth(who.idNumber) }) },
  { id: 'fifteen-digits', record: (who) => ({ ...who, idNumber: to15Digits(who.idNumber) }) },
  { id: 'former-district', demand: { area: '310108' } },
  { id: 'own-district', demand: { area: '310106' } },
  {
    id: 'spaced-name',
    record: (who) => ({ ...who, name: ` ${at([...who.name], 0)}　${who.name.slice(1)}` }),
  },
  {
    id: 'zero-width-name',
    record: (who) => ({ ...who, name: `${at([...who.name], 0)}\u200b${who.name.slice(1)}` }),
  },
  RESPELT['dotted-name'],
  RESPELT['traditional-name'],
  {
    id: 'rare-character',
    demand: (random) => ({ name: random.pick(RARE_NAMES.女), gender: '女' }),
  },
  { id: 'astral-character', demand: { name: '王𠮷雨', gender: '男' } },
];

/** The number is theirs, the name is not: a person must look before any street does. */
const REVIEW_NAMES: readonly Variation<ReviewSpelling>[] = [
  MISSPELT['former-name'],
  MISSPELT.homophone,
  MISSPELT.variant,
  MISSPELT['stand-in'],
  MISSPELT['pinyin-stand-in'],
  {
    id: 'other-name',
    record: (who, { random }) => ({
      ...who,
      name: `司马${drawName(random, who.gender, 25).slice(-1)}远`,
    }),
  },
];

/** The number itself is broken: never an exact match, still perhaps somebody. */
const BROKEN_NUMBERS: readonly (Variation<ReviewSpelling> & { outcome: string })[] = [
  {
    id: 'digit-off',
    outcome: 'ID_CHECKSUM',
    record: (who) => ({ ...who, idNumber: breakDigit(who.idNumber) }),
  },
  {
    id: 'digit-missing',
    outcome: 'ID_LENGTH',
    record: (who) => ({ ...who, idNumber: who.idNumber.slice(0, 16) + who.idNumber.slice(17) }),
  },
  {
    id: 'masked',
    outcome: 'ID_MASKED',
    record: (who) => ({ ...who, idNumber: maskAway(who.idNumber) }),
  },
  {
    id: 'swapped-digits',
    outcome: 'ID_CHECKSUM',
    record: (who) => ({ ...who, idNumber: swapDigits(who.idNumber) }),
  },
];

/** Every way of writing a person, in every source. */
export const IDENTITY_SCENARIOS: readonly Scenario[] = PLAIN_EVENTS.flatMap((event) => [
  ...SAME_PERSON.map((variation) =>
    vary(event, variation, (stage, who) => {
      raise(event, stage, who, variation.id);
    }),
  ),
  ...REVIEW_NAMES.map((variation) =>
    vary(event, variation, (stage, who) => {
      // Under another name the number is a slip, and the row is about somebody else.
      const about = variation.id === 'other-name' ? [] : [stage.subject];
      event.plant(stage, who, 'ACCEPTED', about);
      expectReview(stage, event.source, who, variation.id);
      expectSilence(stage, event.rule, `NAME_DIFFERS:${variation.id}`);
    }),
  ),
  ...BROKEN_NUMBERS.map((variation) =>
    vary(event, variation, (stage, who) => {
      const { outcome } = variation;
      event.plant(stage, who, event.tolerates?.includes(outcome) ? 'ACCEPTED' : outcome);
      expectReview(stage, event.source, who, variation.id);
      expectSilence(stage, event.rule, outcome);
    }),
  ),
]);

/** A 龴 that an old system keeps in the private-use area; it can only travel in Unicode. */
export const PRIVATE_USE_SCENARIO: Scenario = {
  id: 'public-security.death.private-use-character',
  perThousand: TRAP,
  demand: { age: [60, 88], name: '许龴', gender: '男' },
  plant(stage) {
    const who = identityOf(stage.subject);
    const name = who.name.replace('龴', OLD_PRIVATE_USE.龴);
    raise(DEATH, stage, { ...who, name }, 'private-use-character');
  },
};

function vary(
  event: PlainEvent,
  variation: Variation,
  play: (stage: Stage, who: Identity) => void,
): Scenario {
  const { demand, record } = variation;
  return {
    id: `${event.source}.${variation.id}`,
    perThousand: TRAP,
    demand: (random) => ({
      ...event.demand,
      ...(typeof demand === 'function' ? demand(random) : demand),
    }),
    plant(stage) {
      const who = identityOf(stage.subject);
      play(stage, record ? record(who, stage) : who);
    },
  };
}
