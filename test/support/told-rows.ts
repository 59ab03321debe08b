import { idNumberOf } from './people.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** Whom a row is about, as a department writes the person. */
export type Written = { name: string; idNumber: string; birth: string; street: string };

/** Where people live whom nobody knows. */
export const UNKNOWN_STREET = '310106019';

/** One row of an extract about one person. */
export type Telling = {
  /** The natural key, without the person. */
  key: string;
  /** What one alert would be about. */
  fact: string;
  cells: string[];
  /** PLAIN: the fact, and nothing that ends it. LAPSED: raises nothing and withdraws nothing. OTHER: all else. */
  kind: 'PLAIN' | 'LAPSED' | 'OTHER';
  /** Whether an alert can rest on it. */
  carries: boolean;
};

type Teller = {
  header: string;
  mode: 'delta' | 'snapshot';
  /** Facts may be compared under an authorisation only. */
  economic?: true;
  tell(who: Written, random: RandomNumbers): Telling;
};

const ORGANISATIONS = ['上海示范有限公司', '上海样本有限公司'];
const CODES = ['91310199MALGJBA90K', '91310199MAEW4GMP15'];
const SPOUSE = idNumberOf(801, '19750505');

/** What each source may say of a person; few keys, so that files speak of the same things. */
export const TELLERS: Readonly<Record<string, Teller>> = {
  'public-security.death': {
    header: '姓名,公民身份号码,死亡日期,注销日期,撤销标志',
    mode: 'delta',
    tell({ name, idNumber }, random) {
      const revoked = random.chance(0.3);
      const cells = [
        name,
        idNumber,
        random.pick(['2026-08-20', '2026-09-12']),
        '2026-10-30',
        revoked ? '是' : '',
      ];
      const key = revoked ? 'revocation' : 'registration';
      return { key, fact: 'death', cells, kind: 'OTHER', carries: !revoked };
    },
  },
  'civil-affairs.cremation': {
    header: '逝者姓名,身份证号,出生日期,死亡日期,火化日期,户籍地址',
    mode: 'delta',
    tell({ name, idNumber, birth, street }, random) {
      const diedOn = random.pick(['2026-08-20', '2026-09-13']);
      // Now and then a crematorium has no number, so that a reviewer has to judge.
      const known = street !== UNKNOWN_STREET;
      const [number, address] =
        known && random.chance(0.05) ? ['', '样本路1弄1号'] : [idNumber, ''];
      const cells = [name, number, birth, diedOn, '2026-10-30', address];
      const key = number === '' ? `cremation ${diedOn}` : 'cremation';
      return { key, fact: 'cremation', cells, kind: 'OTHER', carries: true };
    },
  },
  'human-resources.employment': {
    header: '姓名,证件号码,用人单位名称,就业登记日期,就业类型,终止日期',
    mode: 'delta',
    economic: true,
    tell({ name, idNumber }, random) {
      const employer = random.pick(ORGANISATIONS);
      const startedOn = random.pick(['2026-08-03', '2026-09-07']);
      const [type, endedOn, kind] = random.pick([
        ['单位就业', '', 'PLAIN'],
        ['单位就业', '', 'PLAIN'],
        ['单位就业', '2026-10-20', 'LAPSED'],
        ['灵活就业', '', 'OTHER'],
        ['公益性岗位', '', 'OTHER'],
        ['公益性岗位', startedOn < '2026-09' ? '2026-08-10' : '2026-09-10', 'OTHER'],
      ] as const);
      return {
        key: `${employer} ${startedOn}`,
        fact: employer,
        cells: [name, idNumber, employer, startedOn, type, endedOn],
        kind,
        carries: type === '单位就业',
      };
    },
  },
  'human-resources.social-insurance': {
    header: '姓名,证件号码,参保险种,缴费单位,缴费起始年月,缴费截止年月,缴费状态',
    mode: 'delta',
    economic: true,
    tell({ name, idNumber }, random) {
      const payer = random.pick(ORGANISATIONS);
      const insurance = random.pick(['城镇职工基本养老保险', '失业保险']);
      const start = random.pick(['2026-08', '2026-09']);
      const [end, status, kind] = random.pick([
        ['', '参保缴费', 'PLAIN'],
        ['', '参保缴费', 'PLAIN'],
        ['2026-10', '终止缴费', 'LAPSED'],
        ['', '暂停缴费', 'LAPSED'],
      ] as const);
      return {
        key: `${payer} ${insurance} ${start}`,
        fact: payer,
        cells: [name, idNumber, insurance, payer, start, end, status],
        kind,
        carries: true,
      };
    },
  },
  'tax.income': {
    header: '姓名,证件号码,扣缴义务人,所得项目,税款所属期起,税款所属期止,收入额',
    mode: 'delta',
    economic: true,
    tell({ name, idNumber }, random) {
      const withholder = random.pick(ORGANISATIONS);
      const item = random.pick(['工资薪金', '工资薪金', '劳务报酬']);
      const [from, to] = random.pick([
        ['2026-08-01', '2026-08-31'],
        ['2026-09-01', '2026-09-30'],
        ['2026-07-01', '2026-09-30'],
      ] as const);
      const yuan = random.pick(['1500', '2500', '3000', '6000', '-1500', '-3000']);
      const reversal = yuan.startsWith('-') ? yuan : '';
      return {
        key: [withholder, item, from, to, reversal].join(' '),
        fact: withholder,
        cells: [name, idNumber, withholder, item, from, to, yuan],
        kind: 'OTHER',
        carries: true,
      };
    },
  },
  'housing.property': {
    header: '权利人,证件号,不动产单元号,坐落,权利类型,取得方式,登记时间',
    mode: 'delta',
    economic: true,
    tell({ name, idNumber }, random) {
      const unit = random.pick(['310199604397GB70095F72589066', '310199604397GB70095F72589067']);
      const right = random.pick(['房屋所有权', '房屋所有权', '抵押权']);
      const acquired = random.pick(['买卖', '买卖', '继承', '赠与', '公房承租']);
      const on = random.pick(['2023-05-05', '2026-08-10', '2026-09-10']);
      return {
        key: unit,
        fact: unit,
        cells: [name, idNumber, unit, '试验新街767弄18号406室', right, acquired, on],
        kind: 'OTHER',
        carries: right === '房屋所有权' && acquired !== '公房承租',
      };
    },
  },
  'market-regulation.registration': {
    header:
      '姓名,证件号码,市场主体名称,统一社会信用代码,主体类型,角色,出资比例,成立日期,登记状态,变更日期',
    mode: 'delta',
    economic: true,
    tell({ name, idNumber }, random) {
      const at = random.below(2);
      const [role, share, state, kind] = random.pick([
        ['股东', '60%', '存续', 'PLAIN'],
        ['股东', '60%', '存续', 'PLAIN'],
        ['股东', '5%', '存续', 'LAPSED'],
        ['股东', '', '存续', 'OTHER'],
        ['法定代表人', '', '存续', 'OTHER'],
        ['法定代表人', '', '注销', 'OTHER'],
        ['股东', '60%', '吊销', 'OTHER'],
      ] as const);
      const changedOn = kind === 'OTHER' ? random.pick(['', '2026-09-15']) : '';
      const code = CODES[at] ?? '';
      const business = [ORGANISATIONS[at] ?? '', code, '有限责任公司'];
      return {
        key: `${code} ${role}`,
        fact: code,
        cells: [name, idNumber, ...business, role, share, '2024-03-05', state, changedOn],
        kind,
        carries: state === '存续' && share !== '5%',
      };
    },
  },
  'public-security.migration': {
    header: '姓名,公民身份号码,迁出地址,迁出地区划代码,迁入地址,迁入地区划代码,迁移日期',
    mode: 'delta',
    tell({ name, idNumber, street }, random) {
      const to = random.pick(['310104', '310106013', street]);
      const on = random.pick(['2026-08-15', '2026-09-15']);
      const cells = [name, idNumber, '样本路1弄1号', street, '样本西路12弄3号', to, on];
      return { key: on, fact: on, cells, kind: 'OTHER', carries: to !== street };
    },
  },
  'justice.imprisonment': {
    header: '姓名,公民身份号码,执行方式,起始日期,截止日期',
    mode: 'snapshot',
    tell({ name, idNumber }, random) {
      const from = random.pick(['2026-08-06', '2026-09-06']);
      const [measure, to, kind] = random.pick([
        ['监狱服刑', '', 'PLAIN'],
        ['监狱服刑', '', 'PLAIN'],
        ['监狱服刑', '2026-10-20', 'LAPSED'],
        ['社区矫正', '', 'OTHER'],
      ] as const);
      const cells = [name, idNumber, measure, from, to];
      return { key: from, fact: from, cells, kind, carries: measure === '监狱服刑' };
    },
  },
  'civil-affairs.marriage': {
    header: '男方姓名,男方身份证号,女方姓名,女方身份证号,登记类型,登记日期',
    mode: 'delta',
    tell({ name, idNumber }, random) {
      const type = random.pick(['结婚', '结婚', '离婚']);
      const on = random.pick(['2026-08-08', '2026-09-18']);
      return {
        key: on,
        fact: type,
        cells: [name, idNumber, '陌生人', SPOUSE, type, on],
        kind: 'OTHER',
        carries: true,
      };
    },
  },
  'education.enrolment': {
    header: '姓名,公民身份号码,学历层次,学校,入学日期,状态',
    mode: 'snapshot',
    tell({ name, idNumber }, random) {
      const school = random.pick(['样本师范大学', '示范理工大学']);
      const [level, on, status, kind] = random.pick([
        ['硕士研究生', '2026-09-01', '在读', 'PLAIN'],
        ['硕士研究生', '2026-09-01', '在读', 'PLAIN'],
        ['硕士研究生', '2026-09-01', '退学', 'LAPSED'],
        ['硕士研究生', '2026-09-03', '在读', 'OTHER'],
        ['本科', '2026-09-01', '在读', 'OTHER'],
      ] as const);
      const cells = [name, idNumber, level, school, on, status];
      return { key: school, fact: school, cells, kind, carries: level !== '本科' };
    },
  },
  'human-resources.unemployment': {
    header: '姓名,公民身份号码,认定日期,居住街道',
    mode: 'snapshot',
    tell({ name, idNumber, street }, random) {
      const cells = [name, idNumber, random.pick(['2026-08-05', '2026-09-05']), `街道${street}`];
      return { key: 'listed', fact: 'listed', cells, kind: 'OTHER', carries: true };
    },
  },
};
