import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  date,
  idNumber,
  optionalText,
  text,
  type IdNumber,
} from '../../../kernel/tabular/parsers.ts';
import { checkedDocument } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type EnrolmentRow = {
  name: string;
  id: IdNumber;
  level: string;
  school: string | null;
  enrolledOn: PlainDate;
  status: string | null;
};

/** 教育：学籍。学历层次 and 状态 are taken as written. */
export const educationEnrolment: Source<EnrolmentRow> = {
  code: 'education.enrolment',
  departmentCode: 'education',
  title: '教育学籍',
  comparison: 'STATUTORY',
  contract: {
    name: 'education.enrolment',
    columns: {
      name: text('姓名'),
      id: idNumber('公民身份号码'),
      level: text('学历层次'),
      school: optionalText('学校'),
      enrolledOn: date('入学日期'),
      status: optionalText('状态'),
    },
    check: (row, asOf) => firstReason(isAfter(row.enrolledOn, asOf) && 'DATE_IN_FUTURE'),
  },
  written: [{ name: 'name', id: 'id' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
  ],
  naturalKey: (row) => keyOf(row.id.number, row.school ?? row.level),
  fact: (row) => ({
    source: 'education.enrolment',
    educationLevel: row.level,
    school: row.school,
    enrolledOn: row.enrolledOn,
    studyStatus: row.status,
  }),
};
