import type { Actor } from '../../kernel/actor.ts';
import { loadByKey, loadListByKey } from '../../kernel/runtime/loader.ts';
import type { PothosContext } from '../../kernel/runtime/pothos.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { createAlertActService } from './alert-act.service.ts';
import { createAlertReleaseService } from './alert-release.service.ts';
import { createAlertService } from './alert.service.ts';
import { createAlertStatisticsService } from './alert-statistics.service.ts';
import { createAuthorisationTaskService } from './authorisation-task.service.ts';
import { createCorrectionService } from './correction.service.ts';
import { createDeliveredRecordService } from './delivered-record.service.ts';
import { createDepartmentService } from './department.service.ts';
import { createEvidenceService } from './evidence.service.ts';
import { createExtractBatchService } from './extract-batch.service.ts';
import { createExtractService } from './extract.service.ts';
import { createLegalHoldService } from './legal-hold.service.ts';
import { createLinkageModelService } from './linkage-model.service.ts';
import { createMatchReviewActService } from './match-review-act.service.ts';
import { createMatchReviewService } from './match-review.service.ts';
import { createMatchRunService } from './match-run.service.ts';
import { createMatchService } from './match.service.ts';
import { createObjectionActService } from './objection-act.service.ts';
import { createObjectionService } from './objection.service.ts';
import { createOutreachActService } from './outreach-act.service.ts';
import { createOutreachTaskService } from './outreach-task.service.ts';
import { createRecusedClaimService } from './recused-claim.service.ts';
import { createRetentionService } from './retention.service.ts';
import { createReviewAgreementService } from './review-agreement.service.ts';
import { createReviewComparisonService } from './review-comparison.service.ts';
import { createReviewScoreService } from './review-score.service.ts';
import { createRulePrecisionService } from './rule-precision.service.ts';
import { createRuleService } from './rule.service.ts';
import { createRuleStateService } from './rule-state.service.ts';
import { createRuleTrialService } from './rule-trial.service.ts';
import { createShadowFindingService } from './shadow-finding.service.ts';
import { createSubjectRecordService } from './subject-record.service.ts';
import type { TimeStretch } from './time-order.ts';
import { createSetAsideRowService, type RowStretch } from './set-aside-row.service.ts';

/** Everything the subgraph can do, built once per process. */
export function services(deps: SubgraphDeps) {
  return {
    alerts: createAlertService(deps),
    alertActs: createAlertActService(deps),
    alertReleases: createAlertReleaseService(deps),
    alertStatistics: createAlertStatisticsService(deps),
    authorisationTasks: createAuthorisationTaskService(deps),
    batches: createExtractBatchService(deps),
    corrections: createCorrectionService(deps),
    deliveredRecords: createDeliveredRecordService(deps),
    departments: createDepartmentService(deps),
    evidence: createEvidenceService(deps),
    extracts: createExtractService(deps),
    legalHolds: createLegalHoldService(deps),
    linkageModels: createLinkageModelService(deps),
    matching: createMatchService(deps),
    objections: createObjectionService(deps),
    objectionActs: createObjectionActService(deps),
    outreach: createOutreachTaskService(deps),
    outreachActs: createOutreachActService(deps),
    recusedClaims: createRecusedClaimService(deps),
    retention: createRetentionService(deps),
    reviewActs: createMatchReviewActService(deps),
    reviewAgreement: createReviewAgreementService(deps),
    reviewComparisons: createReviewComparisonService(deps),
    reviewScores: createReviewScoreService(deps),
    reviews: createMatchReviewService(deps),
    rulePrecision: createRulePrecisionService(deps),
    rules: createRuleService(deps),
    ruleStates: createRuleStateService(deps),
    ruleTrials: createRuleTrialService(deps),
    shadowFindings: createShadowFindingService(deps),
    runs: createMatchRunService(deps),
    subjectRecords: createSubjectRecordService(deps),
    setAsideRows: createSetAsideRowService(deps),
  };
}

export type Services = ReturnType<typeof services>;

/** One request's loaders: they forget with the request, so nothing leaks from one actor to another. */
function loaders(of: Services, actor: Actor) {
  return {
    alert: loadByKey((nos) => of.alerts.byNumbers(actor, nos)),
    alertsOfPerson: loadListByKey((ids) => of.alerts.byReference(actor, 'personId', ids)),
    alertsOfHousehold: loadListByKey((nos) => of.alerts.byReference(actor, 'householdNo', nos)),
    alertsOfCase: loadListByKey((nos) => of.alerts.byReference(actor, 'caseNo', nos)),
    evidence: loadListByKey((nos) => of.evidence.ofAlerts(nos)),
    events: loadListByKey((nos) => of.evidence.eventsOf(nos)),
    corrections: loadListByKey((nos) => of.corrections.ofAlerts(actor, nos)),
    batch: loadByKey((ids) => of.batches.byIds(actor, ids)),
    deletion: loadByKey((ids) => of.batches.deletionsOf(ids)),
    department: loadByKey((codes) => of.departments.byCodes(actor, codes)),
    departmentBatches: perStretch((stretch: TimeStretch) =>
      loadListByKey((codes) => of.departments.batchesOf(actor, codes, stretch)),
    ),
    departmentBatchCount: loadByKey((codes) => of.departments.batchCountOf(actor, codes)),
    departmentCorrections: perStretch((stretch: TimeStretch) =>
      loadListByKey((codes) => of.departments.correctionsOf(actor, codes, stretch)),
    ),
    departmentCorrectionCount: loadByKey((codes) => of.departments.correctionCountOf(actor, codes)),
    objectionsOfPerson: loadListByKey((ids) => of.objections.ofPersons(actor, ids)),
    objectionRecords: loadListByKey((nos) => of.objections.recordsOf(actor, nos)),
    objectionTickets: loadListByKey((nos) => of.corrections.ofObjections(actor, nos)),
    linkageRuns: loadListByKey((ids) => of.linkageModels.runsOfMatchRuns(ids)),
    ruleStates: loadByKey((ids) => of.ruleStates.ofRules(ids)),
    ruleStateChanges: loadListByKey((ids) => of.ruleStates.changesOf(ids)),
    reviewComparison: loadListByKey((ids) => of.reviewComparisons.ofReviews(actor, ids)),
    reviewDecisions: loadListByKey((ids) => of.reviews.decisionsOf(actor, ids)),
    confirmedShare: loadByKey((ids) => of.rules.confirmedShares(actor, ids)),
    setAsideCount: loadByKey((ids) => of.setAsideRows.countOf(ids)),
    setAsideRows: perStretch((stretch: RowStretch) =>
      loadListByKey((ids) => of.setAsideRows.ofBatches(ids, stretch)),
    ),
    streetCount: loadByKey((codes) => of.alertStatistics.ofStreets(actor, codes)),
  };
}

/** Fields that ask for the same stretch of rows share a loader, whatever object they hang on. */
function perStretch<Stretch, Loader>(
  make: (stretch: Stretch) => Loader,
): (stretch: Stretch) => Loader {
  const made = new Map<string, Loader>();
  return (stretch) => {
    const key = JSON.stringify(stretch);
    const loader = made.get(key) ?? make(stretch);
    made.set(key, loader);
    return loader;
  };
}

export type CrossmatchContext = PothosContext & {
  services: Services;
  loaders: ReturnType<typeof loaders>;
};

/** The context of one request. */
export function contextFor(
  deps: SubgraphDeps,
  of: Services,
  request: RequestContext,
): CrossmatchContext {
  return { ...request, db: deps.database.db, services: of, loaders: loaders(of, request.actor) };
}
