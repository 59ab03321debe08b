import { memberRow } from './roster.ts';
import { idNumberOf } from './people.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** A file as a desk takes it in. */
export type GivenFile = { name: string; rows: string[][] };

type Person = {
  no: number;
  name: string;
  birth: string;
  idNumber: string;
  street: string;
  address: string;
  phone: string;
  here: boolean;
  covered: boolean;
  status: string;
  authorisedUntil: string;
  checkedOn: string;
  /** Another household, where the person is listed too. */
  second: number | null;
};

/** A small district that changes by chance: its roster files and what departments say of its people. */
export type RandomDistrict = {
  /** Changes a few things of a few persons. */
  change(): void;
  roster(): GivenFile[];
  /** A file of a source; about as many rows every time, so that none is held. */
  extract(source: string, period: string, mode: string): GivenFile;
};

const STREETS = ['310106011', '310106012'];
const PERSONS = 20;
const ROWS = 24;
const NAMES = ['李建国', '王桂兰', '李建国', '张伟', '张玮', '陈晓明', '陈小明', '刘洋'];
const BIRTHS = ['19600505', '19550101', '19600505', '19720810'];
const PHONES = ['13800000001', '13800000002', ''];
const DAYS = ['2026-09-12', '2026-10-03', '2026-10-14', '2026-10-21'];
const EMPLOYERS = ['上海示范有限公司', '上海样本有限公司'];

const HEADERS: Record<string, string> = {
  'public-security.death': '姓名,公民身份号码,性别,出生日期,死亡日期,注销日期,撤销标志',
  'civil-affairs.cremation': '逝者姓名,证件类型,身份证号,性别,出生日期,死亡日期,火化日期,户籍地址',
  'human-resources.employment': '姓名,证件号码,用人单位名称,就业登记日期,就业类型,终止日期',
  'justice.imprisonment': '姓名,公民身份号码,执行方式,起始日期,截止日期',
  'human-resources.unemployment': '姓名,公民身份号码,认定日期,居住街道',
};

export const SOURCES = Object.keys(HEADERS);

/** A district that the stream of random numbers determines. */
export function randomDistrict(random: RandomNumbers): RandomDistrict {
  const people = Array.from({ length: PERSONS }, (_, no) => newPerson(random, no));
  let taken = 0;

  function change(): void {
    for (let times = 2 + random.below(4); times > 0; times -= 1) alter(random, random.pick(people));
  }

  function roster(): GivenFile[] {
    taken += 1;
    const day = new Date(Date.UTC(2026, 8, 1) + taken * 86_400_000).toISOString().slice(0, 10);
    const here = people.filter((person) => person.here);
    const households = here.map(({ no, idNumber, street, address }) => [
      `H${no}`,
      idNumber,
      street,
      `${street}001`,
      '第一居委会',
      address,
      address,
      '家庭户',
    ]);
    const listed = new Set(here.map(({ no }) => no));
    const members = here.flatMap((person) => {
      const { no, name, idNumber, covered, phone, second } = person;
      const cells = { covered: covered ? '是' : '否', phone };
      const rows = [memberRow(`H${no}`, name, idNumber, { ...cells, relationship: '户主' })];
      if (second !== null && second !== no && listed.has(second))
        rows.push(memberRow(`H${second}`, name, idNumber, cells));
      return rows;
    });
    const cases = here.map(({ no, status, checkedOn, authorisedUntil }) => [
      `C${no}`,
      `H${no}`,
      '低保',
      status,
      '2024-01',
      '1000.00',
      '1',
      checkedOn,
      `SQ${no}`,
      authorisedUntil,
    ]);
    return [
      { name: `households_${day}.csv`, rows: households },
      { name: `members_${day}.csv`, rows: members },
      { name: `cases_${day}.csv`, rows: cases },
    ];
  }

  function extract(source: string, period: string, mode: string): GivenFile {
    const told = people.filter(() => random.chance(0.3)).map((who) => written(random, who));
    const one = random.below(told.length + 1);
    // One broken number in a file: more, and it would be held.
    const rows = told.map((who, at) =>
      rowOf(source, random, at === one ? broken(random, source, who) : who),
    );
    while (rows.length < ROWS) rows.push(rowOf(source, random, stranger(random, rows.length)));
    const header = HEADERS[source]?.split(',') ?? [];
    return { name: `${source}_${period}_${mode}.csv`, rows: [header, ...rows] };
  }

  return { change, roster, extract };
}

type Written = Pick<Person, 'name' | 'idNumber' | 'birth' | 'address'>;

function newPerson(random: RandomNumbers, no: number): Person {
  const birth = BIRTHS[no % BIRTHS.length] ?? '';
  return {
    no,
    name: NAMES[no % NAMES.length] ?? '',
    birth,
    idNumber: idNumberOf(no + 1, birth),
    street: STREETS[no % 2] ?? '',
    address: `样本路${1 + (no % 5)}弄${1 + (no % 3)}号`,
    phone: random.pick(PHONES),
    here: random.chance(0.85),
    covered: random.chance(0.85),
    status: random.chance(0.85) ? '在保' : '停保',
    authorisedUntil: random.chance(0.8) ? '2027-12-31' : '2026-10-31',
    checkedOn: random.chance(0.8) ? '' : '2026-10-10',
    second: random.chance(0.15) ? random.below(PERSONS) : null,
  };
}

function alter(random: RandomNumbers, person: Person): void {
  const { no } = person;
  const changes: (() => unknown)[] = [
    () => (person.name = random.pick(NAMES)),
    () => (person.phone = random.pick(PHONES)),
    () => (person.address = `样本路${1 + random.below(5)}弄${1 + random.below(3)}号`),
    () => (person.street = random.pick(STREETS)),
    () => (person.here = !person.here),
    () => (person.covered = !person.covered),
    () => (person.status = random.pick(['在保', '停保', '审核中'])),
    () => (person.authorisedUntil = random.pick(['2027-12-31', '2026-10-31', '2026-11-20'])),
    () => (person.checkedOn = random.pick(['', '2026-10-10'])),
    () => (person.second = random.chance(0.5) ? (no + 1) % PERSONS : null),
  ];
  random.pick(changes)();
}

/** As a department writes the person: mostly right. */
function written(random: RandomNumbers, { name, idNumber, birth, address }: Person): Written {
  if (random.chance(0.6)) return { name, idNumber, birth, address };
  if (random.chance(0.75)) return { name: random.pick(NAMES), idNumber, birth, address };
  // Somebody else of the same name and birth date, perhaps at the same door.
  return { name, idNumber: idNumberOf(800 + random.below(9), birth), birth, address };
}

function broken(random: RandomNumbers, source: string, who: Written): Written {
  const { idNumber } = who;
  if (source === 'civil-affairs.cremation' && random.chance(0.6)) return { ...who, idNumber: '' };
  const at = 6 + random.below(11);
  const digit = (Number(idNumber[at]) + 1 + random.below(8)) % 10;
  return { ...who, idNumber: `${idNumber.slice(0, at)}${digit}${idNumber.slice(at + 1)}` };
}

function stranger(random: RandomNumbers, at: number): Written {
  const birth = '19700101';
  return {
    name: '陌生人',
    idNumber: idNumberOf(300 + at * 20 + random.below(20), birth),
    birth,
    address: '',
  };
}

function rowOf(
  source: string,
  random: RandomNumbers,
  { name, idNumber, birth, address }: Written,
): string[] {
  const day = random.pick(DAYS);
  switch (source) {
    case 'public-security.death':
      return [name, idNumber, '', '', day, '2026-10-30', random.chance(0.15) ? '是' : ''];
    case 'civil-affairs.cremation':
      return [name, '', idNumber, '', birth, day, '2026-10-30', address];
    case 'human-resources.employment':
      return [
        name,
        idNumber,
        random.pick(EMPLOYERS),
        day,
        '单位就业',
        random.pick(['', '', '2026-11-15']),
      ];
    case 'justice.imprisonment':
      return [name, idNumber, '监狱服刑', day, random.pick(['', '2026-11-12'])];
    default:
      return [name, idNumber, day, '街道310106011'];
  }
}
