import { addDays } from '../../../kernel/plain-date.ts';
import { marriageRow, migrationRow } from '../civil-rows.ts';
import {
  TRAP,
  eventDay,
  expectAlert,
  expectSilence,
  identityOf,
  outsider,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';
import { DISTRICT, STREETS, committeeCode, type Street } from '../streets.ts';

const SOURCE = 'public-security.migration';
const RULE = 'moved-out';
const GROWN = { age: [24, 80] } as const;

type Expected = 'EXIT' | 'TRANSFER' | { silent: string };

function move(
  stage: Stage,
  toArea: string,
  expected: Expected,
  movedOn = eventDay(stage),
  reason = '投靠亲属',
): void {
  const fromArea = stage.household.street.code;
  const record = { movedOn, toArea, fromArea, reason };
  write(stage, SOURCE, migrationRow(stage.random, identityOf(stage.subject), record));
  if (typeof expected === 'string')
    expectAlert(stage, RULE, [SOURCE], movedOn, movedOn, { class: expected });
  else expectSilence(stage, RULE, expected.silent);
}

function to(
  id: string,
  perThousand: number,
  toArea: (stage: Stage) => string,
  expected: Expected,
): Scenario {
  return {
    id: `move.${id}`,
    perThousand,
    demand: GROWN,
    plant: (stage) => move(stage, toArea(stage), expected),
  };
}

function otherStreet({ household, random }: Stage): Street {
  return random.pick(STREETS.filter(({ code }) => code !== household.street.code));
}

const WITHIN = { silent: 'WITHIN_THE_STREET' };

export const MOVE_SCENARIOS: readonly Scenario[] = [
  to('to-another-province', 0.3, () => '320583100', 'EXIT'),
  to('to-another-district', 0.2, () => '310109009', 'EXIT'),
  to('to-another-district-told-by-six-digits', TRAP, () => '310107', 'EXIT'),
  to('to-another-street', 0.2, (stage) => otherStreet(stage).code, 'TRANSFER'),
  to(
    'to-a-committee-of-another-street',
    0.1,
    (stage) => committeeCode(otherStreet(stage), stage.random.int(1, 8)),
    'TRANSFER',
  ),
  to('own-district-told-by-six-digits', 0.1, () => DISTRICT, 'TRANSFER'),
  to('own-district-padded-to-twelve-digits', TRAP, () => `${DISTRICT}000000`, 'TRANSFER'),
  to('within-the-street', 0.2, ({ household }) => household.street.code, WITHIN),
  to(
    'to-another-committee-of-the-street',
    0.2,
    ({ household, random }) => committeeCode(household.street, random.int(1, 8)),
    WITHIN,
  ),
  {
    id: 'move.years-ago',
    perThousand: TRAP,
    demand: GROWN,
    plant: (stage) => move(stage, '320583', 'EXIT', addDays(stage.asOf, -4_000)),
  },
  {
    id: 'move.out-and-on',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      move(stage, '310109009', 'EXIT', addDays(stage.period.first, 1));
      move(stage, '320583100', 'EXIT', addDays(stage.period.first, 20));
    },
  },
  {
    id: 'move.wife-by-marriage-while-the-child-stays',
    perThousand: TRAP,
    demand: { age: [25, 40], gender: '女' },
    plant(stage) {
      const registeredOn = eventDay(stage);
      const husband = outsider(stage);
      const couple = [husband, identityOf(stage.subject)] as const;
      const marriage = 'civil-affairs.marriage';
      write(stage, marriage, marriageRow(stage.random, couple, { registeredOn }));
      expectAlert(stage, 'marriage-registered', [marriage], registeredOn, husband.idNumber);
      move(stage, '320583100', 'EXIT', addDays(registeredOn, 3), '婚迁');
    },
  },
  {
    id: 'move.told-with-two-destinations',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const movedOn = eventDay(stage);
      for (const toArea of ['320583100', stage.household.street.code]) {
        const row = migrationRow(stage.random, identityOf(stage.subject), { movedOn, toArea });
        write(stage, SOURCE, row, 'CONFLICTING_ROW');
      }
      expectSilence(stage, RULE, 'CONFLICTING_ROW');
    },
  },
];
