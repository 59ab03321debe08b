import type { Actor, Role } from '../../kernel/actor.ts';

// Who may see which row, said a third time and by itself: domain.md §2 and §3 rule 12, in as few words as possible.

export type Kind =
  | 'household'
  | 'person'
  | 'case'
  | 'alert'
  | 'review'
  | 'outreach'
  | 'task'
  | 'ticket'
  | 'row'
  | 'export';

/** A row as the oracle knows it: its street, its department, and the households that one could be recused from. */
export type AccessRow = {
  kind: Kind;
  key: string;
  streets: string[];
  households: string[];
  department?: string;
};

const STREET = 'household person case alert outreach task ticket';
const DISTRICT = `${STREET} review row`;

const READS: Record<Role, string> = {
  CASE_OFFICER: STREET,
  REVIEWER: STREET,
  APPROVER: STREET,
  OFFICE_HEAD: STREET,
  BUREAU_SUPERVISOR: DISTRICT,
  AUDITOR: DISTRICT,
  MATCH_REVIEWER: 'person review row',
  LIAISON: 'ticket row export',
  AIDE: '',
  ANALYST: '',
  SYSTEM: '',
};
const EVERYWHERE: readonly Role[] = ['BUREAU_SUPERVISOR', 'AUDITOR', 'MATCH_REVIEWER'];

/** Whether the actor may see the row. @param recused the households the account is recused from */
export function maySee(actor: Actor, row: AccessRow, recused: readonly string[]): boolean {
  if (!READS[actor.role].split(' ').includes(row.kind)) return false;
  if (actor.role === 'LIAISON') return row.department === actor.departmentCode;
  if (row.households.some((householdNo) => recused.includes(householdNo))) return false;
  if (EVERYWHERE.includes(actor.role)) return true;
  return actor.streetCode !== null && row.streets.includes(actor.streetCode);
}
