import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  date,
  idNumber,
  optionalText,
  text,
  type IdNumber,
} from '../../../kernel/tabular/parsers.ts';
import { checkedDocument } from './document.ts';
import type { NeedList } from './source-fact.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type NeedRow = {
  name: string;
  id: IdNumber;
  recognisedOn: PlainDate;
  category: string | null;
  grade: string | null;
  residence: string | null;
};

/**
 * 重病、重残、失业 list of a department: who may need aid and is on none (003 二(四)). A person may stand in it
 * for several things, so no two rows conflict.
 */
export function needList(code: NeedList, departmentCode: string, title: string): Source<NeedRow> {
  return {
    code,
    departmentCode,
    title,
    comparison: 'UNCOVERED',
    contract: {
      name: code,
      columns: {
        name: text('姓名'),
        id: idNumber('公民身份号码'),
        recognisedOn: date('认定日期'),
        category: optionalText('类别'),
        grade: optionalText('等级'),
        residence: optionalText('居住街道'),
      },
      check: (row, asOf) => firstReason(isAfter(row.recognisedOn, asOf) && 'DATE_IN_FUTURE'),
    },
    // A list of need is held against the roster by the number alone: a wrong guess would be a false promise.
    written: [],
    parties: (row) => [
      { part: 0, name: row.name, ...checkedDocument(row.id), birthDate: null, sex: null },
    ],
    naturalKey: (row) => keyOf(row.id.number, row.category),
    mayConflict: () => false,
    fact: (row) => ({
      source: code,
      recognisedOn: row.recognisedOn,
      residence: row.residence,
    }),
  };
}
