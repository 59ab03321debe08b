import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  date,
  idNumber,
  oneOf,
  optionalDate,
  optionalText,
  text,
  type IdNumber,
} from '../../../kernel/tabular/parsers.ts';
import { checkedDocument } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type RegistrationRow = {
  name: string;
  id: IdNumber;
  business: string;
  creditCode: string;
  businessType: string;
  role: 'OPERATOR' | 'LEGAL_REPRESENTATIVE' | 'SHAREHOLDER';
  contribution: string | null;
  foundedOn: PlainDate;
  registration: 'ACTIVE' | 'DEREGISTERED' | 'LICENCE_REVOKED';
  changedOn: PlainDate | null;
};

/** 市场监管：市场主体登记。One row per person and role. */
export const marketRegulationRegistration: Source<RegistrationRow> = {
  code: 'market-regulation.registration',
  departmentCode: 'market-regulation',
  title: '市场主体登记',
  comparison: 'ECONOMIC',
  contract: {
    name: 'market-regulation.registration',
    columns: {
      name: text('姓名'),
      id: idNumber('证件号码'),
      business: text('市场主体名称'),
      creditCode: text('统一社会信用代码'),
      businessType: text('主体类型'),
      role: oneOf('角色', {
        经营者: 'OPERATOR',
        法定代表人: 'LEGAL_REPRESENTATIVE',
        股东: 'SHAREHOLDER',
      }),
      contribution: optionalText('出资比例'),
      foundedOn: date('成立日期'),
      registration: oneOf('登记状态', {
        存续: 'ACTIVE',
        注销: 'DEREGISTERED',
        吊销: 'LICENCE_REVOKED',
      }),
      changedOn: optionalDate('变更日期'),
    },
    check: (row, asOf) =>
      firstReason(
        isAfter(row.foundedOn, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.changedOn, asOf) && 'DATE_IN_FUTURE',
      ),
  },
  written: [{ name: 'name', id: 'id' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
  ],
  naturalKey: (row) => keyOf(row.id.number, row.creditCode, row.role),
  fact: (row) => ({
    source: 'market-regulation.registration',
    business: row.business,
    creditCode: row.creditCode,
    businessType: row.businessType,
    role: row.role,
    contribution: row.contribution,
    foundedOn: row.foundedOn,
    registration: row.registration,
    changedOn: row.changedOn,
  }),
};
