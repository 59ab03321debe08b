import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { SetAsideCode } from '../../../kernel/tabular/contract.ts';
import { isMissing } from '../../../kernel/tabular/evaluate-row.ts';
import { date, oneOf, optionalText, text } from '../../../kernel/tabular/parsers.ts';
import type { DocumentClass } from '../../../kernel/id-number.ts';
import { normaliseName } from '../../../kernel/person-name.ts';
import { DOCUMENT_CLASSES, readDocument, type Document } from './document.ts';
import { firstReason, isAfter, keyOf, type Source } from './source.ts';

type PropertyRow = {
  owners: string;
  documentClasses: string | null;
  ids: string;
  unitNo: string | null;
  address: string;
  floorArea: string | null;
  rightType: string;
  coOwnership: string | null;
  shares: string | null;
  acquisition:
    'PURCHASE' | 'INHERITANCE' | 'GIFT' | 'RESETTLEMENT' | 'SELF_BUILT' | 'PUBLIC_TENANCY';
  registeredOn: PlainDate;
};

const CLASS_OF: Readonly<Record<string, DocumentClass>> = DOCUMENT_CLASSES;

/** 住建：不动产权利。Co-owners stand in one row, split by 、; one usable owner is enough to accept it. */
export const housingProperty: Source<PropertyRow> = {
  code: 'housing.property',
  departmentCode: 'housing',
  title: '不动产登记',
  comparison: 'ECONOMIC',
  contract: {
    name: 'housing.property',
    columns: {
      owners: text('权利人'),
      documentClasses: optionalText('证件种类'),
      ids: text('证件号'),
      unitNo: optionalText('不动产单元号'),
      address: text('坐落'),
      floorArea: optionalText('建筑面积'),
      rightType: text('权利类型'),
      coOwnership: optionalText('共有情况'),
      shares: optionalText('份额'),
      acquisition: oneOf('取得方式', {
        买卖: 'PURCHASE',
        继承: 'INHERITANCE',
        赠与: 'GIFT',
        拆迁安置: 'RESETTLEMENT',
        自建: 'SELF_BUILT',
        公房承租: 'PUBLIC_TENANCY',
      }),
      registeredOn: date('登记时间'),
    },
    check: (row, asOf) =>
      firstReason(
        ownersProblem(row),
        split(row.documentClasses).some((word) => !Object.hasOwn(CLASS_OF, word)) && 'ENUM_UNKNOWN',
        isAfter(row.registeredOn, asOf) && 'DATE_IN_FUTURE',
      ),
  },
  written: [{ name: 'owners', id: 'ids', several: true }],
  parties: (row) => {
    const documents = documentsOf(row);
    return split(row.owners).map((name, part) => ({
      part,
      name,
      ...(documents[part] ?? readDocument(null, '')),
      birthDate: null,
      sex: null,
    }));
  },
  writtenName: (row) => row.owners,
  naturalKey: (row, part) => {
    const owner = normaliseName(split(row.owners)[part] ?? '');
    return keyOf(row.unitNo ?? row.address, documentsOf(row)[part]?.matchKey ?? owner);
  },
  fact: (row, part) => ({
    source: 'housing.property',
    unitNo: row.unitNo,
    address: row.address,
    rightType: row.rightType,
    share: shareOf(row, part),
    acquisition: row.acquisition,
    registeredOn: row.registeredOn,
  }),
};

function ownersProblem(row: Partial<PropertyRow>): SetAsideCode | null {
  if (row.ids === undefined) return null;
  const documents = documentsOf(row);
  if (documents.every(({ matchKey }) => matchKey === null))
    return firstReason(...documents.map(({ idProblem }) => idProblem));
  if (row.owners === undefined) return null;
  return split(row.owners).length === documents.length ? null : 'CO_OWNER_MISMATCH';
}

function documentsOf(row: Partial<PropertyRow>): Document[] {
  const classes = split(row.documentClasses).map((word) => CLASS_OF[word] ?? null);
  const one = classes.length === 1 ? (classes[0] ?? null) : null;
  return split(row.ids).map((id, part) =>
    isMissing(id)
      ? { matchKey: null, idProblem: 'REQUIRED_MISSING', converted: false }
      : readDocument(classes[part] ?? one, id),
  );
}

/** 份额 of one owner: `1/2、1/2` names each, a single one is everybody's. */
function shareOf(row: PropertyRow, part: number): string | null {
  const shares = split(row.shares);
  return shares.length === split(row.owners).length ? (shares[part] ?? null) : row.shares;
}

function split(cell: string | null | undefined): string[] {
  return cell ? cell.split('、').map((piece) => piece.trim()) : [];
}
