import type { PlainDate } from '../../kernel/plain-date.ts';
import { drawAddress, drawCompany, drawCreditCode } from './names.ts';
import type { Random } from './random.ts';
import type { Cells, Identity } from './rows.ts';
import { spellDate, spellMissing } from './spellings.ts';
import { STREETS } from './streets.ts';

/** Who a record is about, as far as these registers know. */
type Named = Pick<Identity, 'name' | 'idNumber'>;

/** A row of public-security.migration: from one of the district's streets unless said otherwise. */
export function migrationRow(
  random: Random,
  who: Named,
  move: { movedOn: PlainDate; toArea: string; fromArea?: string; reason?: string },
): Cells {
  return {
    姓名: who.name,
    公民身份号码: who.idNumber,
    迁出地址: drawAddress(random),
    迁出地区划代码: move.fromArea ?? random.pick(STREETS).code,
    迁入地址: drawAddress(random),
    迁入地区划代码: move.toArea,
    迁移日期: spellDate(random, move.movedOn),
    迁移原因: move.reason ?? random.pick(['投靠亲属', '购房', '工作调动', '']),
  };
}

/** A row of market-regulation.registration: an operator's, of a business that exists, unless said otherwise. */
export function registrationRow(
  random: Random,
  who: Named,
  business: {
    foundedOn: PlainDate;
    company?: string;
    creditCode?: string;
    role?: string;
    share?: string;
    state?: string;
    changedOn?: PlainDate;
  },
): Cells {
  const role = business.role ?? '经营者';
  const company = business.company ?? drawCompany(random);
  const drawn = role === '股东' ? `${random.int(1, 99)}%` : spellMissing(random);
  return {
    姓名: who.name,
    证件号码: who.idNumber,
    市场主体名称: company,
    统一社会信用代码: business.creditCode ?? drawCreditCode(random),
    主体类型: role === '经营者' ? '个体工商户' : '有限责任公司',
    角色: role,
    出资比例: business.share ?? drawn,
    // A workbook keeps some dates as dates and some as text.
    成立日期: random.chance(0.3)
      ? new Date(`${business.foundedOn}T00:00:00Z`)
      : spellDate(random, business.foundedOn),
    登记状态: business.state ?? '存续',
    变更日期: business.changedOn ? spellDate(random, business.changedOn) : spellMissing(random),
  };
}

/** A row of justice.imprisonment: in prison and no end known, unless said otherwise. */
export function imprisonmentRow(
  random: Random,
  who: Named,
  term: { from: PlainDate; to?: PlainDate; measure?: string },
): Cells {
  return {
    姓名: who.name,
    公民身份号码: who.idNumber,
    执行方式: term.measure ?? '监狱服刑',
    起始日期: spellDate(random, term.from),
    截止日期: term.to ? spellDate(random, term.to) : spellMissing(random),
    执行机关: random.pick(['示范监狱', '虚拟监狱']),
  };
}

/** A row of civil-affairs.marriage: the first of the couple in the columns of the man. */
export function marriageRow(
  random: Random,
  [first, second]: readonly [Named, Named],
  registration: { registeredOn: PlainDate; kind?: string },
): Cells {
  return {
    男方姓名: first.name,
    男方身份证号: first.idNumber,
    女方姓名: second.name,
    女方身份证号: second.idNumber,
    登记类型: registration.kind ?? '结婚',
    登记日期: spellDate(random, registration.registeredOn),
    登记机关: '示范区婚姻登记中心',
  };
}

/** A row of education.enrolment: a master's student's, unless said otherwise. */
export function enrolmentRow(
  random: Random,
  who: Named,
  studies: { enrolledOn: PlainDate; level?: string; school?: string; status?: string },
): Cells {
  return {
    姓名: who.name,
    公民身份号码: who.idNumber,
    学历层次: studies.level ?? '硕士研究生',
    学校: studies.school ?? random.pick(['样本师范大学', '示范大学', '虚拟理工大学']),
    入学日期: spellDate(random, studies.enrolledOn),
    状态: studies.status ?? '在读',
  };
}

/** A row of one of the need lists. */
export function needRow(
  random: Random,
  who: Named,
  need: { recognisedOn: PlainDate; street: string; category?: string },
): Cells {
  return {
    姓名: who.name,
    公民身份号码: who.idNumber,
    认定日期: spellDate(random, need.recognisedOn),
    类别: need.category ?? '登记',
    等级: random.pick(['一级', '二级', '']),
    居住街道: need.street,
  };
}
