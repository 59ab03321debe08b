import { can, streetScope, type Action, type Actor } from '../../kernel/actor.ts';
import { otherHouseholds, otherPersons, type Recused } from '../../kernel/runtime/recusals.ts';

type StreetWhere = { streetCode?: string | { in: string[] } };
type DepartmentWhere = { departmentCode?: string | { in: string[] } };

// Not `OR: []`: Prisma drops that inside an AND, and everything would be visible.
const NO_STREET: StreetWhere = { streetCode: { in: [] } };
const NO_DEPARTMENT: DepartmentWhere = { departmentCode: { in: [] } };

/**
 * What an actor may see of rows that belong to a street, as the where clause of the query that loads
 * them: a row out of scope is not found, in lists and by key alike.
 */
export function streetWhere(actor: Actor, action: Action): StreetWhere {
  if (!can(actor, action)) return NO_STREET;
  const scope = streetScope(actor);
  if (scope === 'ALL') return {};
  return scope === 'NONE' ? NO_STREET : { streetCode: scope.streetCode };
}

/** The same of rows that concern a person in a household; never a relative of who asks (回避, 000 附件7). */
export function concernWhere(actor: Actor, action: Action, recused: Recused) {
  return {
    ...streetWhere(actor, action),
    ...otherHouseholds(recused),
    ...otherPersons(recused),
  };
}

/**
 * What an actor may see of rows that belong to a department. A liaison sees the own department's and
 * nothing else; a liaison without a department sees nothing. Street roles have no department.
 */
export function departmentWhere(actor: Actor, action: Action): DepartmentWhere {
  if (!can(actor, action)) return NO_DEPARTMENT;
  if (actor.role === 'LIAISON') {
    return actor.departmentCode === null ? NO_DEPARTMENT : { departmentCode: actor.departmentCode };
  }
  return streetScope(actor) === 'ALL' ? {} : NO_DEPARTMENT;
}
