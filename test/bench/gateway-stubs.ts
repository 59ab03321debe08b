// Three stub subgraphs in one process: JSON only, no schema, so that the gateway's cost is what shows.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Body = {
  variables?: { no?: string; first?: number; after?: string; representations?: Ref[] };
};
type Ref = { id?: string; householdNo?: string };

const ANSWERS: Record<string, (body: Body) => unknown> = {
  crossmatch: ({ variables }) => {
    const offset = Number(variables?.after ?? 0);
    const nodes = Array.from({ length: variables?.first ?? 1 }, (_, index) => ({
      node: alert(`${offset + index}`),
    }));
    return variables?.no
      ? { alert: alert(variables.no) }
      : { alerts: { totalCount: 60, edges: nodes } };
  },
  households: ({ variables }) => ({
    _entities: variables?.representations?.map(({ id }) => ({
      __typename: 'Person',
      name: `甲${id}`,
      household: { __typename: 'Household', householdNo: `h${id}`, address: `示例路 ${id} 号` },
    })),
  }),
  assistance: ({ variables }) => ({
    _entities: variables?.representations?.map(({ householdNo }) => ({
      __typename: 'Household',
      cases: [{ caseNo: `c-${householdNo}`, status: 'ACTIVE' }],
    })),
  }),
};

function alert(no: string) {
  return { alertNo: no, reason: 'DEATH_REPORTED', person: { __typename: 'Person', id: no } };
}

const urls: Record<string, string> = {};
for (const [name, answer] of Object.entries(ANSWERS)) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: answer(body) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
process.send?.({ urls });
process.on('disconnect', () => process.exit());
