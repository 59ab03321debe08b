import type { TablePlan } from '../../kernel/statistics/release.ts';

/** What cases are counted by in released statistics. */
export const CASE_DIMENSION = {
  STREET: '街道',
  PROGRAMME: '救助项目',
  STATUS: '案件状态',
} as const;
export type CaseDimension = keyof typeof CASE_DIMENSION;

export const CASE_TABLE: TablePlan<CaseDimension> = {
  dimensions: ['STREET', 'PROGRAMME', 'STATUS'],
  together: 3,
};

/** A case of the month's ledger. */
export type LedgerCase = {
  streetCode: string;
  programmeCode: string;
  status: string;
  householdNo: string;
  people: number;
  amountFen: number;
};

/** The case's code in each dimension, in the table's order. */
export function codesOf({ streetCode, programmeCode, status }: LedgerCase): string[] {
  return [streetCode, programmeCode, status];
}

/**
 * People and money of a cell, only where it is of one programme and one status. Elsewhere they would be further
 * equations for what is withheld: 特困 cases are of one person, ended ones have no amount, so that the sums over
 * programmes or statuses tell how many of each there are.
 */
export function measuresOf(
  grouping: string,
  codes: readonly string[],
  cases: readonly LedgerCase[],
): { people: number; amountFen: number } | null {
  const dimensions = grouping.split('|');
  if (!dimensions.includes('PROGRAMME') || !dimensions.includes('STATUS')) return null;
  const own = cases.filter((one) => {
    const place = codesOf(one);
    return dimensions.every(
      (dimension, at) =>
        codes[at] === place[CASE_TABLE.dimensions.indexOf(dimension as CaseDimension)],
    );
  });
  return {
    people: own.reduce((sum, { people }) => sum + people, 0),
    amountFen: own.reduce((sum, { amountFen }) => sum + amountFen, 0),
  };
}
