import { builder } from './builder.ts';

/** The person's own fields are the households subgraph's; this one adds what alerts concern them. */
export const Person = builder
  .externalRef('Person', builder.selection<{ id: string }>('id'))
  .implement({
    fields: (t) => ({ id: t.exposeID('id', { description: '人员标识，不是身份号码' }) }),
  });

/** The household's own fields are the households subgraph's. */
export const Household = builder
  .externalRef('Household', builder.selection<{ householdNo: string }>('householdNo'))
  .implement({
    fields: (t) => ({ householdNo: t.exposeID('householdNo', { description: '家庭编号' }) }),
  });

/** The case's own fields are the assistance subgraph's. */
export const Case = builder
  .externalRef('Case', builder.selection<{ caseNo: string }>('caseNo'))
  .implement({
    fields: (t) => ({ caseNo: t.exposeID('caseNo', { description: '案件编号' }) }),
  });

/** The street's own fields are the households subgraph's; this one adds its waiting alerts. */
export const Subdistrict = builder
  .externalRef('Subdistrict', builder.selection<{ code: string }>('code'))
  .implement({
    fields: (t) => ({ code: t.exposeID('code', { description: '区划代码（9 位）' }) }),
  });

builder.objectFields(Subdistrict, (t) => ({
  openAlertCount: t.int({
    nullable: true,
    description: '待认领和核查中的预警数；辖区以外不显示',
    authScopes: { can: 'ALERT_READ' },
    resolve: async ({ code }, _args, { loaders }) =>
      (await loaders.streetCount.load(code))?.open ?? null,
  }),
  overdueAlertCount: t.int({
    nullable: true,
    description: '其中已逾期的预警数；显示范围同上',
    authScopes: { can: 'ALERT_READ' },
    resolve: async ({ code }, _args, { loaders }) =>
      (await loaders.streetCount.load(code))?.overdue ?? null,
  }),
}));
