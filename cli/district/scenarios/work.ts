import { addDays, addMonths, firstOfMonth } from '../../../kernel/plain-date.ts';
import { drawCompany } from '../names.ts';
import { EMPLOYEE_KINDS, employmentRow, insuranceRow } from '../rows.ts';
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
import { monthsBack } from './plain-event.ts';

const EMPLOYMENT_SOURCE = 'human-resources.employment';
const INSURANCE_SOURCE = 'human-resources.social-insurance';
const WORKING = { age: [26, 58] } as const;
const OLDER = { age: [50, 59] } as const;

type Job = {
  kind?: string;
  employer?: string;
  registeredOn?: ReturnType<typeof eventDay>;
  endedOn?: ReturnType<typeof eventDay>;
};

function job(stage: Stage, facts: Job, expected: string): void {
  const registeredOn = facts.registeredOn ?? eventDay(stage);
  const employer = facts.employer ?? drawCompany(stage.random);
  const who = identityOf(stage.subject);
  const row = employmentRow(stage.random, who, { ...facts, registeredOn, employer });
  write(stage, EMPLOYMENT_SOURCE, row);
  if (expected === 'alert') {
    expectAlert(stage, 'employment-started', [EMPLOYMENT_SOURCE], registeredOn, employer);
  } else expectSilence(stage, 'employment-started', expected);
}

function plainJob(stage: Stage): void {
  job(stage, {}, 'alert');
}

export const EMPLOYMENT_SCENARIOS: readonly Scenario[] = [
  { id: 'employment.started', perThousand: 1, demand: WORKING, plant: plainJob },
  {
    id: 'employment.own-business',
    perThousand: 0.2,
    demand: WORKING,
    plant: (stage) => job(stage, { kind: '个体经营' }, 'alert'),
  },
  {
    id: 'employment.contract-ends-later',
    perThousand: 0.1,
    demand: WORKING,
    plant: (stage) => job(stage, { endedOn: addDays(stage.asOf, 400) }, 'alert'),
  },
  {
    id: 'employment.two-employers',
    perThousand: TRAP,
    demand: WORKING,
    plant(stage) {
      plainJob(stage);
      plainJob(stage);
    },
  },
  {
    id: 'employment.flexible',
    perThousand: 0.6,
    demand: WORKING,
    plant: (stage) => job(stage, { kind: '灵活就业', employer: '灵活就业' }, 'FLEXIBLE'),
  },
  {
    id: 'employment.ended',
    perThousand: 0.2,
    demand: WORKING,
    plant(stage) {
      const registeredOn = eventDay(stage);
      job(stage, { registeredOn, endedOn: addDays(registeredOn, 5) }, 'ENDED');
    },
  },
  {
    id: 'employment.before-aid-began',
    perThousand: 0.3,
    demand: WORKING,
    plant(stage) {
      const registeredOn = addDays(addMonths(stage.asOf, -140), stage.random.int(0, 90));
      job(stage, { registeredOn }, 'BEFORE_AID');
    },
  },
  {
    id: 'employment.before-the-last-check',
    perThousand: 0.2,
    demand: (_random, asOf) => ({ ...WORKING, lastCheckedOn: addDays(asOf, -6) }),
    plant: (stage) => job(stage, {}, 'CHECKED_SINCE'),
  },
  {
    id: 'employment.public-welfare-post-with-its-insurance',
    perThousand: 0.3,
    demand: { age: [57, 57] },
    plant(stage) {
      const employer = `${stage.household.street.name}社区事务保障中心`;
      job(stage, { kind: '公益性岗位', employer }, 'PUBLIC_WELFARE_POST');
      insure(stage, { payer: employer }, 'PUBLIC_WELFARE_POST');
    },
  },
  {
    id: 'employment.with-its-insurance',
    perThousand: 0.2,
    demand: WORKING,
    plant(stage) {
      const employer = drawCompany(stage.random);
      job(stage, { employer }, 'alert');
      insure(stage, { payer: employer }, 'alert');
    },
  },
  {
    id: 'employment.registered-as-two-things-at-once',
    perThousand: TRAP,
    demand: WORKING,
    plant(stage) {
      const who = identityOf(stage.subject);
      const facts = { registeredOn: eventDay(stage), employer: drawCompany(stage.random) };
      for (const kind of ['单位就业', '公益性岗位']) {
        const row = employmentRow(stage.random, who, { ...facts, kind });
        write(stage, EMPLOYMENT_SOURCE, row, 'CONFLICTING_ROW');
      }
      expectSilence(stage, 'employment-started', 'CONFLICTING_ROW');
    },
  },
  {
    id: 'employment.unknown-kind',
    perThousand: TRAP,
    demand: WORKING,
    plant(stage) {
      const row = employmentRow(stage.random, identityOf(stage.subject), {
        registeredOn: eventDay(stage),
        kind: '临时工',
      });
      write(stage, EMPLOYMENT_SOURCE, row, 'ENUM_UNKNOWN');
      expectSilence(stage, 'employment-started', 'ENUM_UNKNOWN');
    },
  },
];

type Cover = {
  kinds?: readonly string[];
  payer?: string;
  monthsAgo?: number;
  status?: string;
  ended?: boolean;
};

function insure(stage: Stage, facts: Cover, expected: string): void {
  const startMonth = monthsBack(stage, facts.monthsAgo ?? stage.random.int(1, 3));
  const payer = facts.payer ?? drawCompany(stage.random);
  const who = identityOf(stage.subject);
  for (const kind of facts.kinds ?? EMPLOYEE_KINDS) {
    const row = insuranceRow(stage.random, who, {
      kind,
      payer,
      startMonth,
      ...(facts.status ? { status: facts.status } : {}),
      ...(facts.ended ? { endMonth: firstOfMonth(stage.period.first) } : {}),
    });
    write(stage, INSURANCE_SOURCE, row);
  }
  if (expected === 'alert') {
    expectAlert(stage, 'social-insurance-started', [INSURANCE_SOURCE], startMonth, payer);
  } else expectSilence(stage, 'social-insurance-started', expected);
}

function insurance(
  id: string,
  perThousand: number,
  expected: string,
  facts: Cover | ((stage: Stage) => Cover) = {},
  demand: Scenario['demand'] = WORKING,
): Scenario {
  return {
    id: `insurance.${id}`,
    perThousand,
    demand,
    plant: (stage) => insure(stage, typeof facts === 'function' ? facts(stage) : facts, expected),
  };
}

const FLEXIBLE_PAYERS = [
  '个人',
  '个人缴费',
  '灵活就业',
  '灵活就业人员',
  '灵活就业人员(窗口)',
  '灵活就业人员（窗口）',
  '灵活就业人员窗口',
];

export const INSURANCE_SCENARIOS: readonly Scenario[] = [
  insurance('started', 1, 'alert'),
  insurance('started-three-months-ago', TRAP, 'alert', { monthsAgo: 3 }),
  insurance('started-four-months-ago', 0.2, 'STARTED_BEFORE_THE_WINDOW', { monthsAgo: 4 }),
  insurance('started-years-ago', 0.5, 'STARTED_BEFORE_THE_WINDOW', { monthsAgo: 70 }),
  insurance('one-kind-only', 0.1, 'alert', { kinds: ['工伤保险'] }),
  insurance('payer-with-personal-in-its-name', TRAP, 'alert', {
    payer: '上海个人护理用品有限公司',
  }),
  insurance(
    'payer-is-the-person',
    0.3,
    'FLEXIBLE_PAYER',
    (s) => ({ payer: s.subject.name }),
    OLDER,
  ),
  ...FLEXIBLE_PAYERS.map((payer) =>
    insurance(`payer-${payer}`, TRAP, 'FLEXIBLE_PAYER', { payer }, OLDER),
  ),
  insurance('of-residents', 0.5, 'RESIDENT_INSURANCE', {
    kinds: ['城乡居民基本养老保险', '城乡居民基本医疗保险'],
    payer: '个人缴费',
  }),
  insurance('of-residents-paid-by-a-unit', TRAP, 'RESIDENT_INSURANCE', {
    kinds: ['城乡居民基本医疗保险'],
  }),
  insurance('paused', 0.1, 'PAUSED', { status: '暂停缴费' }),
  insurance('ended', 0.1, 'ENDED', { status: '终止缴费', ended: true }),
];
