import { can, streetScope, type Action, type Actor } from '../../kernel/actor.ts';

/** A where clause no row meets. */
type Nothing = { OR: [] };
type StreetWhere = { streetCode?: string } | Nothing;
type DepartmentWhere = { departmentCode?: string } | Nothing;

const NOTHING: Nothing = { OR: [] };

/**
 * What an actor may see of rows that belong to a street, as the where clause of the query that loads
 * them: a row out of scope is not found, in lists and by key alike.
 */
export function streetWhere(actor: Actor, action: Action): StreetWhere {
  if (!can(actor, action)) return NOTHING;
  const scope = streetScope(actor);
  if (scope === 'ALL') return {};
  return scope === 'NONE' ? NOTHING : { streetCode: scope.streetCode };
}

/**
 * What an actor may see of rows that belong to a department. A liaison sees the own department's and
 * nothing else; a liaison without a department sees nothing. Street roles have no department.
 */
export function departmentWhere(actor: Actor, action: Action): DepartmentWhere {
  if (!can(actor, action)) return NOTHING;
  if (actor.role === 'LIAISON') {
    return actor.departmentCode === null ? NOTHING : { departmentCode: actor.departmentCode };
  }
  return streetScope(actor) === 'ALL' ? {} : NOTHING;
}
