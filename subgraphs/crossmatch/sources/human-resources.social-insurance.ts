import type { Fen } from '../../../kernel/money.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  idNumber,
  month,
  oneOf,
  optionalAmount,
  optionalMonth,
  optionalText,
  text,
  type IdNumber,
} from '../../../kernel/tabular/parsers.ts';
import { checkedDocument } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type SocialInsuranceRow = {
  name: string;
  id: IdNumber;
  kind: string;
  payer: string;
  creditCode: string | null;
  startMonth: PlainDate;
  endMonth: PlainDate | null;
  status: 'PAYING' | 'SUSPENDED' | 'TERMINATED';
  base: Fen | null;
};

/** 人社：社会保险缴费。缴费基数 is checked and never handed on: it is not a wage. */
export const humanResourcesSocialInsurance: Source<SocialInsuranceRow> = {
  code: 'human-resources.social-insurance',
  departmentCode: 'human-resources',
  title: '人社社会保险缴费',
  comparison: 'ECONOMIC',
  contract: {
    name: 'human-resources.social-insurance',
    columns: {
      name: text('姓名'),
      id: idNumber('证件号码'),
      kind: text('参保险种'),
      payer: text('缴费单位'),
      creditCode: optionalText('统一社会信用代码'),
      startMonth: month('缴费起始年月'),
      endMonth: optionalMonth('缴费截止年月'),
      status: oneOf('缴费状态', {
        参保缴费: 'PAYING',
        暂停缴费: 'SUSPENDED',
        终止缴费: 'TERMINATED',
      }),
      base: optionalAmount('缴费基数'),
    },
    check: (row, asOf) =>
      firstReason(
        isAfter(row.startMonth, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.startMonth, row.endMonth) && 'DATE_ORDER',
      ),
  },
  written: [{ name: 'name', id: 'id' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
  ],
  naturalKey: (row) => keyOf(row.id.number, row.payer, row.kind, row.startMonth),
  fact: (row) => ({
    source: 'human-resources.social-insurance',
    kind: row.kind,
    payer: row.payer,
    creditCode: row.creditCode,
    startMonth: row.startMonth,
    endMonth: row.endMonth,
    status: row.status,
  }),
};
