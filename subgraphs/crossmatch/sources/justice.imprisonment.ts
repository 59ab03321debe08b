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

type ImprisonmentRow = {
  name: string;
  id: IdNumber;
  measure: 'PRISON' | 'DETENTION' | 'COMMUNITY_CORRECTION' | 'PROBATION';
  termFrom: PlainDate;
  termTo: PlainDate | null;
  authority: string | null;
};

/**
 * 法院/司法：刑罚执行。Only serving in prison changes who lives in a household (domain.md rule 16), so of any
 * other measure the hub keeps that there is one, and not which.
 */
export const justiceImprisonment: Source<ImprisonmentRow> = {
  code: 'justice.imprisonment',
  departmentCode: 'justice',
  title: '司法部门共同生活成员信息',
  comparison: 'STATUTORY',
  contract: {
    name: 'justice.imprisonment',
    columns: {
      name: text('姓名'),
      id: idNumber('公民身份号码'),
      measure: oneOf('执行方式', {
        监狱服刑: 'PRISON',
        看守所羁押: 'DETENTION',
        社区矫正: 'COMMUNITY_CORRECTION',
        缓刑: 'PROBATION',
      }),
      termFrom: date('起始日期'),
      termTo: optionalDate('截止日期'),
      authority: optionalText('执行机关'),
    },
    check: (row, asOf) =>
      firstReason(
        isAfter(row.termFrom, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.termFrom, row.termTo) && 'DATE_ORDER',
      ),
  },
  written: [{ name: 'name', id: 'id' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
  ],
  naturalKey: (row) => keyOf(row.id.number, row.termFrom),
  fact: (row) => ({
    source: 'justice.imprisonment',
    measure: row.measure === 'PRISON' ? 'PRISON' : 'OTHER',
    termFrom: row.termFrom,
    termTo: row.termTo,
  }),
};
