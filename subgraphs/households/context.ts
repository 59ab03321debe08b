import { loadByKey } from '../../kernel/runtime/loader.ts';
import type { PothosContext } from '../../kernel/runtime/pothos.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createAreaService } from './area.service.ts';

/** Everything the subgraph can do, built once per process. */
export function services(deps: SubgraphDeps) {
  return {
    areas: createAreaService(deps),
  };
}

export type Services = ReturnType<typeof services>;

/** One request's loaders: they forget with the request, so nothing leaks from one actor to another. */
function loaders(of: Services) {
  return {
    area: loadByKey((codes) => of.areas.byCodes(codes)),
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
  return { ...request, db: deps.database.db, services: of, loaders: loaders(of) };
}
