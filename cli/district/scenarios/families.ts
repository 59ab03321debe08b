import { addDays, addMonths } from '../../../kernel/plain-date.ts';
import { enrolmentRow, imprisonmentRow, marriageRow } from '../civil-rows.ts';
import { breakDigit, to15Digits } from '../id-maker.ts';
import { at } from '../random.ts';
import {
  TRAP,
  eventDay,
  expectAlert,
  expectReview,
  expectSilence,
  identityOf,
  outsider,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';

const PRISON = 'justice.imprisonment';
const MARRIAGE = 'civil-affairs.marriage';
const SCHOOL = 'education.enrolment';
const GROWN = { age: [24, 66] } as const;
const YOUNG = { age: [20, 32] } as const;

type Term = { measure?: string; from?: ReturnType<typeof eventDay>; to?: typeof eventDay };

function serve(stage: Stage, { measure, to, ...term }: Term, silent?: string): void {
  const from = term.from ?? addDays(eventDay(stage), -40);
  const record = { from, ...(measure ? { measure } : {}), ...(to ? { to: to(stage) } : {}) };
  write(stage, PRISON, imprisonmentRow(stage.random, identityOf(stage.subject), record));
  if (silent) expectSilence(stage, 'imprisonment-started', silent);
  else expectAlert(stage, 'imprisonment-started', [PRISON], from, from);
}

function prison(id: string, term: Term, silent?: string, perThousand = TRAP): Scenario {
  return {
    id: `prison.${id}`,
    perThousand,
    demand: GROWN,
    plant: (stage) => serve(stage, term, silent),
  };
}

/** Prison reviews a household; any other measure leaves it as it is. */
export const PRISON_SCENARIOS: readonly Scenario[] = [
  prison('no-end-known', {}, undefined, 0.05),
  prison('end-ahead', { to: (stage) => addMonths(stage.asOf, 30) }),
  prison('last-day-is-today', { to: (stage) => stage.asOf }),
  prison('released-yesterday', { to: (stage) => addDays(stage.asOf, -1) }, 'RELEASED'),
  prison('detention', { measure: '看守所羁押' }, 'DETENTION', 0.05),
  prison('community-correction', { measure: '社区矫正' }, 'COMMUNITY_CORRECTION', 0.05),
  prison('probation', { measure: '缓刑' }, 'PROBATION'),
  {
    id: 'prison.detained-before-it',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const who = identityOf(stage.subject);
      const from = addDays(stage.period.first, -100);
      const detention = { from, to: addDays(from, 60), measure: '看守所羁押' };
      write(stage, PRISON, imprisonmentRow(stage.random, who, detention));
      serve(stage, { from: addDays(from, 60) });
    },
  },
];

/** Everyone of a couple who is covered gets an alert of their own. */
function registerCouple(stage: Stage, kind: '结婚' | '离婚'): void {
  const [one, other] = [at(stage.household.members, 0), at(stage.household.members, 1)];
  const registeredOn = eventDay(stage);
  const couple = one.gender === '男' ? ([one, other] as const) : ([other, one] as const);
  const row = marriageRow(stage.random, couple, { registeredOn, kind });
  write(stage, MARRIAGE, row, 'ACCEPTED', couple);
  const rule = kind === '结婚' ? 'marriage-registered' : 'divorce-registered';
  const severity = kind === '结婚' ? 'normal' : 'info';
  for (const [subject, spouse] of [
    [one, other],
    [other, one],
  ] as const) {
    const own = { ...stage, subject };
    if (subject.covered)
      expectAlert(own, rule, [MARRIAGE], registeredOn, spouse.idNumber, { severity });
    else expectSilence(own, rule, 'MEMBER_NOT_COVERED', subject);
  }
}

export const MARRIAGE_SCENARIOS: readonly Scenario[] = [
  {
    id: 'marriage.of-two-recipients',
    perThousand: 0.1,
    demand: { ...GROWN, shape: 'couple' },
    plant: (stage) => registerCouple(stage, '结婚'),
  },
  {
    id: 'marriage.divorce-of-two-recipients',
    perThousand: 0.1,
    demand: { ...GROWN, shape: 'couple' },
    plant: (stage) => registerCouple(stage, '离婚'),
  },
  {
    id: 'marriage.with-a-recipient-without-aid-of-their-own',
    perThousand: TRAP,
    demand: { ...GROWN, shape: 'uncovered-spouse' },
    plant: (stage) => registerCouple(stage, '结婚'),
  },
  {
    id: 'marriage.and-divorce-in-one-month',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const other = outsider(stage);
      const couple = [identityOf(stage.subject), other] as const;
      const registeredOn = addDays(stage.period.first, 1);
      const divorcedOn = addDays(stage.period.first, 25);
      write(stage, MARRIAGE, marriageRow(stage.random, couple, { registeredOn }));
      const divorce = { registeredOn: divorcedOn, kind: '离婚' };
      write(stage, MARRIAGE, marriageRow(stage.random, couple, divorce));
      const key = other.idNumber;
      expectAlert(stage, 'marriage-registered', [MARRIAGE], registeredOn, key);
      const info = { severity: 'info' } as const;
      expectAlert(stage, 'divorce-registered', [MARRIAGE], divorcedOn, key, info);
    },
  },
  {
    id: 'marriage.spouses-number-is-broken',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const other = outsider(stage);
      const broken = { ...other, idNumber: breakDigit(other.idNumber) };
      const registeredOn = eventDay(stage);
      const couple = [broken, identityOf(stage.subject)] as const;
      write(stage, MARRIAGE, marriageRow(stage.random, couple, { registeredOn }));
      expectAlert(stage, 'marriage-registered', [MARRIAGE], registeredOn, broken.idNumber);
    },
  },
  {
    id: 'marriage.number-of-fifteen-digits-beside-a-broken-one',
    perThousand: TRAP,
    demand: { age: [30, 66] },
    plant(stage) {
      const other = outsider(stage);
      const own = identityOf(stage.subject);
      const registeredOn = eventDay(stage);
      const couple = [
        { ...own, idNumber: to15Digits(own.idNumber) },
        { ...other, idNumber: other.idNumber.slice(0, 17) },
      ] as const;
      write(stage, MARRIAGE, marriageRow(stage.random, couple, { registeredOn }));
      expectAlert(stage, 'marriage-registered', [MARRIAGE], registeredOn, at(couple, 1).idNumber);
    },
  },
  {
    id: 'marriage.both-numbers-broken',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const other = outsider(stage);
      const own = identityOf(stage.subject);
      const record = { ...own, idNumber: breakDigit(own.idNumber) };
      const couple = [record, { ...other, idNumber: breakDigit(other.idNumber) }] as const;
      const row = marriageRow(stage.random, couple, { registeredOn: eventDay(stage) });
      write(stage, MARRIAGE, row, 'ID_CHECKSUM');
      expectReview(stage, MARRIAGE, record, 'digit-off');
      expectSilence(stage, 'marriage-registered', 'ID_CHECKSUM');
    },
  },
  {
    id: 'marriage.told-as-both',
    perThousand: TRAP,
    demand: GROWN,
    plant(stage) {
      const couple = [identityOf(stage.subject), outsider(stage)] as const;
      const registeredOn = eventDay(stage);
      for (const kind of ['结婚', '离婚']) {
        const row = marriageRow(stage.random, couple, { registeredOn, kind });
        write(stage, MARRIAGE, row, 'CONFLICTING_ROW');
      }
      expectSilence(stage, 'marriage-registered', 'CONFLICTING_ROW');
      expectSilence(stage, 'divorce-registered', 'CONFLICTING_ROW');
    },
  },
];

type Studies = { level?: string; status?: string; school?: string };

function enrol(id: string, studies: Studies, silent?: string, perThousand = TRAP): Scenario {
  return {
    id: `enrolment.${id}`,
    perThousand,
    demand: YOUNG,
    plant(stage) {
      const enrolledOn = addDays(stage.period.first, -30);
      const { level = '硕士研究生', school = '示范大学' } = studies;
      const record = { ...studies, level, school, enrolledOn };
      write(stage, SCHOOL, enrolmentRow(stage.random, identityOf(stage.subject), record));
      const key = school === '' ? level : school;
      if (silent) expectSilence(stage, 'graduate-enrolled', silent);
      else expectAlert(stage, 'graduate-enrolled', [SCHOOL], enrolledOn, key);
    },
  };
}

export const ENROLMENT_SCENARIOS: readonly Scenario[] = [
  enrol('master', {}, undefined, 0.1),
  enrol('doctor-at-school', { level: '博士研究生', status: '在校' }),
  enrol('master-on-the-register', { status: '在籍' }),
  enrol('no-school-told', { school: '' }),
  enrol('bachelor', { level: '本科' }, 'BACHELOR', 0.3),
  enrol('vocational', { level: '专科' }, 'VOCATIONAL'),
  enrol('graduated', { status: '毕业' }, 'GRADUATED', 0.1),
  enrol('suspended', { status: '休学' }, 'SUSPENDED'),
  enrol('left', { level: '博士研究生', status: '退学' }, 'LEFT'),
  enrol('status-not-told', { status: '' }, 'STATUS_NOT_TOLD'),
];
