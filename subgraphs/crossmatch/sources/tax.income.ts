import type { DocumentClass } from '../../../kernel/id-number.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  amount,
  date,
  optionalOneOf,
  optionalText,
  text,
} from '../../../kernel/tabular/parsers.ts';
import { DOCUMENT_CLASSES, readDocument } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type IncomeRow = {
  name: string;
  documentClass: DocumentClass | null;
  id: string;
  withholder: string;
  taxpayerNo: string | null;
  item: string;
  periodFrom: PlainDate;
  periodTo: PlainDate;
  amountFen: Fen;
};

/** 税务：扣缴个人所得税收入。A negative amount (冲红) nets and conflicts with nothing. */
export const taxIncome: Source<IncomeRow> = {
  code: 'tax.income',
  departmentCode: 'tax',
  title: '税务扣缴收入',
  comparison: 'ECONOMIC',
  contract: {
    name: 'tax.income',
    columns: {
      name: text('姓名'),
      documentClass: optionalOneOf('证件类型', DOCUMENT_CLASSES),
      id: text('证件号码'),
      withholder: text('扣缴义务人'),
      taxpayerNo: optionalText('纳税人识别号'),
      item: text('所得项目'),
      periodFrom: date('税款所属期起'),
      periodTo: date('税款所属期止'),
      amountFen: amount('收入额', { negative: true }),
    },
    check: (row, asOf) =>
      firstReason(
        row.id !== undefined && readDocument(row.documentClass ?? null, row.id).idProblem,
        isAfter(row.periodFrom, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.periodFrom, row.periodTo) && 'DATE_ORDER',
      ),
  },
  written: [{ name: 'name', id: 'id' }],
  parties: (row) => [
    {
      part: 0,
      name: row.name,
      ...readDocument(row.documentClass, row.id),
      birthDate: null,
      sex: null,
    },
  ],
  naturalKey: (row) => {
    const person = readDocument(row.documentClass, row.id).matchKey;
    const reversal = row.amountFen < 0 ? `冲红 ${row.amountFen}` : '';
    return keyOf(person, row.withholder, row.item, row.periodFrom, row.periodTo, reversal);
  },
  mayConflict: (row) => row.amountFen >= 0,
  fact: (row) => ({
    source: 'tax.income',
    withholder: row.withholder,
    taxpayerNo: row.taxpayerNo,
    item: row.item,
    periodFrom: row.periodFrom,
    periodTo: row.periodTo,
    amountFen: row.amountFen,
  }),
};
