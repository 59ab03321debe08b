import { can, streetScope, type Actor } from '../../kernel/actor.ts';
import { otherHouseholds, type Recused } from '../../kernel/runtime/recusals.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';

/** The cases an actor may see, as a condition: the own street's, all, or none; never a relative's. */
export function casesInScope(actor: Actor, recused: Recused): Prisma.CaseWhereInput {
  const scope = streetScope(actor);
  // Not `OR: []`: Prisma drops that inside an AND, and everything would be visible.
  if (!can(actor, 'CASE_READ') || scope === 'NONE') return { caseNo: { in: [] } };
  const others = otherHouseholds(recused);
  return scope === 'ALL' ? others : { streetCode: scope.streetCode, ...others };
}

/** Whether the cases of this street are within the actor's reach. */
export function seesStreet(actor: Actor, streetCode: string): boolean {
  const scope = streetScope(actor);
  if (!can(actor, 'CASE_READ') || scope === 'NONE') return false;
  return scope === 'ALL' || scope.streetCode === streetCode;
}
