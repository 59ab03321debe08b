import {
  addDays,
  addMonths,
  daysBetween,
  firstOfMonth,
  type PlainDate,
} from '../../kernel/plain-date.ts';
import { stranger } from './id-maker.ts';
import {
  enrolmentRow,
  imprisonmentRow,
  marriageRow,
  migrationRow,
  needRow,
  registrationRow,
} from './civil-rows.ts';
import { drawCompany, drawName, nameApart } from './names.ts';
import type { Random } from './random.ts';
import {
  EMPLOYEE_KINDS,
  cremationRow,
  deathRow,
  employmentRow,
  incomeRow,
  insuranceRow,
  propertyRow,
  type Cells,
  type Identity,
} from './rows.ts';
import type { Period } from './scenario.ts';
import type { NeedListCode, SourceCode } from './sources.ts';

export type Setting = { random: Random; asOf: PlainDate; period: Period };

/** The rows of the n-th stranger of a source: faultless, and about nobody in the roster. */
export type StrangerRows = (setting: Setting, n: number) => Cells[];

/** Every tenth cremation comes without a number, as they do. */
const WITHOUT_NUMBER = 0.1;

export const STRANGER_ROWS: Record<SourceCode, StrangerRows> = {
  'public-security.death'(setting, n) {
    return [deathRow(setting.random, person(setting.random, n), { diedOn: deathDay(setting) })];
  },
  'civil-affairs.cremation'(setting, n) {
    const { random } = setting;
    const who = person(random, n);
    const diedOn = deathDay(setting);
    if (random.chance(0.02)) {
      const row = cremationRow(random, { ...who, idNumber: `E${random.digits(8)}` }, { diedOn });
      return [{ ...row, 证件类型: '护照', 身份证号: `E${String(n).padStart(8, '0')}` }];
    }
    const nameless = random.chance(WITHOUT_NUMBER);
    return [
      cremationRow(random, nameless ? { ...who, name: nameApart(n), idNumber: '' } : who, {
        diedOn,
      }),
    ];
  },
  'human-resources.employment'(setting, n) {
    const { random } = setting;
    const kind = random.pick(['单位就业', '单位就业', '单位就业', '灵活就业', '个体经营']);
    const registeredOn = dayOfPeriod(setting);
    const ended = random.chance(0.1) ? { endedOn: addDays(registeredOn, 700) } : {};
    return [employmentRow(random, person(random, n), { registeredOn, kind, ...ended })];
  },
  'human-resources.social-insurance'(setting, n) {
    const { random, asOf } = setting;
    const who = person(random, n);
    const flexible = random.chance(0.2);
    const cover = {
      payer: flexible ? random.pick([who.name, '个人缴费', '灵活就业人员']) : drawCompany(random),
      startMonth: firstOfMonth(addMonths(asOf, -random.int(1, 90))),
      baseFen: random.int(734_600, 2_800_000),
    };
    const kinds = EMPLOYEE_KINDS.slice(0, flexible ? 2 : 3);
    return kinds.map((kind) => insuranceRow(random, who, { ...cover, kind }));
  },
  'tax.income'(setting, n) {
    const { random, asOf } = setting;
    const who = person(random, n);
    const withholder = drawCompany(random);
    const from = firstOfMonth(addMonths(asOf, -2));
    return [
      incomeRow(random, who, { fen: random.int(200_000, 2_500_000), withholder, from }),
      ...(random.chance(0.3)
        ? [
            incomeRow(random, who, {
              fen: random.int(200_000, 2_500_000),
              withholder,
              from: addMonths(from, -1),
            }),
          ]
        : []),
    ];
  },
  'housing.property'(setting, n) {
    const { random } = setting;
    const owners = [person(random, n)];
    // The second owner comes from a range of strangers that no other row uses.
    if (random.chance(0.2)) owners.push(person(random, n + 30_000_000));
    const manner = random.pick(['买卖', '买卖', '买卖', '继承', '赠与', '拆迁安置', '公房承租']);
    const registeredOn = dayOfPeriod(setting);
    return [propertyRow(random, owners, { registeredOn, manner, unit: unitOf(random, n) })];
  },
  'market-regulation.registration'(setting, n) {
    const { random } = setting;
    const role = random.pick(['经营者', '法定代表人', '股东']);
    const gone = random.chance(0.2) ? { state: random.pick(['注销', '注销', '吊销']) } : {};
    const changed = random.chance(0.2) ? { changedOn: dayOfPeriod(setting) } : {};
    const foundedOn = addMonths(dayOfPeriod(setting), -random.int(1, 120));
    return [registrationRow(random, person(random, n), { foundedOn, role, ...gone, ...changed })];
  },
  'public-security.migration'(setting, n) {
    const { random } = setting;
    const toArea = random.pick(['310109009', '310107005', '320583', '310106012004', '340104005']);
    const movedOn = dayOfPeriod(setting);
    return [migrationRow(random, person(random, n), { movedOn, toArea })];
  },
  'justice.imprisonment'(setting, n) {
    const { random } = setting;
    const measure = random.pick(['监狱服刑', '监狱服刑', '看守所羁押', '社区矫正', '缓刑']);
    const from = addMonths(dayOfPeriod(setting), -random.int(0, 30));
    const to = random.chance(0.7) ? { to: addMonths(setting.asOf, random.int(1, 60)) } : {};
    return [imprisonmentRow(random, person(random, n), { from, measure, ...to })];
  },
  'civil-affairs.marriage'(setting, n) {
    const { random } = setting;
    // The other one comes from a range of strangers that no other row uses.
    const couple = [person(random, n), person(random, n + 30_000_000)] as const;
    const kind = random.pick(['结婚', '结婚', '离婚']);
    return [marriageRow(random, couple, { registeredOn: dayOfPeriod(setting), kind })];
  },
  'education.enrolment'(setting, n) {
    const { random } = setting;
    const level = random.pick(['本科', '本科', '专科', '硕士研究生', '博士研究生']);
    const status = random.pick(['在读', '在读', '在校', '毕业', '休学']);
    const enrolledOn = addMonths(firstOfMonth(setting.period.first), -random.int(1, 40));
    return [enrolmentRow(random, person(random, n), { enrolledOn, level, status })];
  },
  ...needListRows(),
};

/** Strangers on a need list live outside the district: those within it stand in the truth. */
function needListRows(): Record<NeedListCode, StrangerRows> {
  function rows({ random, asOf }: Setting, n: number): Cells[] {
    const street = random.pick([...STREETS_ELSEWHERE, '']);
    const recognisedOn = addDays(asOf, -random.int(10, 900));
    return [needRow(random, person(random, n), { recognisedOn, street })];
  }
  return {
    'health.major-illness': rows,
    'disabled-federation.severe': rows,
    'human-resources.unemployment': rows,
  };
}

/** The first two are in the areas file, of other districts; nobody knows the others. */
export const STREETS_ELSEWHERE = ['曹杨新村街道', '欧阳路街道', '三里庵街道', '玉山镇'];

function person(random: Random, n: number): Identity {
  const { idNumber, birthDate, gender } = stranger(n);
  return { name: drawName(random, gender, 95 - (n % 75)), idNumber, birthDate, gender };
}

function deathDay({ random, period }: Setting): PlainDate {
  return addDays(period.first, random.int(-20, daysBetween(period.first, period.last) - 9));
}

function dayOfPeriod({ random, period }: Setting): PlainDate {
  return addDays(period.first, random.int(0, daysBetween(period.first, period.last)));
}

function unitOf(random: Random, n: number): string {
  return `310199${random.digits(6)}GB${random.digits(5)}F${String(n).padStart(8, '0')}`;
}
