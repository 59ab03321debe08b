import type { Sex } from '../../../kernel/id-number.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  date,
  idNumber,
  optionalDate,
  optionalOneOf,
  optionalSex,
  optionalText,
  text,
  type IdNumber,
} from '../../../kernel/tabular/parsers.ts';
import { checkedDocument } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type DeathRow = {
  name: string;
  id: IdNumber;
  sex: Sex | null;
  birthDate: PlainDate | null;
  diedOn: PlainDate;
  cancelledOn: PlainDate;
  certificateNo: string | null;
  registrar: string | null;
  revoked: 'YES' | 'NO' | null;
};

/** 公安：死亡户口注销。A row and its 撤销 have different keys, so neither conflicts with the other nor hides it. */
export const publicSecurityDeath: Source<DeathRow> = {
  code: 'public-security.death',
  departmentCode: 'public-security',
  title: '公安死亡注销',
  comparison: 'STATUTORY',
  contract: {
    name: 'public-security.death',
    columns: {
      name: text('姓名'),
      id: idNumber('公民身份号码'),
      sex: optionalSex('性别'),
      birthDate: optionalDate('出生日期'),
      diedOn: date('死亡日期'),
      cancelledOn: date('注销日期'),
      certificateNo: optionalText('死亡证明编号'),
      registrar: optionalText('登记机关'),
      revoked: optionalOneOf('撤销标志', { 是: 'YES', 否: 'NO' }),
    },
    check: (row, asOf) =>
      firstReason(
        isAfter(row.diedOn, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.diedOn, row.cancelledOn) && 'DATE_ORDER',
      ),
  },
  written: [{ name: 'name', id: 'id', sex: 'sex', birthDate: 'birthDate' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: row.birthDate, sex: row.sex },
  ],
  naturalKey: (row) => (row.revoked === 'YES' ? keyOf(row.id.number, '撤销') : row.id.number),
  plain: { id: 'id', notAfterAsOf: ['diedOn'], inOrder: [['diedOn', 'cancelledOn']] },
  fact: (row) => ({
    source: 'public-security.death',
    diedOn: row.diedOn,
    cancelledOn: row.cancelledOn,
    revoked: row.revoked === 'YES',
    certificateNo: row.certificateNo,
  }),
};
