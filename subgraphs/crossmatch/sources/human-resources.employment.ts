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

type EmploymentRow = {
  name: string;
  id: IdNumber;
  employer: string;
  creditCode: string | null;
  startedOn: PlainDate;
  employmentType: 'UNIT' | 'FLEXIBLE' | 'PUBLIC_WELFARE' | 'SELF_EMPLOYED';
  endedOn: PlainDate | null;
};

/** 人社：就业登记 */
export const humanResourcesEmployment: Source<EmploymentRow> = {
  code: 'human-resources.employment',
  departmentCode: 'human-resources',
  title: '人社就业登记',
  comparison: 'ECONOMIC',
  contract: {
    name: 'human-resources.employment',
    columns: {
      name: text('姓名'),
      id: idNumber('证件号码'),
      employer: text('用人单位名称'),
      creditCode: optionalText('统一社会信用代码'),
      startedOn: date('就业登记日期'),
      employmentType: oneOf('就业类型', {
        单位就业: 'UNIT',
        灵活就业: 'FLEXIBLE',
        公益性岗位: 'PUBLIC_WELFARE',
        个体经营: 'SELF_EMPLOYED',
      }),
      endedOn: optionalDate('终止日期'),
    },
    check: (row, asOf) =>
      firstReason(
        isAfter(row.startedOn, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.startedOn, row.endedOn) && 'DATE_ORDER',
      ),
  },
  written: [{ name: 'name', id: 'id' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
  ],
  naturalKey: (row) => keyOf(row.id.number, row.employer, row.startedOn),
  fact: (row) => ({
    source: 'human-resources.employment',
    employer: row.employer,
    creditCode: row.creditCode,
    startedOn: row.startedOn,
    employmentType: row.employmentType,
    endedOn: row.endedOn,
  }),
};
