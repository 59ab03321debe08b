import { resolveArrayConnection, resolveCursorConnection } from '@pothos/plugin-relay';
import type { Alert as AlertRow } from '../../prisma/generated/client/client.ts';
import { cursorOf, placeOf } from './alert-page.ts';
import { Alert, AlertStatus } from './alert.schema.ts';
import { builder } from './builder.ts';
import { totalOf } from './connection.ts';
import { Case, Household, Person } from './external.schema.ts';
import { CodeFilter, DateFilter } from './filter.schema.ts';
import { AlertSeverity } from './rule.schema.ts';

const AlertOrder = builder.enumType('AlertOrder', {
  description: '预警的排列次序',
  values: {
    DUE_ON_ASC: { description: '期限近的在前，没有期限的在后' },
    DUE_ON_DESC: { description: '期限远的在前，没有期限的在后' },
    RAISED_ON_DESC: { description: '新产生的在前' },
    EFFECTIVE_ON_DESC: { description: '事实新近发生的在前' },
  } as const,
});

const AlertStatusFilter = builder.inputType('AlertStatusFilter', {
  description: '按预警状态筛选',
  fields: (t) => ({
    eq: t.field({ type: AlertStatus, description: '等于' }),
    in: t.field({ type: [AlertStatus], description: '属于其中之一' }),
  }),
});

const AlertSeverityFilter = builder.inputType('AlertSeverityFilter', {
  description: '按预警级别筛选',
  fields: (t) => ({
    eq: t.field({ type: AlertSeverity, description: '等于' }),
    in: t.field({ type: [AlertSeverity], description: '属于其中之一' }),
  }),
});

const AlertFilter = builder.inputType('AlertFilter', {
  description: '预警的筛选条件；须同时满足。',
  fields: (t) => ({
    streetCode: t.field({ type: CodeFilter, description: '街道区划代码' }),
    householdNo: t.field({ type: CodeFilter, description: '家庭编号' }),
    caseNo: t.field({ type: CodeFilter, description: '案件编号' }),
    ruleId: t.field({ type: CodeFilter, description: '规则编号' }),
    source: t.field({ type: CodeFilter, description: '数据来源代码' }),
    severity: t.field({ type: AlertSeverityFilter, description: '级别' }),
    status: t.field({ type: AlertStatusFilter, description: '状态' }),
    claimedBy: t.field({ type: CodeFilter, description: '认领账号' }),
    dueOn: t.field({ type: DateFilter, description: '核查期限' }),
    raisedOn: t.field({ type: DateFilter, description: '产生日期' }),
    overdue: t.boolean({ description: '是否已逾期' }),
  }),
});

const AlertConnection = builder.connectionObject(
  {
    type: Alert,
    name: 'AlertConnection',
    description: '预警的一页',
    fields: (t) => ({
      totalCount: t.int({ description: '共几条', resolve: totalOf }),
    }),
  },
  { name: 'AlertEdge' },
);

builder.queryFields((t) => ({
  alert: t.field({
    type: Alert,
    nullable: true,
    description: '按预警编号查预警',
    authScopes: { can: 'ALERT_READ' },
    args: { alertNo: t.arg.id({ required: true }) },
    resolve: (_, { alertNo }, { loaders }) => loaders.alert.load(alertNo),
  }),
  alerts: t.connection(
    {
      type: Alert,
      description: '预警列表；街道岗位只见本街道',
      authScopes: { can: 'ALERT_READ' },
      args: {
        filter: t.arg({ type: AlertFilter }),
        orderBy: t.arg({ type: AlertOrder, required: true, defaultValue: 'DUE_ON_ASC' }),
      },
      resolve: async (_, { filter, orderBy, ...args }, { actor, services }) => ({
        ...(await resolveCursorConnection<Promise<AlertRow[]>>(
          { args, toCursor: (alert) => cursorOf(orderBy, alert) },
          ({ after, before, limit, inverted }) =>
            services.alerts.list(actor, filter ?? {}, orderBy, {
              after: placeOf('after', after),
              before: placeOf('before', before),
              limit,
              inverted,
            }),
        )),
        totalCount: () => services.alerts.count(actor, filter ?? {}),
      }),
    },
    AlertConnection,
  ),
}));

builder.objectField(Person, 'alerts', (t) =>
  t.connection(
    {
      type: Alert,
      description: '涉及此人的预警，期限近的在前',
      authScopes: { can: 'ALERT_READ' },
      resolve: async ({ id }, args, { loaders }) =>
        connectionOf(args, await loaders.alertsOfPerson.load(id)),
    },
    AlertConnection,
  ),
);

builder.objectField(Household, 'alerts', (t) =>
  t.connection(
    {
      type: Alert,
      description: '涉及此家庭的预警，期限近的在前',
      authScopes: { can: 'ALERT_READ' },
      resolve: async ({ householdNo }, args, { loaders }) =>
        connectionOf(args, await loaders.alertsOfHousehold.load(householdNo)),
    },
    AlertConnection,
  ),
);

builder.objectField(Case, 'alerts', (t) =>
  t.connection(
    {
      type: Alert,
      description: '涉及此案件的预警，期限近的在前',
      authScopes: { can: 'ALERT_READ' },
      resolve: async ({ caseNo }, args, { loaders }) =>
        connectionOf(args, await loaders.alertsOfCase.load(caseNo)),
    },
    AlertConnection,
  ),
);

type ConnectionArgs = Parameters<typeof resolveArrayConnection>[0]['args'];

/** One page of alerts that were loaded together for all parents; a person has a handful of them. */
function connectionOf(args: ConnectionArgs, alerts: AlertRow[]) {
  return { ...resolveArrayConnection({ args }, alerts), totalCount: alerts.length };
}
