/**
 * open: shown to whoever may see the row. masked: made from a value that is kept sealed, with the middle
 * hidden; it answers no question, so that it is never a filter or an order. sensitive: the value whole, for a
 * stated purpose and case, and every look at it is a line of the audit trail.
 */
export type FieldClass = 'open' | 'masked' | 'sensitive';

/** The GraphQL types that tell of a person or a household, in all subgraphs, with the class of every field. */
export const PERSONAL_FIELDS: Readonly<
  Record<string, Readonly<Partial<Record<FieldClass, readonly string[]>>>>
> = {
  Person: {
    open: [
      'id',
      'name',
      'formerName',
      'sex',
      'sexLabel',
      'birthYear',
      'memberships',
      'alerts',
      'objections',
      'accessLog',
      'records',
      'links',
      'outreachTasks',
    ],
    masked: ['idNumberMasked'],
    sensitive: ['idNumber'],
  },
  Household: {
    open: [
      ...['householdNo', 'category', 'hukouAddress', 'residenceAddress', 'streetCode', 'street'],
      ...['committeeCode', 'committeeName', 'committee', 'head', 'firstSeenOn', 'endedOn'],
      ...['members', 'cases', 'alerts'],
    ],
  },
  Membership: {
    open: [
      ...['household', 'person', 'relationship', 'relationshipLabel', 'covered', 'labourCapacity'],
      ...['disabilityGrade', 'schooling', 'validFrom', 'validTo'],
    ],
  },
  Case: {
    open: [
      ...['caseNo', 'householdNo', 'household', 'streetCode', 'street', 'programme', 'status'],
      ...['statusLabel', 'startMonth', 'monthlyAmountFen', 'coveredCount', 'lastCheckedOn'],
      ...['authorisation', 'steps', 'payments', 'rosterDate', 'notListedSince', 'alerts'],
    ],
  },
  CaseStep: { open: ['round', 'step', 'stepLabel', 'recordedBy', 'recordedAt'] },
  Authorisation: { open: ['number', 'until', 'valid'] },
  Payment: { open: ['month', 'amountFen'] },
  Alert: {
    open: [
      ...['alertNo', 'rule', 'ruleId', 'severity', 'severityLabel', 'tier', 'tierLabel'],
      ...['alertClass', 'alertClassLabel', 'reason', 'reasonLabel', 'effectiveOn', 'factKey'],
      ...['factEndedOn', 'notListedSince', 'sources', 'sourceTitles', 'evidence', 'raisedOn'],
      ...['dueOn', 'dueDerivation', 'overdue', 'status', 'statusLabel', 'withdrawnReason'],
      ...['withdrawnReasonLabel', 'claimedBy', 'claimedAt', 'disposition', 'dispositionLabel'],
      ...['dispositionNote', 'disposedBy', 'disposedAt', 'events', 'person', 'householdNo'],
      ...['household', 'caseNo', 'case', 'streetCode', 'street', 'corrections'],
    ],
    // They name the person by the masked number.
    masked: ['explanation', 'explanationParts'],
  },
  AlertEvent: { open: ['at', 'kind', 'kindLabel', 'actor'] },
  AlertEvidence: {
    open: [
      ...['source', 'sourceTitle', 'batchId', 'batch', 'period', 'receivedAt', 'rowNo', 'standing'],
      'data',
    ],
  },
  // A number among the facts (the other party of a marriage) is cut.
  EvidenceItem: { open: ['name', 'label'], masked: ['value'] },
  ExplanationPart: { open: ['field', 'agreed'], masked: ['text'] },
  MatchReview: {
    open: [
      ...['id', 'source', 'sourceTitle', 'batchId', 'rowNo', 'reason', 'reasonLabel', 'recordName'],
      ...['score', 'modelVersion', 'decisions', 'data', 'status', 'statusLabel', 'raisedOn'],
      ...['person', 'household', 'householdNo', 'street'],
    ],
    masked: ['comparison', 'parts'],
  },
  FieldComparison: {
    open: [
      ...['field', 'label', 'agrees', 'difference', 'differenceLabel', 'positions'],
      'hiddenDifferences',
    ],
    masked: ['recordValue', 'personValue'],
  },
  ScorePart: { open: ['comparison', 'title', 'titleEn', 'weight'], masked: ['left', 'right'] },
  MatchDecision: {
    open: ['round', 'decision', 'decisionLabel', 'reason', 'decidedBy', 'decidedAt'],
  },
  OutreachTask: {
    open: [
      ...['id', 'source', 'sourceTitle', 'name', 'street', 'recognisedOn', 'raisedOn', 'closedOn'],
      ...['status', 'statusLabel', 'claimedBy', 'claimedAt', 'outcome', 'outcomeLabel', 'note'],
      ...['text', 'article'],
    ],
    masked: ['idNumberMasked'],
  },
  CorrectionTicket: {
    open: [
      ...['ticketNo', 'department', 'source', 'sourceTitle', 'batchId', 'batch', 'rowNo', 'field'],
      ...['statement', 'status', 'statusLabel', 'outcome', 'outcomeLabel', 'answer', 'openedAt'],
      ...['answeredAt', 'alert'],
    ],
  },
  Objection: {
    open: [
      ...['objectionNo', 'person', 'householdNo', 'household', 'street', 'ground', 'groundLabel'],
      ...['statement', 'receivedOn', 'receivedBy', 'dueOn', 'dueDerivation', 'overdue', 'status'],
      ...['statusLabel', 'decidedBy', 'decidedAt', 'decisionNote', 'records', 'corrections'],
    ],
  },
  AccessLogEntry: {
    open: ['at', 'kind', 'role', 'office', 'subject', 'purpose', 'caseNo', 'fields', 'refused'],
  },
  PersonLink: { open: ['source', 'sourceTitle', 'decision', 'decisionLabel', 'decidedAt'] },
  ObjectionRecord: { open: ['source', 'sourceTitle', 'batchId', 'rowNo'] },
  AuthorisationTask: {
    open: ['householdNo', 'household', 'street', 'blockedRows', 'raisedOn', 'closedOn'],
  },
  RuleTrialExample: {
    open: ['alertNo', 'effectiveOn', 'kind', 'personId', 'severity', 'streetCode'],
  },
  ShadowFinding: {
    open: ['effectiveOn', 'foundOn', 'personId', 'severity', 'sources', 'streetCode'],
  },
  LegalHold: {
    open: [
      ...['id', 'scope', 'scopeLabel', 'target', 'reason', 'placedBy', 'placedAt', 'liftedBy'],
      ...['liftedAt', 'liftedReason'],
    ],
  },
  // What a member department is told by agreement.
  SharedStanding: { open: ['found', 'programmes', 'notOpened'] },
  SharedListHit: { open: ['key', 'programmes'] },
  SharedProgramme: { open: ['programme', 'since', 'street', 'lastCheckedOn'] },
  DeliveredRecord: {
    open: [
      ...['state', 'stateLabel', 'setAsideReasonLabel', 'compared', 'correction'],
      ...['correctionLabel', 'notOpened'],
    ],
  },
  // Why a row was set aside and where; never what stands in it.
  SetAsideRow: { open: ['rowNo', 'reason', 'reasonLabel', 'column'] },
};

/** The types that tell of nobody: places, rules, files, models, and counts of them. */
export const IMPERSONAL_TYPES: readonly string[] = [
  ...['District', 'Subdistrict', 'ResidentsCommittee', 'Programme', 'StreetStatistics'],
  ...['CaseStatistic', 'ReleasedAlertStatistic'],
  ...['Department', 'ExtractBatch', 'Rejection', 'SetAsideCount', 'DeletionRecord', 'MatchCounts'],
  ...['MatchRun', 'Rule', 'RuleSourceState', 'RuleStateChange', 'RulePrecision', 'ConfirmedShare'],
  ...['DispositionCount', 'DueDerivation', 'AlertStatistic', 'ReviewAgreement', 'RuleTrial'],
  ...['RuleTrialCount', 'RuleTrialStreet', 'ShadowCount', 'ShadowFindings', 'LinkageComparison'],
  ...['LinkageDrift', 'LinkageEvaluatedData', 'LinkageEvaluation', 'LinkageGroupQuality'],
  ...['LinkageLevel', 'LinkageModel', 'LinkageQuality', 'LinkageRun', 'LinkageShare'],
  ...['LinkageThreshold', 'RetentionClass', 'PurgedCount', 'RetentionCertificate'],
  ...['SharingAgreement', 'SharingPurpose', 'AgreementEvent', 'AgreementUse', 'RefusedQuestion'],
  ...['SharedList', 'SharedCaseStatistics', 'SharedAlertStatistics'],
];
