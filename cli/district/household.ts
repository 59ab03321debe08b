import { addDays, addMonths, firstOfMonth, type PlainDate } from '../../kernel/plain-date.ts';
import type { Gender, IdMaker } from './id-maker.ts';
import { asSiblingOf, drawAddress, drawName } from './names.ts';
import type { Random } from './random.ts';
import { committeeCode, committeeName, type Street } from './streets.ts';

export type Member = {
  name: string;
  formerName: string;
  idNumber: string;
  birthDate: PlainDate;
  gender: Gender;
  relation: string;
  covered: boolean;
  ability: string;
  disability: string;
  schooling: string;
  phone: string;
};
export type CaseStatus = '在保' | '公示中' | '审核中' | '停保';
export type CaseRecord = {
  caseNo: string;
  programme: string;
  status: CaseStatus;
  startMonth: PlainDate;
  amountFen: number;
  coveredCount: number;
  lastCheckedOn: PlainDate | null;
  authorisationNo: string;
  authorisationUntil: PlainDate | null;
};
export type Household = {
  householdNo: string;
  street: Street;
  committeeCode: string;
  committeeName: string;
  hukouAddress: string;
  residenceAddress: string;
  members: Member[];
  cases: CaseRecord[];
};

/** What a planted situation needs its household to be; everything left open is drawn. */
export type Demand = {
  shape?: 'single' | 'couple' | 'uncovered-spouse' | 'twins';
  age?: readonly [number, number];
  gender?: Gender;
  name?: string;
  formerName?: string;
  birthDate?: PlainDate;
  area?: '310106' | '310108';
  endsWithX?: boolean;
  status?: CaseStatus;
  programme?: string;
  startMonth?: PlainDate;
  lastCheckedOn?: PlainDate | null;
  authorisation?: 'expired' | 'absent' | 'on-second-case';
};
export type Makers = { random: Random; ids: IdMaker; asOf: PlainDate };

/** One household with its members and cases. */
export function makeHousehold(
  makers: Makers,
  ordinal: number,
  street: Street,
  demand: Demand,
): Household {
  const { random } = makers;
  const members = makeMembers(makers, demand);
  const committee = random.int(1, street.committees);
  const hukouAddress = drawAddress(random);
  const number = String(ordinal).padStart(7, '0');
  return {
    householdNo: `JA${number}`,
    street,
    committeeCode: committeeCode(street, committee),
    committeeName: committeeName(street, committee),
    hukouAddress,
    residenceAddress: random.chance(0.6) ? hukouAddress : drawAddress(random),
    members,
    cases: makeCases(makers, number, members, demand),
  };
}

function makeMembers(makers: Makers, demand: Demand): Member[] {
  const { random } = makers;
  if (demand.shape === 'twins') {
    const head = makeMember(makers, { relation: '户主', age: random.int(45, 60) });
    return [head, ...makeTwins(makers, demand)];
  }
  const [low, high] = demand.age ?? (random.chance(0.52) ? [60, 88] : [24, 59]);
  const age = random.int(low, high);
  const head = makeMember(makers, { ...demand, relation: random.pick(['户主', '02']), age });
  const size = demand.shape === 'single' ? 1 : drawSize(random);
  const withSpouse = demand.shape === 'couple' || demand.shape === 'uncovered-spouse';
  const members = [head];
  if (withSpouse || size > 2 || (size === 2 && random.chance(0.5))) {
    members.push(
      makeMember(makers, {
        relation: random.pick(['配偶', '10']),
        age: Math.max(23, age + random.int(-5, 5)),
        gender: head.gender === '男' ? '女' : '男',
        covered: demand.shape === 'uncovered-spouse' ? false : random.chance(0.93),
      }),
    );
  }
  while (members.length < size) {
    const gender = random.pick(['男', '女'] as const);
    const relation = gender === '男' ? random.pick(['子', '20']) : random.pick(['女', '30']);
    const childAge = random.chance(0.85) ? random.int(1, 17) : random.int(18, 23);
    members.push(makeMember(makers, { relation, age: childAge, gender }));
  }
  return members;
}

function makeTwins(makers: Makers, demand: Demand): Member[] {
  const { random } = makers;
  const twins = { ...demand, age: random.int(19, 24), gender: random.pick(['男', '女'] as const) };
  const relation = twins.gender === '男' ? '子' : '女';
  const first = makeMember(makers, { ...twins, relation });
  const second = makeMember(makers, { ...twins, relation, birthDate: first.birthDate });
  const [one, other] = makers.ids.issueTwins(first.birthDate, first.gender);
  first.idNumber = one;
  second.idNumber = other;
  second.name = asSiblingOf(second.name, first.name);
  while (second.name === first.name) {
    second.name = asSiblingOf(drawName(random, second.gender, 20), first.name);
  }
  return [first, second];
}

type MemberDemand = Omit<Demand, 'age' | 'shape'> & {
  relation: string;
  age: number;
  covered?: boolean;
};

function makeMember(makers: Makers, demand: MemberDemand): Member {
  const { random, asOf } = makers;
  const gender = demand.gender ?? random.pick(['男', '女'] as const);
  const birthDate =
    demand.birthDate ?? addDays(asOf, -Math.round(demand.age * 365.2425) - random.int(1, 360));
  const adult = demand.age >= 18;
  return {
    name: demand.name ?? drawName(random, gender, demand.age),
    formerName: demand.formerName ?? '',
    idNumber: issueNumber(makers, birthDate, gender, demand),
    birthDate,
    gender,
    relation: demand.relation,
    covered: demand.covered ?? true,
    ability: adult ? random.pick(['有', '部分丧失', '无']) : '',
    disability: random.chance(0.3) ? random.pick(['一级', '二级', '三级', '四级']) : '',
    schooling: adult ? '' : random.pick(['', '小学', '初中', '高中']),
    phone: `140${random.digits(8)}`,
  };
}

function issueNumber(
  { ids }: Makers,
  birthDate: PlainDate,
  gender: Gender,
  demand: MemberDemand,
): string {
  if (demand.area) return ids.issueReal(demand.area, birthDate, gender);
  let idNumber = ids.issue(birthDate, gender);
  while (demand.endsWithX && !idNumber.endsWith('X')) idNumber = ids.issue(birthDate, gender);
  return idNumber;
}

function drawSize(random: Random): number {
  const draw = random.next();
  return draw < 0.72 ? 1 : draw < 0.91 ? 2 : draw < 0.98 ? 3 : 4;
}

function makeCases(
  { random, asOf }: Makers,
  number: string,
  members: readonly Member[],
  demand: Demand,
): CaseRecord[] {
  const covered = members.filter((member) => member.covered).length;
  const startMonth = demand.startMonth ?? firstOfMonth(addMonths(asOf, -random.int(14, 130)));
  const valid = {
    authorisationNo: `SQ${number}`,
    authorisationUntil: addDays(asOf, random.int(90, 700)),
  };
  const expired = {
    authorisationNo: `SQ${number}`,
    authorisationUntil: addDays(asOf, -random.int(20, 200)),
  };
  const absent = { authorisationNo: '', authorisationUntil: null };
  const main: CaseRecord = {
    caseNo: `AJJA${number}01`,
    programme: demand.programme ?? drawProgramme(random, members),
    status: demand.status ?? '在保',
    startMonth,
    amountFen: covered * random.int(60_000, 159_500),
    coveredCount: covered,
    lastCheckedOn:
      demand.lastCheckedOn === undefined
        ? drawLastCheck(random, asOf, startMonth)
        : demand.lastCheckedOn,
    ...(demand.authorisation === 'absent' ? absent : demand.authorisation ? expired : valid),
  };
  if (demand.authorisation !== 'on-second-case') return [main];
  const second = { ...main, ...valid, caseNo: `AJJA${number}02`, programme: '临时救助' };
  return [main, second];
}

/** Well before the month of the extracts, so that only a demand can put a check after an event. */
function drawLastCheck(random: Random, asOf: PlainDate, startMonth: PlainDate): PlainDate | null {
  const checked = addDays(asOf, -random.int(135, 400));
  return checked < startMonth || random.chance(0.05) ? null : checked;
}

function drawProgramme(random: Random, members: readonly Member[]): string {
  const draw = random.next();
  if (members.length === 1 && draw < 0.055) return '特困人员救助供养';
  if (draw < 0.1) return '重残无业人员生活补助';
  if (draw < 0.12) return '低保边缘';
  if (draw < 0.13) return '支出型贫困家庭生活救助';
  return '最低生活保障';
}
