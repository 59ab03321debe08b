import { OTHER } from './canary-files.ts';

const EVERYTHING = `query All {
  alerts(first: 20) { edges { node {
    alertNo explanation explanationParts { text } evidence { data { value } } events { actor }
    person { id name idNumberMasked birthYear } household { residenceAddress head { idNumberMasked } }
  } } }
}`;
const REVIEWS = `query Reviews {
  matchReviews(first: 20, filter: {}) { edges { node {
    id recordName comparison { recordValue personValue } parts { left right } data { value }
  } } }
}`;
const BATCHES = `query Batches {
  extractBatches(first: 20) { edges { node {
    id fileName notices holdReason rejection { code column message }
    setAsideRows(first: 50) { edges { node { reasonLabel column } } }
  } } }
}`;

/** Everything that is told of persons, batches and rows. */
export const READS = [EVERYTHING, REVIEWS, BATCHES];

/** A text in every place of a GraphQL request that takes one, well formed and not: where, and the body. */
export function wrongRequests(text: string, personId: string): [where: string, body: unknown][] {
  return [
    ['as a key', { query: `{ alert(alertNo: "${text}") { alertNo } }` }],
    [
      'as an enum value',
      { query: `{ alerts(first: 1, filter: { status: { eq: "${text}" } }) { totalCount } }` },
    ],
    [
      'as a wrong variable',
      { query: 'query Q($n: Int!) { alerts(first: $n) { totalCount } }', variables: { n: text } },
    ],
    [
      'as a date',
      { query: `{ alerts(first: 1, filter: { dueOn: { gte: "${text}" } }) { totalCount } }` },
    ],
    ['as a field', { query: `{ f${text} }` }],
    ['as an operation', { query: '{ districts { code } }', operationName: text }],
    ['as a fragment', { query: `{ ...F${text} }` }],
    ['as a cursor', { query: `{ alerts(first: 1, after: "${text}") { totalCount } }` }],
    [
      'as a note',
      {
        query: `mutation { recordDisposition(input: { alertNo: "YJ-2222222", disposition: CONFIRMED, note: "见 ${text}" }) { alertNo } }`,
      },
    ],
    [
      'as a purpose',
      { query: `{ personByIdNumber(idNumber: "${OTHER}", purpose: "查 ${text}") { id } }` },
    ],
    [
      'masked',
      {
        query: `{ personByIdNumber(idNumber: "310190********${text.slice(14)}", purpose: "核对") { id } }`,
      },
    ],
    ['misspelt', { query: `{ personByIdNumber(idNumber: "${text}1", purpose: "核对") { id } }` }],
    [
      'as a case',
      {
        query: `query W($id: ID!) { person(id: $id) { idNumber(purpose: "核对", caseNo: "${text}") } }`,
        variables: { id: personId },
      },
    ],
    [
      'as an id',
      {
        query: `{ person(id: "${text}") { id } household(householdNo: "${text}") { householdNo } }`,
      },
    ],
    ['as an area', { query: `{ subdistrict(code: "${text}") { code } }` }],
    ['in broken JSON', `{"query": ${text}`],
    ['in broken GraphQL', { query: `{ alert(alertNo: ${text}" }` }],
    [
      'as an extension',
      {
        query: '{ districts { code } }',
        extensions: { persistedQuery: { version: 1, sha256Hash: text } },
      },
    ],
  ];
}
