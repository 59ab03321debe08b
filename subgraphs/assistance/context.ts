import type { Actor } from '../../kernel/actor.ts';
import { loadByKey, loadListByKey } from '../../kernel/runtime/loader.ts';
import type { PothosContext } from '../../kernel/runtime/pothos.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createAgreementService } from './agreement.service.ts';
import { createCaseService } from './case.service.ts';
import { createCaseStepService } from './case-step.service.ts';
import { createCaseStatisticsService } from './case-statistics.service.ts';
import { createPaymentService } from './payment.service.ts';
import { createProgrammeService } from './programme.service.ts';
import { createStandingService } from './standing.service.ts';
import { createStreetStatisticsService } from './street-statistics.service.ts';

/** Everything the subgraph can do, built once per process. */
export function services(deps: SubgraphDeps) {
  return {
    agreements: createAgreementService(deps),
    caseStatistics: createCaseStatisticsService(deps),
    cases: createCaseService(deps),
    caseSteps: createCaseStepService(deps),
    payments: createPaymentService(deps),
    programmes: createProgrammeService(deps),
    standing: createStandingService(deps),
    streetStatistics: createStreetStatisticsService(deps),
  };
}

export type Services = ReturnType<typeof services>;

/** One request's loaders: they forget with the request, so nothing leaks from one actor to another. */
function loaders(of: Services, actor: Actor) {
  return {
    agreementEvents: loadListByKey((ids) => of.agreements.eventsOf(actor, ids)),
    agreementUse: loadByKey((ids) => of.agreements.useOf(actor, ids)),
    case: loadByKey((caseNos) => of.cases.byNos(actor, caseNos)),
    casesOfHousehold: loadListByKey((nos) => of.cases.ofHouseholds(actor, nos)),
    activeCaseCount: loadByKey((codes) => of.cases.countActiveByStreet(actor, codes)),
    steps: loadListByKey((caseNos) => of.caseSteps.ofCases(caseNos)),
    payments: loadListByKey((caseNos) => of.payments.ofCases(caseNos)),
    programme: loadByKey((codes) => of.programmes.byCodes(codes)),
  };
}

export type AssistanceContext = PothosContext & {
  services: Services;
  loaders: ReturnType<typeof loaders>;
};

/** The context of one request. */
export function contextFor(
  deps: SubgraphDeps,
  of: Services,
  request: RequestContext,
): AssistanceContext {
  return { ...request, db: deps.database.db, services: of, loaders: loaders(of, request.actor) };
}
