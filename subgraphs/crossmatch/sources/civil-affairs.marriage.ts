import { maskIdNumber } from '../../../kernel/id-number.ts';
import { normaliseName } from '../../../kernel/person-name.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { SetAsideCode } from '../../../kernel/tabular/contract.ts';
import { date, oneOf, optionalText, text } from '../../../kernel/tabular/parsers.ts';
import { readDocument, type Document } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type MarriageRow = {
  husband: string;
  husbandId: string;
  wife: string;
  wifeId: string;
  civilStatus: 'MARRIED' | 'DIVORCED';
  civilStatusOn: PlainDate;
  registrar: string | null;
};

/** One of the two, with the number as it can be compared. */
type Spouse = { name: string; document: Document };

/** 民政：婚姻登记。Both stand in one row; one usable number is enough to accept it. */
export const civilAffairsMarriage: Source<MarriageRow> = {
  code: 'civil-affairs.marriage',
  departmentCode: 'civil-affairs',
  title: '民政婚姻登记',
  comparison: 'STATUTORY',
  contract: {
    name: 'civil-affairs.marriage',
    columns: {
      husband: text('男方姓名'),
      husbandId: text('男方身份证号'),
      wife: text('女方姓名'),
      wifeId: text('女方身份证号'),
      civilStatus: oneOf('登记类型', { 结婚: 'MARRIED', 离婚: 'DIVORCED' }),
      civilStatusOn: date('登记日期'),
      registrar: optionalText('登记机关'),
    },
    check: (row, asOf) =>
      firstReason(numbersProblem(row), isAfter(row.civilStatusOn, asOf) && 'DATE_IN_FUTURE'),
  },
  written: [
    { name: 'husband', id: 'husbandId', sexIs: '男' },
    { name: 'wife', id: 'wifeId', sexIs: '女' },
  ],
  parties: (row) =>
    spousesOf(row).map(({ name, document }, part) => ({
      part,
      name,
      ...document,
      birthDate: null,
      sex: null,
    })),
  naturalKey: (row, part) => {
    const both = spousesOf(row).map(
      ({ name, document }) => document.matchKey ?? normaliseName(name),
    );
    return keyOf(...both, row.civilStatusOn, String(part));
  },
  fact: (row, part) => ({
    source: 'civil-affairs.marriage',
    civilStatus: row.civilStatus,
    spouse: maskedNumber(part === 0 ? row.wifeId : row.husbandId),
    civilStatusOn: row.civilStatusOn,
  }),
};

function numbersProblem({ husbandId, wifeId }: Partial<MarriageRow>): SetAsideCode | null {
  if (husbandId === undefined || wifeId === undefined) return null;
  const problems = [husbandId, wifeId].map((id) => readDocument(null, id).idProblem);
  return problems.includes(null) ? null : firstReason(...problems);
}

function spousesOf({ husband, husbandId, wife, wifeId }: MarriageRow): [Spouse, Spouse] {
  return [
    { name: husband, document: readDocument(null, husbandId) },
    { name: wife, document: readDocument(null, wifeId) },
  ];
}

/** However the number is written, the same person is the same mask; a broken number is masked as it stands. */
function maskedNumber(id: string): string {
  return maskIdNumber(readDocument(null, id).matchKey ?? id);
}
