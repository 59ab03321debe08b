import { can, streetScope, type Actor } from '../../kernel/actor.ts';
import { otherHouseholds, type Recused } from '../../kernel/runtime/recusals.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';

/** The households an actor may see, as a condition: the own street's, all, or none; never a relative's. */
export function householdsInScope(actor: Actor, recused: Recused): Prisma.HouseholdWhereInput {
  const scope = streetScope(actor);
  // Not `OR: []`: Prisma drops that inside an AND, and everything would be visible.
  if (!can(actor, 'HOUSEHOLD_READ') || scope === 'NONE') return { householdNo: { in: [] } };
  const others = otherHouseholds(recused);
  return scope === 'ALL' ? others : { streetCode: scope.streetCode, ...others };
}

/**
 * The persons an actor may see, as a condition. A person belongs to the street of the household they are
 * in now; one who is in none any more stays with the streets that had them. Nobody sees a relative.
 */
export function personsInScope(actor: Actor, recused: Recused): Prisma.PersonWhereInput {
  const scope = streetScope(actor);
  if (!can(actor, 'PERSON_READ') || scope === 'NONE') return { id: { in: [] } };
  const others = recused.persons.length === 0 ? {} : { id: { notIn: [...recused.persons] } };
  if (scope === 'ALL') return others;
  const household = { streetCode: scope.streetCode };
  return {
    ...others,
    OR: [
      { memberships: { some: { validTo: null, household } } },
      { memberships: { some: { household }, none: { validTo: null } } },
    ],
  };
}

/** Whether the households of this street are within the actor's reach. */
export function seesStreet(actor: Actor, streetCode: string): boolean {
  const scope = streetScope(actor);
  if (!can(actor, 'HOUSEHOLD_READ') || scope === 'NONE') return false;
  return scope === 'ALL' || scope.streetCode === streetCode;
}
