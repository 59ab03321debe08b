import type { Actor } from '../../kernel/actor.ts';
import { loadByKey, loadListByKey } from '../../kernel/runtime/loader.ts';
import type { PothosContext } from '../../kernel/runtime/pothos.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createAccessLogService } from './access-log.service.ts';
import { createAreaService } from './area.service.ts';
import { createHouseholdService } from './household.service.ts';
import { createMembershipService, type MembershipTime } from './membership.service.ts';
import { createPersonService } from './person.service.ts';

/** Everything the subgraph can do, built once per process. */
export function services(deps: SubgraphDeps) {
  return {
    accessLogs: createAccessLogService(deps),
    areas: createAreaService(deps),
    households: createHouseholdService(deps),
    memberships: createMembershipService(deps),
    persons: createPersonService(deps),
  };
}

export type Services = ReturnType<typeof services>;

/** One request's loaders: they forget with the request, so nothing leaks from one actor to another. */
function loaders(of: Services, actor: Actor) {
  return {
    area: loadByKey((codes) => of.areas.byCodes(codes)),
    committees: loadListByKey((streetCodes) => of.areas.committeesOf(streetCodes)),
    subdistricts: loadListByKey((districtCodes) => of.areas.subdistrictsOf(districtCodes)),
    household: loadByKey((nos) => of.households.byNos(actor, nos)),
    householdCount: loadByKey((codes) => of.households.countByArea(actor, codes)),
    person: loadByKey((ids) => of.persons.byIds(actor, ids)),
    members: perTime((time) =>
      loadListByKey((nos) => of.memberships.ofHouseholds(actor, time, nos)),
    ),
    memberships: perTime((time) =>
      loadListByKey((ids) => of.memberships.ofPersons(actor, time, ids)),
    ),
  };
}

/** Fields that ask for the same day share a loader, whatever object they hang on. */
function perTime<Loader>(make: (time: MembershipTime) => Loader): (time: MembershipTime) => Loader {
  const made = new Map<MembershipTime, Loader>();
  return (time) => {
    const loader = made.get(time) ?? make(time);
    made.set(time, loader);
    return loader;
  };
}

export type HouseholdsContext = PothosContext & {
  services: Services;
  loaders: ReturnType<typeof loaders>;
};

/** The context of one request. */
export function contextFor(
  deps: SubgraphDeps,
  of: Services,
  request: RequestContext,
): HouseholdsContext {
  return { ...request, db: deps.database.db, services: of, loaders: loaders(of, request.actor) };
}
