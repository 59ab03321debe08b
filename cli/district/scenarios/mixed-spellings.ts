import { breakDigit, maskAway, swapDigits } from '../id-maker.ts';
import { TRAP, expectReview, expectSilence, identityOf, type Scenario } from '../scenario.ts';
import type { ReviewSpelling } from '../spelling-kinds.ts';
import { MISSPELT, RESPELT, type Misspelling } from './misspelt-names.ts';
import type { PlainEvent } from './plain-event.ts';
import { CREMATION, DEATH, EMPLOYMENT } from './plain-events.ts';

/** A number nobody can be found by, with the code its row is set aside for. */
type Broken = { id: string; outcome: string; write: (idNumber: string) => string };

const DIGIT_OFF: Broken = { id: 'digit-off', outcome: 'ID_CHECKSUM', write: breakDigit };
const SWAPPED: Broken = { id: 'swapped-digits', outcome: 'ID_CHECKSUM', write: swapDigits };
const MASKED: Broken = { id: 'masked', outcome: 'ID_MASKED', write: maskAway };
/** The number is optional in the source that is played with it. */
const BLANK: Broken = { id: 'blank', outcome: 'ACCEPTED', write: () => '' };

const ANY_NAME = [
  MISSPELT.homophone,
  MISSPELT.variant,
  MISSPELT['stand-in'],
  MISSPELT['former-name'],
  RESPELT['dotted-name'],
] as const;

/** Number and name both wrong, in sources that tell much of a person and in one that tells nothing else. */
export const MIXED_SCENARIOS: readonly Scenario[] = [
  ...[DEATH, EMPLOYMENT].flatMap((event) => [
    ...ANY_NAME.map((name) => mixed(event, DIGIT_OFF, name)),
    mixed(event, SWAPPED, MISSPELT.homophone),
  ]),
  mixed(DEATH, DIGIT_OFF, MISSPELT['wrong-character']),
  mixed(DEATH, MASKED, MISSPELT.homophone),
  ...[...ANY_NAME, MISSPELT['pinyin-stand-in'], RESPELT['traditional-name']].map((name) =>
    mixed(CREMATION, BLANK, name),
  ),
  wrongCharacter(),
];

function mixed(event: PlainEvent, number: Broken, name: Misspelling): Scenario {
  const spelling = `${number.id}, ${name.id}` as ReviewSpelling;
  return {
    id: `${event.source}.${number.id}-and-${name.id}`,
    perThousand: TRAP,
    demand: (random) => ({
      ...event.demand,
      ...(typeof name.demand === 'function' ? name.demand(random) : name.demand),
    }),
    plant(stage) {
      const who = name.record(identityOf(stage.subject), stage);
      const record = { ...who, idNumber: number.write(who.idNumber) };
      event.plant(stage, record, number.outcome);
      expectReview(stage, event.source, record, spelling);
      expectSilence(stage, event.rule, spelling);
    },
  };
}

function wrongCharacter(): Scenario {
  const { id, record } = MISSPELT['wrong-character'];
  return {
    id: `${DEATH.source}.${id}`,
    perThousand: TRAP,
    demand: DEATH.demand,
    plant(stage) {
      const who = record(identityOf(stage.subject));
      DEATH.plant(stage, who);
      expectReview(stage, DEATH.source, who, id);
      expectSilence(stage, DEATH.rule, `NAME_DIFFERS:${id}`);
    },
  };
}
