import type { DatabaseRole } from '../../kernel/runtime/db.ts';
import { STREETS } from './access-district.ts';
import type { AccessRow, Kind } from './access-oracle.ts';

const OF_ALL = `streetCode: { in: ${JSON.stringify(STREETS)} }`;
const [FIRST_STREET] = STREETS;
const inFirst = ({ streets }: AccessRow): boolean => streets.includes(FIRST_STREET);
const all = () => true;
const none = () => false;
/** A condition of a list, as it is asked and as it holds of the rows of the access tests. */
export type Filter = [text: string, holds: (row: AccessRow) => boolean];
const STREET_FILTERS: Filter[] = [
  ['', all],
  [OF_ALL, all],
  [`streetCode: { eq: "${FIRST_STREET}" }`, inFirst],
  [`streetCode: { startsWith: "310106012" }`, ({ streets }) => streets.includes('310106012')],
];
const ofHousehold: Filter[] = [
  ['householdNo: { startsWith: "HH-0" }', ({ households }) => !!households[0]?.startsWith('HH-0')],
  ['householdNo: { eq: "HH-0-0" }', ({ households }) => households[0] === 'HH-0-0'],
];

/** Lists with the field that names a row, and every filter they know. */
export const LISTS: Partial<Record<Kind, [DatabaseRole, string, string, Filter[]]>> = {
  household: [
    'households',
    'households',
    'householdNo',
    [
      ...STREET_FILTERS,
      ...ofHousehold,
      ['committeeCode: { in: ["310106011001"] }', inFirst],
      ['category: { contains: "户" }', none],
      ['hasCoveredMembers: true', all],
      ['ended: true', none],
    ],
  ],
  case: [
    'assistance',
    'cases',
    'caseNo',
    [
      ...STREET_FILTERS,
      ...ofHousehold,
      ['caseNo: { startsWith: "CC-1" }', ({ key }) => key.startsWith('CC-1')],
      ['programmeCode: { eq: "DIBAO" }', all],
      ['status: { in: [ACTIVE, ENDED] }', all],
      ['startMonth: { gte: "2026-01-01", lte: "2026-01-01" }', all],
      ['lastCheckedOn: { lte: "2026-12-31" }', none],
      ['authorisationValid: false', all],
    ],
  ],
  alert: [
    'crossmatch',
    'alerts',
    'alertNo',
    [
      ...STREET_FILTERS,
      ...ofHousehold,
      ['caseNo: { startsWith: "CC-" }', all],
      ['ruleId: { eq: "death-reported" }', all],
      ['source: { eq: "public-security.death" }', all],
      ['severity: { eq: HIGH }', all],
      ['status: { in: [CLOSED, WITHDRAWN] }', none],
      ['raisedOn: { gte: "2026-11-01" }', all],
      ['claimedBy: { eq: "nobody" }', none],
      ['dueOn: { lte: "2026-11-18" }', all],
      ['overdue: false', all],
    ],
  ],
  review: [
    'crossmatch',
    'matchReviews',
    'id',
    [
      ...STREET_FILTERS,
      ['source: { startsWith: "public" }', all],
      ['reason: { eq: "NAME_DIFFERS" }', all],
      ['status: { eq: OPEN }', all],
      ['score: { gte: 0 }', none],
      ['disputed: true', none],
    ],
  ],
  outreach: [
    'crossmatch',
    'outreachTasks',
    'id',
    [...STREET_FILTERS, ['source: { startsWith: "human" }', all], ['status: { eq: OPEN }', all]],
  ],
  task: [
    'crossmatch',
    'authorisationTasks',
    'householdNo',
    [...STREET_FILTERS, ...ofHousehold, ['open: true', all], ['open: false', none]],
  ],
  ticket: [
    'crossmatch',
    'correctionTickets',
    'ticketNo',
    [
      ['', all],
      ['departmentCode: { eq: "public-security" }', (row) => row.department === 'public-security'],
      ['source: { eq: "public-security.death" }', all],
      ['status: { eq: ANSWERED }', none],
    ],
  ],
};
