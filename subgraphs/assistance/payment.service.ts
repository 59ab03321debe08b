import { groupBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Payment } from '../../prisma/generated/client/client.ts';

/** 月度应发. Whoever sees a case sees its payments, so the scope is the case's. */
export function createPaymentService({ database: { db } }: SubgraphDeps) {
  return {
    /** Payments by case number, newest month first; a case has at most twelve a year. */
    async ofCases(caseNos: readonly string[]): Promise<Map<string, Payment[]>> {
      const rows = await db.payment.findMany({
        where: { caseNo: { in: [...caseNos] } },
        orderBy: [{ caseNo: 'asc' }, { month: 'desc' }],
      });
      return groupBy(rows, (row) => row.caseNo);
    },
  };
}
