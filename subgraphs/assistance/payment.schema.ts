import { resolveArrayConnection } from '@pothos/plugin-relay';
import { builder } from './builder.ts';
import { Case } from './case.schema.ts';

const Payment = builder.prismaObject('Payment', {
  description: '月度应发：某月台账所列某案件的应发金额。',
  authScopes: { can: 'CASE_READ' },
  fields: (t) => ({
    month: t.expose('month', { type: 'Date', description: '月份，以当月首日表示' }),
    amountFen: t.expose('amountFen', { type: 'Fen', description: '应发金额（分）' }),
  }),
});

builder.prismaObjectField(Case, 'payments', (t) =>
  t.connection(
    {
      type: Payment,
      description: '各月应发，新的在前',
      resolve: async (row, args, context) => {
        const all = await context.loaders.payments.load(row.caseNo);
        return { ...resolveArrayConnection({ args }, all), totalCount: all.length };
      },
    },
    {
      name: 'PaymentConnection',
      description: '各月应发的一页',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '共几个月' }) }),
    },
    { name: 'PaymentEdge' },
  ),
);
