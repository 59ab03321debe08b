import { addMonths } from '../../../kernel/plain-date.ts';
import { registrationRow } from '../civil-rows.ts';
import { drawCompany, drawCreditCode } from '../names.ts';
import {
  TRAP,
  eventDay,
  expectAlert,
  expectSilence,
  identityOf,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';

const SOURCE = 'market-regulation.registration';
const RULE = 'business-registered';
const GROWN = { age: [24, 75] } as const;

type Business = Omit<Parameters<typeof registrationRow>[2], 'foundedOn'> & {
  foundedOn?: ReturnType<typeof eventDay>;
};
type Expected = { severity: 'normal' | 'info' } | { silent: string };

function register(stage: Stage, facts: Business, expected: Expected): void {
  const foundedOn = facts.foundedOn ?? eventDay(stage);
  const creditCode = facts.creditCode ?? drawCreditCode(stage.random);
  const record = { ...facts, foundedOn, creditCode };
  write(stage, SOURCE, registrationRow(stage.random, identityOf(stage.subject), record));
  if ('silent' in expected) return expectSilence(stage, RULE, expected.silent);
  expectAlert(stage, RULE, [SOURCE], facts.changedOn ?? foundedOn, creditCode, expected);
}

function simple(id: string, perThousand: number, facts: Business, expected: Expected): Scenario {
  return {
    id: `business.${id}`,
    perThousand,
    demand: GROWN,
    plant: (stage) => register(stage, facts, expected),
  };
}

function shareholder(share: string, expected: Expected): Scenario {
  return simple(`shareholder-of-${share || 'blank'}`, TRAP, { role: '股东', share }, expected);
}

const NORMAL = { severity: 'normal' } as const;
const INFO = { severity: 'info' } as const;
const SMALL = { silent: 'SMALL_SHARE' };

export const BUSINESS_SCENARIOS: readonly Scenario[] = [
  simple('operator', 0.2, {}, NORMAL),
  simple('legal-representative', 0.1, { role: '法定代表人' }, NORMAL),
  ...['60%', '60', '0.6', '10%', '0.1', '６０％'].map((share) => shareholder(share, NORMAL)),
  ...['9%', '5', '0.05', '1', '0.5%'].map((share) => shareholder(share, SMALL)),
  ...['', '-'].map((share) => shareholder(share, INFO)),
  simple('deregistered', 0.1, { state: '注销' }, { silent: 'DEREGISTERED' }),
  simple('licence-revoked', TRAP, { state: '吊销' }, { silent: 'LICENCE_REVOKED' }),
  {
    id: 'business.of-many-years',
    perThousand: 0.1,
    demand: GROWN,
    plant(stage) {
      const foundedOn = addMonths(stage.asOf, -stage.random.int(150, 300));
      register(stage, { foundedOn }, NORMAL);
    },
  },
  {
    id: 'business.of-many-years-changed-this-month',
    perThousand: 0.1,
    demand: GROWN,
    plant(stage) {
      const foundedOn = addMonths(stage.asOf, -200);
      register(stage, { foundedOn, changedOn: eventDay(stage) }, NORMAL);
    },
  },
  {
    id: 'business.two-roles-in-one',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const creditCode = drawCreditCode(stage.random);
      const company = drawCompany(stage.random);
      const [earlier, later] = [stage.period.first, eventDay(stage)];
      const who = identityOf(stage.subject);
      const roles = [
        { role: '股东', share: '', foundedOn: later },
        { role: '法定代表人', foundedOn: addMonths(earlier, -1) },
      ];
      for (const one of roles) {
        write(stage, SOURCE, registrationRow(stage.random, who, { ...one, creditCode, company }));
      }
      expectAlert(stage, RULE, [SOURCE], addMonths(earlier, -1), creditCode);
    },
  },
  {
    id: 'business.impostor-company-and-one-of-their-own',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      register(stage, { role: '法定代表人' }, NORMAL);
      register(stage, {}, NORMAL);
    },
  },
  {
    id: 'business.in-two-states-at-once',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const creditCode = drawCreditCode(stage.random);
      const company = drawCompany(stage.random);
      const foundedOn = eventDay(stage);
      for (const state of ['存续', '注销']) {
        const record = { foundedOn, creditCode, company, state };
        const row = registrationRow(stage.random, identityOf(stage.subject), record);
        write(stage, SOURCE, row, 'CONFLICTING_ROW');
      }
      expectSilence(stage, RULE, 'CONFLICTING_ROW');
    },
  },
];
