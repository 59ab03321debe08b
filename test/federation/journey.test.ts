import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  sampleSupergraph,
  SHAPES,
  startHub,
  type RunningHub,
} from '../support/running-hub.ts';
import { createSampleGraph, type SampleGraph } from '../support/sample-graph.ts';

const JOURNEY = `query Journey($first: Int) {
  alerts(first: $first) {
    totalCount
    edges { node { alertNo reason person { id name household { householdNo address cases { caseNo status } } } } }
  }
}`;

describe.each(SHAPES)('the sample graph, %s', (shape) => {
  let hub: RunningHub;
  let graph: SampleGraph;
  let officer: string;

  beforeAll(async () => {
    graph = createSampleGraph();
    hub = await startHub({ shape, subgraphs: graph.subgraphs, supergraphSdl: sampleSupergraph() });
    officer = await hub.token({ role: 'CASE_OFFICER', streetCode: '310106012' });
  });
  afterAll(() => hub.close());

  it('joins alert, person, household and case in one query', async () => {
    const { status, body } = await ask(hub.url, officer, JOURNEY, { first: 1 });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        alerts: {
          totalCount: 30,
          edges: [
            {
              node: {
                alertNo: 'YJ-p1',
                reason: 'DEATH_REPORTED',
                person: {
                  id: 'p1',
                  name: '甲1',
                  household: {
                    householdNo: 'h1',
                    address: '示例路 h1 号',
                    cases: [{ caseNo: 'c-h1', status: 'ACTIVE' }],
                  },
                },
              },
            },
          ],
        },
      },
    });
  });

  it('answers a person of another street exactly like a person who does not exist', async () => {
    const other = await ask(hub.url, officer, '{ person(id: "p2") { id name } }');
    const nobody = await ask(hub.url, officer, '{ person(id: "p999") { id name } }');
    expect(other.text).toBe(nobody.text);
    expect(other.body).toEqual({ data: { person: null } });
  });
});
