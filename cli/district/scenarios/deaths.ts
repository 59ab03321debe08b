import { addDays, addMonths, firstOfMonth } from '../../../kernel/plain-date.ts';
import { drawName } from '../names.ts';
import { cremationRow, deathRow } from '../rows.ts';
import {
  TRAP,
  eventDay,
  expectAlert,
  expectReview,
  expectSilence,
  identityOf,
  otherTwin,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';
import type { AlertSpelling } from '../spelling-kinds.ts';
import { CREMATION, DEATH } from './plain-events.ts';

const OLD = { age: [60, 92] } as const;

function died(
  stage: Stage,
  diedOn = eventDay(stage),
  spelling: AlertSpelling = 'as-registered',
): void {
  const who = identityOf(stage.subject);
  write(stage, 'public-security.death', deathRow(stage.random, who, { diedOn }));
  const sources = ['public-security.death'] as const;
  expectAlert(stage, 'death-reported', sources, diedOn, who.idNumber, { spelling });
}

function diedInBothSources(stage: Stage): void {
  const who = identityOf(stage.subject);
  const diedOn = eventDay(stage);
  const address = stage.household.hukouAddress;
  write(stage, 'civil-affairs.cremation', cremationRow(stage.random, who, { diedOn, address }));
  write(stage, 'public-security.death', deathRow(stage.random, who, { diedOn }));
  const sources = ['public-security.death', 'civil-affairs.cremation'] as const;
  expectAlert(stage, 'death-reported', sources, diedOn, who.idNumber);
}

export const DEATH_SCENARIOS: readonly Scenario[] = [
  { id: 'death.reported', perThousand: 1.2, demand: OLD, plant: (stage) => died(stage) },
  {
    id: 'death.single-in-extreme-poverty',
    perThousand: 0.3,
    demand: { ...OLD, shape: 'single', programme: '特困人员救助供养' },
    plant: (stage) => died(stage),
  },
  {
    id: 'death.undetected-for-months',
    perThousand: 3,
    demand: OLD,
    plant: (stage) => died(stage, addDays(stage.period.first, -stage.random.int(20, 300))),
  },
  {
    id: 'death.head-with-surviving-spouse',
    perThousand: TRAP,
    demand: { ...OLD, shape: 'couple' },
    plant: (stage) => died(stage),
  },
  {
    id: 'death.on-the-24th',
    perThousand: TRAP,
    demand: OLD,
    plant: (stage) => died(stage, addDays(stage.period.first, 23)),
  },
  { id: 'death.and-cremation', perThousand: 0.5, demand: OLD, plant: diedInBothSources },
  {
    id: 'cremation.only',
    perThousand: 0.3,
    demand: OLD,
    plant(stage) {
      const { date, factKey } = CREMATION.plant(stage, identityOf(stage.subject));
      expectAlert(stage, 'cremation-reported', ['civil-affairs.cremation'], date, factKey);
    },
  },
  {
    id: 'death.before-aid-was-granted',
    perThousand: TRAP,
    demand: (_random, asOf) => ({
      ...OLD,
      startMonth: firstOfMonth(addMonths(asOf, -8)),
      lastCheckedOn: null,
    }),
    plant(stage) {
      const who = identityOf(stage.subject);
      const diedOn = addDays(addMonths(stage.asOf, -9), -stage.random.int(30, 200));
      const row = deathRow(stage.random, who, { diedOn });
      write(stage, 'public-security.death', row);
      const sources = ['public-security.death'] as const;
      const reason = 'GRANTED_AFTER_DEATH';
      expectAlert(stage, 'death-reported', sources, diedOn, who.idNumber, { reason });
    },
  },
  {
    id: 'death.revoked-in-the-same-file',
    perThousand: 0.1,
    demand: OLD,
    plant(stage) {
      const who = identityOf(stage.subject);
      const diedOn = eventDay(stage);
      const row = deathRow(stage.random, who, { diedOn });
      write(stage, 'public-security.death', row);
      write(stage, 'public-security.death', { ...row, 撤销标志: '是' });
      expectSilence(stage, 'death-reported', 'REVOKED');
    },
  },
  {
    id: 'death.of-a-staff-members-brother',
    perThousand: TRAP,
    demand: { age: [40, 60] },
    plant: (stage) => died(stage),
  },
  {
    id: 'death.of-one-twin',
    perThousand: TRAP,
    demand: { shape: 'twins' },
    plant(stage) {
      died(stage, eventDay(stage), 'one-of-twins');
      expectSilence(stage, 'death-reported', 'OTHER_TWIN', otherTwin(stage), 'other-twin');
    },
  },
  {
    id: 'death.of-a-namesake-with-the-same-birthday',
    perThousand: TRAP,
    demand: (random, asOf) => ({
      gender: '女',
      name: drawName(random, '女', 70),
      birthDate: addDays(asOf, -random.int(24_000, 30_000)),
    }),
    plant: (stage) => died(stage, eventDay(stage), 'one-of-namesakes'),
    companion(stage) {
      const { subject } = stage;
      expectSilence(stage, 'death-reported', 'NAMESAKE', subject, 'other-namesake');
    },
  },
  {
    id: 'death.birth-date-contradicts-the-number',
    perThousand: TRAP,
    demand: OLD,
    plant(stage) {
      const who = identityOf(stage.subject);
      const birthDate = addDays(who.birthDate, 4_000);
      DEATH.plant(stage, { ...who, birthDate });
      expectReview(stage, 'public-security.death', who, 'birth-date-contradicts');
      expectSilence(stage, 'death-reported', 'BIRTH_DATE_CONTRADICTS');
    },
  },
  {
    id: 'cremation.sex-contradicts-the-number',
    perThousand: TRAP,
    demand: OLD,
    plant(stage) {
      const who = identityOf(stage.subject);
      CREMATION.plant(stage, { ...who, gender: who.gender === '男' ? '女' : '男' });
      expectReview(stage, 'civil-affairs.cremation', who, 'sex-contradicts');
      expectSilence(stage, 'cremation-reported', 'SEX_CONTRADICTS');
    },
  },
  {
    id: 'cremation.without-a-number',
    perThousand: 0.1,
    demand: OLD,
    plant(stage) {
      const who = { ...identityOf(stage.subject), idNumber: '' };
      CREMATION.plant(stage, who);
      expectReview(stage, 'civil-affairs.cremation', who, 'blank');
      expectSilence(stage, 'cremation-reported', 'NO_NUMBER');
    },
  },
  {
    id: 'death.told-twice-word-for-word',
    perThousand: TRAP,
    demand: OLD,
    plant(stage) {
      died(stage);
      const row = stage.rows.at(-1);
      if (row) stage.rows.push({ ...row, outcome: 'DUPLICATE_ROW' });
    },
  },
  ...rejectedDeaths(),
];

/** Rows about a covered person that break the contract: they say nothing until they are mended. */
function rejectedDeaths(): Scenario[] {
  function rejected(
    code: string,
    plant: (stage: Stage, who: ReturnType<typeof identityOf>) => void,
  ): Scenario {
    return {
      id: `death.row-set-aside.${code}`,
      perThousand: TRAP,
      demand: OLD,
      plant(stage) {
        plant(stage, identityOf(stage.subject));
        expectSilence(stage, 'death-reported', code);
      },
    };
  }
  const death = 'public-security.death';
  return [
    rejected('CONFLICTING_ROW', (stage, who) => {
      const diedOn = eventDay(stage);
      for (const day of [diedOn, addDays(diedOn, 3)]) {
        const row = deathRow(stage.random, who, { diedOn: day });
        write(stage, death, row, 'CONFLICTING_ROW');
      }
    }),
    rejected('DATE_INVALID', (stage, who) => {
      const row = deathRow(stage.random, who, { diedOn: eventDay(stage) });
      write(stage, death, { ...row, 死亡日期: '2026-02-30' }, 'DATE_INVALID');
    }),
    rejected('DATE_IN_FUTURE', (stage, who) => {
      const row = deathRow(stage.random, who, { diedOn: addDays(stage.asOf, 40) });
      write(stage, death, row, 'DATE_IN_FUTURE');
    }),
    rejected('DATE_ORDER', (stage, who) => {
      const diedOn = eventDay(stage);
      const cancelledOn = addDays(diedOn, -3);
      const row = deathRow(stage.random, who, { diedOn, cancelledOn });
      write(stage, death, row, 'DATE_ORDER');
    }),
  ];
}
