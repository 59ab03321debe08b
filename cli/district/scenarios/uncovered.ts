import { addDays } from '../../../kernel/plain-date.ts';
import { needRow } from '../civil-rows.ts';
import type { Demand } from '../household.ts';
import { breakDigit, maskAway, to15Digits } from '../id-maker.ts';
import type { Identity } from '../rows.ts';
import {
  TRAP,
  expectSilence,
  expectVisit,
  identityOf,
  outsider,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';
import { NEED_LIST_CODES, type NeedListCode } from '../sources.ts';
import { STREETS_ELSEWHERE } from '../strangers.ts';

const RULE = 'uncovered-person';
const GROWN = { age: [30, 80] } as const;

type Listing = { outcome?: string; street?: string; category?: string };

function list(
  stage: Stage,
  source: NeedListCode,
  who: Pick<Identity, 'name' | 'idNumber'>,
  { outcome, street = stage.household.street.name, category = '登记' }: Listing = {},
): void {
  const recognisedOn = addDays(stage.asOf, -stage.random.int(10, 900));
  const row = needRow(stage.random, who, { recognisedOn, street, category });
  const about = who.idNumber === stage.subject.idNumber ? [stage.subject] : [];
  write(stage, source, row, outcome, about);
}

/** Whoever belongs to a household with a current case is known, whatever the list says. */
const KNOWN: readonly (readonly [string, Demand])[] = [
  ['recipient', {}],
  ['applicant', { status: '审核中' }],
  ['in-publicity', { status: '公示中' }],
  ['member-not-covered', { shape: 'uncovered-spouse' }],
];

function known(source: NeedListCode, [id, demand]: (typeof KNOWN)[number]): Scenario {
  return {
    id: `${source}.${id}`,
    perThousand: TRAP,
    demand: { ...GROWN, ...demand },
    plant(stage) {
      list(stage, source, identityOf(stage.subject));
      expectSilence(stage, RULE, id);
    },
  };
}

type Misspelt = (who: Identity) => Identity;

/** Somebody else's line in the list: the household only lends its street. */
function outside(
  source: NeedListCode,
  id: string,
  visited: boolean,
  misspell: Misspelt = (who) => who,
  listing: Listing = {},
): Scenario {
  return {
    id: `${source}.${id}`,
    perThousand: TRAP,
    plant(stage) {
      const who = bornBefore2000(stage);
      list(stage, source, misspell(who), listing);
      if (visited) expectVisit(stage, source, who);
    },
  };
}

/** Fifteen digits are for those born before 2000. */
function bornBefore2000(stage: Stage): Identity {
  const candidates = Array.from({ length: 10 }, (_, n) => outsider(stage, n));
  return candidates.find(({ birthDate }) => birthDate < '2000-01-01') ?? outsider(stage);
}

function scenariosOf(source: NeedListCode): Scenario[] {
  return [
    ...KNOWN.map((one) => known(source, one)),
    {
      id: `${source}.aid-has-ended`,
      perThousand: 0.2,
      demand: { ...GROWN, status: '停保' },
      plant(stage) {
        const who = identityOf(stage.subject);
        list(stage, source, who);
        expectVisit(stage, source, who);
      },
    },
    {
      id: `${source}.recipient-under-another-name`,
      perThousand: TRAP,
      demand: GROWN,
      plant(stage) {
        list(stage, source, { ...identityOf(stage.subject), name: '司马思远' });
        expectSilence(stage, RULE, 'KNOWN_BY_NUMBER');
      },
    },
    {
      id: `${source}.twice-on-the-list`,
      perThousand: TRAP,
      plant(stage) {
        const who = outsider(stage);
        for (const category of ['登记', '复核']) list(stage, source, who, { category });
        expectVisit(stage, source, who);
      },
    },
    outside(source, 'resident', true),
    outside(source, 'fifteen-digits', true, (who) => ({
      ...who,
      idNumber: to15Digits(who.idNumber),
    })),
    outside(source, 'spaced-name', true, (who) => ({
      ...who,
      name: `${who.name.slice(0, 1)}　${who.name.slice(1)}`,
    })),
    outside(source, 'digit-off', false, (who) => ({ ...who, idNumber: breakDigit(who.idNumber) }), {
      outcome: 'ID_CHECKSUM',
    }),
    outside(source, 'masked', false, (who) => ({ ...who, idNumber: maskAway(who.idNumber) }), {
      outcome: 'ID_MASKED',
    }),
    ...[...STREETS_ELSEWHERE, ''].map((street) =>
      outside(source, `lives-in-${street || 'no-street'}`, false, undefined, { street }),
    ),
  ];
}

export const UNCOVERED_SCENARIOS: readonly Scenario[] = NEED_LIST_CODES.flatMap(scenariosOf);
