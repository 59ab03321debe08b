import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { createPlannedGraph } from '../../gateway/planned-graph.ts';
import { SUBJECT_REPORT } from '../../gateway/subject-report/document.ts';
import { readSupergraph } from '../../gateway/supergraph-file.ts';

it('the subject report asks for what the graph has', () => {
  const { schema } = createPlannedGraph({
    supergraphSdl: readSupergraph(),
    dataSourceOf: () => ({ process: () => Promise.reject(new Error('nothing is asked')) }),
  });
  expect(validate(schema, parse(SUBJECT_REPORT)).map(({ message }) => message)).toEqual([]);
});
