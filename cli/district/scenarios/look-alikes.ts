import { addDays, type PlainDate } from '../../../kernel/plain-date.ts';
import type { Demand } from '../household.ts';
import { breakDigit, namesakeNumber } from '../id-maker.ts';
import { drawAddress, drawName } from '../names.ts';
import type { Random } from '../random.ts';
import { cremationRow, deathRow, type Identity } from '../rows.ts';
import {
  TRAP,
  allowReview,
  eventDay,
  expectReview,
  expectSilence,
  identityOf,
  otherTwin,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';
import { CREMATION, DEATH } from './plain-events.ts';

const DEATHS = 'public-security.death';
const CREMATIONS = 'civil-affairs.cremation';
const TWINS: Demand = { shape: 'twins' };

/** Two women of one name, born on one day. */
function namesakes(random: Random, asOf: PlainDate): Demand {
  const birthDate = addDays(asOf, -random.int(24_000, 30_000));
  return { gender: '女', name: drawName(random, '女', 70), birthDate };
}

function ofOneTwin(
  id: string,
  event: typeof DEATH,
  spelling: 'digit-off, one-of-twins' | 'blank, one-of-twins',
  misspelt: (idNumber: string) => string,
  outcome?: string,
): Scenario {
  return {
    id,
    perThousand: TRAP,
    demand: TWINS,
    plant(stage) {
      const who = identityOf(stage.subject);
      const record = { ...who, idNumber: misspelt(who.idNumber) };
      event.plant(stage, record, outcome);
      expectReview(stage, event.source, record, spelling);
      expectSilence(stage, event.rule, spelling);
      const other = { ...stage, subject: otherTwin(stage) };
      allowReview(other, event.source, record, spelling);
      expectSilence(other, event.rule, 'OTHER_TWIN', other.subject, 'other-twin');
    },
  };
}

function ofOneNamesake(
  id: string,
  event: typeof DEATH,
  spelling: 'digit-off, one-of-namesakes' | 'blank, one-of-namesakes',
  misspelt: (idNumber: string) => string,
  outcome?: string,
): Scenario {
  return {
    id,
    perThousand: TRAP,
    demand: namesakes,
    plant(stage) {
      const who = identityOf(stage.subject);
      const record = { ...who, idNumber: misspelt(who.idNumber) };
      event.plant(stage, record, outcome);
      expectReview(stage, event.source, record, spelling);
      expectSilence(stage, event.rule, spelling);
    },
    companion(stage) {
      const { subject } = stage;
      allowReview(stage, event.source, identityOf(subject), spelling);
      expectSilence(stage, event.rule, 'NAMESAKE', subject, 'other-namesake');
    },
  };
}

/** Somebody outside the roster with the subject's name and birthday, and a valid number of their own. */
function namesakeElsewhere(stage: Stage): Identity {
  const who = identityOf(stage.subject);
  const ordinal = Number(stage.household.householdNo.slice(2));
  return { ...who, idNumber: namesakeNumber(who.birthDate, who.gender, ordinal) };
}

const OLD = { age: [60, 88] } as const;

/** People who are easily taken for one another: who is meant is told, and who is not stays out of it. */
export const LOOK_ALIKE_SCENARIOS: readonly Scenario[] = [
  ofOneTwin(
    'death.of-one-twin-with-a-digit-off',
    DEATH,
    'digit-off, one-of-twins',
    breakDigit,
    'ID_CHECKSUM',
  ),
  ofOneTwin('cremation.of-one-twin-without-a-number', CREMATION, 'blank, one-of-twins', () => ''),
  {
    id: 'death.under-the-number-of-the-twin',
    perThousand: TRAP,
    demand: TWINS,
    plant(stage) {
      const twin = otherTwin(stage);
      const record = { ...identityOf(twin), idNumber: stage.subject.idNumber };
      DEATH.plant(stage, record, 'ACCEPTED', [twin]);
      expectReview(stage, DEATHS, record, 'twins-exchanged');
      expectSilence(stage, DEATH.rule, 'NAME_DIFFERS:twins-exchanged');
      expectSilence(stage, DEATH.rule, 'NUMBER_OF_THE_TWIN', twin);
    },
  },
  ofOneNamesake(
    'death.of-one-namesake-with-a-digit-off',
    DEATH,
    'digit-off, one-of-namesakes',
    breakDigit,
    'ID_CHECKSUM',
  ),
  ofOneNamesake(
    'cremation.of-one-namesake-without-a-number',
    CREMATION,
    'blank, one-of-namesakes',
    () => '',
  ),
  {
    id: 'death.of-a-namesake-elsewhere',
    perThousand: TRAP,
    demand: OLD,
    plant(stage) {
      const row = deathRow(stage.random, namesakeElsewhere(stage), { diedOn: eventDay(stage) });
      write(stage, DEATHS, row, 'ACCEPTED', []);
      const { subject } = stage;
      expectSilence(stage, DEATH.rule, 'NAMESAKE_ELSEWHERE', subject, 'namesake-elsewhere');
    },
  },
  {
    id: 'cremation.of-a-namesake-elsewhere',
    perThousand: TRAP,
    demand: OLD,
    plant(stage) {
      const facts = { diedOn: eventDay(stage), address: drawAddress(stage.random) };
      const row = cremationRow(stage.random, namesakeElsewhere(stage), facts);
      write(stage, CREMATIONS, row, 'ACCEPTED', []);
      const { subject } = stage;
      expectSilence(stage, CREMATION.rule, 'NAMESAKE_ELSEWHERE', subject, 'namesake-elsewhere');
    },
  },
  {
    // The number may have been issued anew: name, birth date and door are the recipient's.
    id: 'cremation.under-another-number-at-the-same-door',
    perThousand: TRAP,
    demand: OLD,
    plant(stage) {
      const record = namesakeElsewhere(stage);
      CREMATION.plant(stage, record);
      expectReview(stage, CREMATIONS, record, 'another-number');
      expectSilence(stage, CREMATION.rule, 'ANOTHER_NUMBER');
    },
  },
];
