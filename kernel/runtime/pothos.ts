import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin, { AuthScopeFailureType, type AuthFailure } from '@pothos/plugin-scope-auth';
import { GraphQLScalarType } from 'graphql';
import type { PrismaClient } from '../../prisma/generated/client/client.ts';
import type PrismaTypes from '../../prisma/generated/pothos-types.ts';
import { getDatamodel } from '../../prisma/generated/pothos-types.ts';
import { can, type Action } from '../actor.ts';
import { HubError } from '../errors.ts';
import { fromDbDate, isPlainDate, type PlainDate } from '../plain-date.ts';
import type { RequestContext } from './subgraph.ts';

/** The least a subgraph's context holds: who asks, and the client of the subgraph's own database role. */
export type PothosContext = RequestContext & { db: PrismaClient };

type HubTypes<Context extends PothosContext> = {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  AuthScopes: { can: Action };
  Scalars: {
    ID: { Input: string; Output: string };
    Date: { Input: PlainDate; Output: PlainDate | Date };
    DateTime: { Input: Date; Output: Date };
    Fen: { Input: number; Output: number | bigint };
  };
};

/**
 * A schema builder with the one plugin list of the house. Pothos plugins widen a global interface, so
 * all three subgraphs must share it; a builder holds no types of its own.
 */
export function createBuilder<Context extends PothosContext>() {
  const builder = new SchemaBuilder<HubTypes<Context>>({
    // Authorisation wraps first; federation comes after everything that wraps resolvers.
    plugins: [ScopeAuthPlugin, RelayPlugin, PrismaPlugin, DirectivesPlugin, FederationPlugin],
    defaultFieldNullability: false,
    scopeAuth: {
      treatErrorsAsUnauthorized: true,
      unauthorizedError: (_parent, _context, _info, { failure }) =>
        new HubError('FORBIDDEN', { action: actionOf(failure) }),
      authScopes: (context) => ({ can: (action) => can(context.actor, action) }),
    },
    relay: {
      cursorType: 'String',
      // Every subgraph pages alike, so the one type stands in all of them.
      pageInfoTypeOptions: { shareable: true, description: '分页信息' },
    },
    prisma: {
      client: (context) => context.db,
      dmmf: getDatamodel(),
      onUnusedQuery: null,
      maxConnectionSize: 100,
      defaultConnectionSize: 20,
    },
  });
  builder.addScalarType('Date', dateScalar);
  builder.addScalarType('DateTime', dateTimeScalar);
  builder.addScalarType('Fen', fenScalar);
  builder.queryType({ description: '查询' });
  return builder;
}

const dateScalar = new GraphQLScalarType<PlainDate, string>({
  name: 'Date',
  description: '日期，YYYY-MM-DD（中国标准时间的日历日）。',
  serialize: (value) => (value instanceof Date ? fromDbDate(value) : readDate(value)),
  parseValue: readDate,
});

const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: '时刻，ISO 8601，带时区。',
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new HubError('INVALID_INPUT', { field: 'DateTime' });
  },
  parseValue(value) {
    const parsed = new Date(typeof value === 'string' ? value : Number.NaN);
    if (Number.isNaN(parsed.getTime())) throw new HubError('INVALID_INPUT', { field: 'DateTime' });
    return parsed;
  },
});

const fenScalar = new GraphQLScalarType<number, number>({
  name: 'Fen',
  description: '金额，整数分（1 元 = 100 分）。',
  serialize: readFen,
  parseValue: readFen,
});

/** The action that a field's or a type's scope asks for; null where a function decides. */
function actionOf(failure: AuthFailure | undefined): unknown {
  if (failure === undefined) return null;
  if (failure.kind === AuthScopeFailureType.AuthScope) return failure.parameter;
  return 'failures' in failure ? actionOf(failure.failures[0]) : null;
}

function readDate(value: unknown): PlainDate {
  if (typeof value === 'string' && isPlainDate(value)) return value;
  throw new HubError('INVALID_INPUT', { field: 'Date' });
}

function readFen(value: unknown): number {
  const fen = typeof value === 'bigint' ? Number(value) : value;
  if (typeof fen === 'number' && Number.isSafeInteger(fen)) return fen;
  throw new HubError('INVALID_INPUT', { field: 'Fen' });
}
