import { readFileSync } from 'node:fs';
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { isInputObjectType, isWrappingType, type GraphQLType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema as assistance } from '../../subgraphs/assistance/schema.ts';
import { schema as crossmatch } from '../../subgraphs/crossmatch/schema.ts';
import { schema as households } from '../../subgraphs/households/schema.ts';

const SCHEMAS: Readonly<Record<string, GraphQLSchema>> = { households, assistance, crossmatch };

// Federation's own two: `_service` says nothing of people, and what `_entities` gives is scoped where
// each type resolves its reference.
const FEDERATION = ['_entities', '_service'];

/** Open to every signed-in role, each for a reason; whatever is not listed must name its roles. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  // Areas are public. A search by id number is judged in the service, so that a refusal leaves a trace.
  households: [
    'districts',
    'personByIdNumber',
    'residentsCommittee',
    'subdistrict',
    'subdistricts',
  ],
  // The programmes are published by the ministry.
  assistance: ['programmes'],
  crossmatch: [],
};

function rootFields(schema: GraphQLSchema): GraphQLField<unknown, unknown>[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => Object.values(type?.getFields() ?? {}))
    .filter(({ name }) => !FEDERATION.includes(name));
}

function mutationNames(schema: GraphQLSchema): string[] {
  return Object.keys(schema.getMutationType()?.getFields() ?? {}).sort();
}

function namedType(type: GraphQLType): GraphQLType {
  return isWrappingType(type) ? namedType(type.ofType as GraphQLType) : type;
}

describe.each(Object.keys(SCHEMAS))('%s', (name) => {
  const schema = SCHEMAS[name] as GraphQLSchema;

  it('names the roles of every root field that is not public', () => {
    const open = rootFields(schema).filter(({ extensions }) => {
      const options = extensions['pothosOptions'] as { authScopes?: unknown } | undefined;
      return options?.authScopes === undefined;
    });
    expect(open.map((field) => field.name).sort()).toEqual(OPEN[name]);
  });
});

describe('no way leads from an alert to a payment', () => {
  it('has these mutations and no others in the whole graph', () => {
    expect(mutationNames(households)).toEqual([]);
    // Who took a step of a case, and what other departments may ask: nothing of a payment.
    expect(mutationNames(assistance)).toEqual([
      'acceptCase',
      'approveCase',
      'confirmAgreement',
      'endAgreement',
      'proposeAgreement',
      'resumeAgreement',
      'reviewCase',
      'suspendAgreement',
    ]);
    expect(mutationNames(crossmatch)).toEqual([
      'activateLinkageModel',
      'answerCorrection',
      'claimAlert',
      'claimOutreachTask',
      'decideMatchReview',
      'decideObjection',
      'discardHeldBatch',
      'liftLegalHold',
      'placeLegalHold',
      'reassignAlert',
      'receiveObjection',
      'recordDisposition',
      'recordOutreachVisit',
      'releaseHeldBatch',
      'retireLinkageModel',
      'setRuleState',
      'settleMatchReview',
      'withdrawObjection',
    ]);
  });

  it('takes no amount, month or programme in any mutation', () => {
    const mutations = [assistance, crossmatch].flatMap((schema) =>
      Object.values(schema.getMutationType()?.getFields() ?? {}),
    );
    const taken = mutations.flatMap((field) =>
      field.args.flatMap(({ name, type }) => {
        const input = namedType(type);
        return isInputObjectType(input) ? Object.keys(input.getFields()) : [name];
      }),
    );
    expect(taken.filter((name) => /pay|amount|fen|month|programme|benefit/i.test(name))).toEqual(
      [],
    );
  });

  it('lets the crossmatch role read cases and payments through the published view only', () => {
    const access = readFileSync('prisma/migrations/20261121090200_access/migration.sql', 'utf8');
    const granted = access
      .split(';')
      .filter((statement) => /GRANT/.test(statement) && /TO[^;]*yikou_crossmatch/.test(statement));
    expect(
      granted.filter((statement) => /INSERT|UPDATE|DELETE|payment|case_record/.test(statement)),
    ).toEqual([]);
  });
});
