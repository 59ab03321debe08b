import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  areaCode,
  date,
  idNumber,
  optionalText,
  text,
  type IdNumber,
} from '../../../kernel/tabular/parsers.ts';
import { checkedDocument } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type MigrationRow = {
  name: string;
  id: IdNumber;
  fromAddress: string;
  fromArea: string;
  toAddress: string;
  toArea: string;
  movedOn: PlainDate;
  reason: string | null;
};

const AREA_DIGITS = [6, 9, 12];

/** 公安：户口迁移。An area code names a district, a street or a committee, whichever the sender knows. */
export const publicSecurityMigration: Source<MigrationRow> = {
  code: 'public-security.migration',
  departmentCode: 'public-security',
  title: '公安户口迁移',
  comparison: 'STATUTORY',
  contract: {
    name: 'public-security.migration',
    columns: {
      name: text('姓名'),
      id: idNumber('公民身份号码'),
      fromAddress: text('迁出地址'),
      fromArea: areaCode('迁出地区划代码', AREA_DIGITS),
      toAddress: text('迁入地址'),
      toArea: areaCode('迁入地区划代码', AREA_DIGITS),
      movedOn: date('迁移日期'),
      reason: optionalText('迁移原因'),
    },
    check: (row, asOf) => firstReason(isAfter(row.movedOn, asOf) && 'DATE_IN_FUTURE'),
  },
  written: [{ name: 'name', id: 'id', address: 'fromAddress' }],
  parties: (row) => [
    { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
  ],
  naturalKey: (row) => keyOf(row.id.number, row.movedOn),
  fact: (row) => ({
    source: 'public-security.migration',
    movedOn: row.movedOn,
    toAddress: row.toAddress,
    toArea: row.toArea,
    moveReason: row.reason,
  }),
};
