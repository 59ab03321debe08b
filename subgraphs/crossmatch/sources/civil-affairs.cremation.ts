import type { DocumentClass, Sex } from '../../../kernel/id-number.ts';
import { normaliseName } from '../../../kernel/person-name.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import {
  date,
  optionalDate,
  optionalOneOf,
  optionalSex,
  optionalText,
  text,
} from '../../../kernel/tabular/parsers.ts';
import { DOCUMENT_CLASSES, readDocument, type Document } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type CremationRow = {
  name: string;
  documentClass: DocumentClass | null;
  id: string | null;
  sex: Sex | null;
  birthDate: PlainDate | null;
  diedOn: PlainDate;
  crematedOn: PlainDate;
  funeralHome: string | null;
  hukouAddress: string | null;
  relative: string | null;
};

/** 民政：殡葬火化。The number is optional: without one, or with a masked one, a row is for the reviewers. */
export const civilAffairsCremation: Source<CremationRow> = {
  code: 'civil-affairs.cremation',
  departmentCode: 'civil-affairs',
  title: '民政殡葬火化',
  comparison: 'STATUTORY',
  contract: {
    name: 'civil-affairs.cremation',
    columns: {
      name: text('逝者姓名'),
      documentClass: optionalOneOf('证件类型', DOCUMENT_CLASSES),
      id: optionalText('身份证号'),
      sex: optionalSex('性别'),
      birthDate: optionalDate('出生日期'),
      diedOn: date('死亡日期'),
      crematedOn: date('火化日期'),
      funeralHome: optionalText('殡仪馆'),
      hukouAddress: optionalText('户籍地址'),
      relative: optionalText('经办家属姓名'),
    },
    check: (row, asOf) => {
      const { idProblem } = documentOf(row);
      return firstReason(
        idProblem === 'REQUIRED_MISSING' || idProblem === 'ID_MASKED' ? null : idProblem,
        isAfter(row.diedOn, asOf) && 'DATE_IN_FUTURE',
        isAfter(row.diedOn, row.crematedOn) && 'DATE_ORDER',
      );
    },
  },
  written: [
    { name: 'name', id: 'id', sex: 'sex', birthDate: 'birthDate', address: 'hukouAddress' },
  ],
  parties: (row) => [
    { part: 0, name: row.name, ...documentOf(row), birthDate: row.birthDate, sex: row.sex },
  ],
  naturalKey: (row) => documentOf(row).matchKey ?? keyOf(normaliseName(row.name), row.diedOn),
  fact: (row) => ({
    source: 'civil-affairs.cremation',
    diedOn: row.diedOn,
    crematedOn: row.crematedOn,
    funeralHome: row.funeralHome,
  }),
};

function documentOf(row: Partial<CremationRow>): Document {
  if (!row.id) return { matchKey: null, idProblem: 'REQUIRED_MISSING', converted: false };
  return readDocument(row.documentClass ?? null, row.id);
}
