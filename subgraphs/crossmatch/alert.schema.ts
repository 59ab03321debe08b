import {
  ALERT_EVENT_KIND,
  ALERT_SEVERITY,
  ALERT_STATUS,
  alertWord,
  DISPOSITION,
  MATCH_TIER,
} from './alert.labels.ts';
import { builder } from './builder.ts';
import { codeIn, codeOrNull, labelOf, labelOrNull } from './codes.ts';
import { enumValues } from './enum-values.ts';
import { AlertEvidence } from './evidence.schema.ts';
import { DueDerivationType, ExplanationPartType } from './explanation.schema.ts';
import { dueDerivation, explanationParts } from './explanation.ts';
import { Case, Household, Person, Subdistrict } from './external.schema.ts';
import { AlertSeverity, RuleType } from './rule.schema.ts';
import { sourceTitle } from './source-title.ts';

export const AlertStatus = builder.enumType('AlertStatus', {
  description: '预警状态',
  values: enumValues(ALERT_STATUS),
});

export const MatchTier = builder.enumType('MatchTier', {
  description: '比对层级',
  values: enumValues(MATCH_TIER),
});

export const Disposition = builder.enumType('Disposition', {
  description: '核查反馈',
  values: enumValues(DISPOSITION),
});

const AlertEventKind = builder.enumType('AlertEventKind', {
  description: '预警办理记录的种类',
  values: enumValues(ALERT_EVENT_KIND),
});

const AlertEvent = builder.prismaObject('AlertEvent', {
  description: '预警办理记录：只增不改。',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: '时刻' }),
    kind: t.field({
      type: AlertEventKind,
      description: '种类',
      resolve: (event) => codeIn(ALERT_EVENT_KIND, event.kind),
    }),
    kindLabel: t.string({
      description: '种类名称',
      resolve: (event) => labelOf(ALERT_EVENT_KIND, event.kind),
    }),
    actor: t.exposeString('actor', { description: '账号或任务' }),
  }),
});

export const Alert = builder.prismaObject('Alert', {
  description: '预警：一条规则就一名救助对象的一件事实提请街道核实。是线索，不是结论；不改变待遇。',
  authScopes: { can: 'ALERT_READ' },
  fields: (t) => ({
    alertNo: t.exposeID('alertNo', { description: '预警编号，可在电话中念出，不含个人信息' }),
    rule: t.field({
      type: RuleType,
      nullable: true,
      description: '所据规则',
      resolve: ({ ruleId }, _args, { services }) => services.rules.find(ruleId),
    }),
    ruleId: t.exposeString('ruleId', { description: '规则编号' }),
    severity: t.field({
      type: AlertSeverity,
      description: '级别',
      resolve: ({ severity }) => codeIn(ALERT_SEVERITY, severity),
    }),
    severityLabel: t.string({
      description: '级别名称',
      resolve: ({ severity }) => labelOf(ALERT_SEVERITY, severity),
    }),
    tier: t.field({
      type: MatchTier,
      description: '比对层级',
      resolve: ({ tier }) => codeIn(MATCH_TIER, tier),
    }),
    tierLabel: t.string({
      description: '比对层级名称',
      resolve: ({ tier }) => labelOf(MATCH_TIER, tier),
    }),
    alertClass: t.exposeString('alertClass', { nullable: true, description: '类别代码' }),
    alertClassLabel: t.string({
      nullable: true,
      description: '类别名称',
      resolve: ({ alertClass }) => alertClass && alertWord(alertClass),
    }),
    reason: t.exposeString('reason', { nullable: true, description: '特别情形代码' }),
    reasonLabel: t.string({
      nullable: true,
      description: '特别情形名称',
      resolve: ({ reason }) => reason && alertWord(reason),
    }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: '事实发生日期' }),
    factKey: t.exposeString('factKey', { description: '同一事实的标识，如单位名称、不动产单元号' }),
    factEndedOn: t.expose('factEndedOn', {
      type: 'Date',
      nullable: true,
      description: '来源记载的终止日期',
    }),
    notListedSince: t.expose('notListedSince', {
      type: 'Date',
      nullable: true,
      description: '自何日起不再列于来源全量数据',
    }),
    sources: t.exposeStringList('sources', { description: '数据来源代码' }),
    sourceTitles: t.stringList({
      description: '数据来源名称',
      resolve: ({ sources }) => sources.map(sourceTitle),
    }),
    evidence: t.field({
      type: [AlertEvidence],
      description: '所据记录',
      resolve: ({ alertNo }, _args, { loaders }) => loaders.evidence.load(alertNo),
    }),
    explanation: t.exposeString('explanation', { description: '说明，可当面念给群众听' }),
    explanationParts: t.field({
      type: [ExplanationPartType],
      description: '说明的各部分：哪些一致，哪些不一致',
      resolve: (alert) => explanationParts(alert.explanationParts),
    }),
    raisedOn: t.expose('raisedOn', { type: 'Date', description: '产生日期' }),
    dueOn: t.expose('dueOn', {
      type: 'Date',
      nullable: true,
      description: '核查期限；提示类没有期限',
    }),
    dueDerivation: t.field({
      type: DueDerivationType,
      nullable: true,
      description: '期限的由来',
      resolve: (alert) => dueDerivation(alert.dueDerivation),
    }),
    overdue: t.boolean({
      description: '是否已逾期',
      resolve: (alert, _args, { services }) => services.alerts.isOverdue(alert),
    }),
    status: t.field({
      type: AlertStatus,
      description: '状态',
      resolve: ({ status }) => codeIn(ALERT_STATUS, status),
    }),
    statusLabel: t.string({
      description: '状态名称',
      resolve: ({ status }) => labelOf(ALERT_STATUS, status),
    }),
    withdrawnReason: t.exposeString('withdrawnReason', {
      nullable: true,
      description: '撤回原因代码',
    }),
    withdrawnReasonLabel: t.string({
      nullable: true,
      description: '撤回原因',
      resolve: ({ withdrawnReason }) => withdrawnReason && alertWord(withdrawnReason),
    }),
    claimedBy: t.exposeString('claimedBy', { nullable: true, description: '认领账号' }),
    claimedAt: t.expose('claimedAt', {
      type: 'DateTime',
      nullable: true,
      description: '认领时刻',
    }),
    disposition: t.field({
      type: Disposition,
      nullable: true,
      description: '核查反馈',
      resolve: ({ disposition }) => codeOrNull(DISPOSITION, disposition),
    }),
    dispositionLabel: t.string({
      nullable: true,
      description: '核查反馈名称',
      resolve: ({ disposition }) => labelOrNull(DISPOSITION, disposition),
    }),
    dispositionNote: t.exposeString('dispositionNote', {
      nullable: true,
      description: '核查情况',
    }),
    disposedBy: t.exposeString('disposedBy', { nullable: true, description: '反馈账号' }),
    disposedAt: t.expose('disposedAt', {
      type: 'DateTime',
      nullable: true,
      description: '反馈时刻',
    }),
    events: t.field({
      type: [AlertEvent],
      description: '办理记录，旧的在前',
      resolve: ({ alertNo }, _args, { loaders }) => loaders.events.load(alertNo),
    }),
    person: t.field({
      type: Person,
      nullable: true,
      description: '救助对象',
      resolve: ({ personId }) => ({ id: personId }),
    }),
    householdNo: t.exposeString('householdNo', { description: '家庭编号' }),
    household: t.field({
      type: Household,
      nullable: true,
      description: '救助家庭',
      resolve: ({ householdNo }) => ({ householdNo }),
    }),
    caseNo: t.exposeString('caseNo', { description: '案件编号' }),
    case: t.field({
      type: Case,
      nullable: true,
      description: '救助案件',
      resolve: ({ caseNo }) => ({ caseNo }),
    }),
    streetCode: t.exposeString('streetCode', { description: '街道区划代码' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '负责核查的街道（乡镇）',
      resolve: ({ streetCode }) => ({ code: streetCode }),
    }),
  }),
});

builder.asEntity(Alert, {
  key: builder.selection<{ alertNo: string }>('alertNo'),
  resolveReference: ({ alertNo }, { loaders }) => loaders.alert.load(alertNo),
});
