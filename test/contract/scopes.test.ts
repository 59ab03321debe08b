import {
  execute,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS, ROLES, type Role } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { PERSONAL_FIELDS } from '../../kernel/field-classes.ts';
import { hubErrorOf } from '../../kernel/runtime/shown-error.ts';
import { schema as assistance } from '../../subgraphs/assistance/schema.ts';
import { schema as crossmatch } from '../../subgraphs/crossmatch/schema.ts';
import { schema as households } from '../../subgraphs/households/schema.ts';
import { anActor } from '../support/crossmatch-builders.ts';

// The second layer by itself: the services behind it are not there, so who gets that far was let through by the scope.
// Federation's own two: what a reference gives has the scope of its type.
const FEDERATION = ['_entities', '_service'];
const SCHEMAS: readonly GraphQLSchema[] = [households, assistance, crossmatch];

const STREET = 'CASE_OFFICER REVIEWER APPROVER OFFICE_HEAD';
const OVERSIGHT = 'BUREAU_SUPERVISOR AUDITOR SYSTEM';
const EVERYBODY = ROLES.join(' ');

/** Who may ask which field of the roots, in the words of domain.md §2 and apart from kernel/actor.ts. */
const MAY_ASK: Readonly<Record<string, string>> = {
  'districts subdistricts subdistrict residentsCommittee programmes personByIdNumber': EVERYBODY,
  'household households case cases streetStatistics': `${STREET} ${OVERSIGHT}`,
  person: `${STREET} ${OVERSIGHT} MATCH_REVIEWER`,
  'caseStatistics releasedAlertStatistics': `${STREET} ${OVERSIGHT} ANALYST`,
  acceptCase: 'CASE_OFFICER',
  reviewCase: 'REVIEWER',
  approveCase: 'APPROVER',
  'alert alerts alertStatistics authorisationTasks outreachTasks rulePrecision': `${STREET} ${OVERSIGHT}`,
  'correctionTicket correctionTickets': `${STREET} ${OVERSIGHT} LIAISON`,
  'departments extractBatch extractBatches': `${OVERSIGHT} LIAISON MATCH_REVIEWER`,
  'linkageModel linkageModels matchReview matchReviews reviewAgreement': `${OVERSIGHT} MATCH_REVIEWER`,
  matchRuns: OVERSIGHT,
  'rule rules': EVERYBODY,
  'ruleTrial shadowFindings': 'BUREAU_SUPERVISOR SYSTEM',
  'activateLinkageModel retireLinkageModel setRuleState settleMatchReview': 'BUREAU_SUPERVISOR',
  answerCorrection: 'LIAISON',
  'claimAlert claimOutreachTask recordOutreachVisit recordDisposition': 'CASE_OFFICER',
  reassignAlert: 'OFFICE_HEAD',
  decideMatchReview: 'MATCH_REVIEWER',
  'discardHeldBatch releaseHeldBatch': 'BUREAU_SUPERVISOR SYSTEM',
  'proposeAgreement confirmAgreement suspendAgreement resumeAgreement endAgreement':
    'BUREAU_SUPERVISOR',
  'sharingAgreements sharingPurposes': `${OVERSIGHT} LIAISON`,
  refusedQuestions: OVERSIGHT,
  'programmesOfPerson programmesOfList deliveredRecord': 'LIAISON',
  'sharedCaseStatistics sharedAlertStatistics': 'LIAISON',
  'objection objections': `${STREET} ${OVERSIGHT}`,
  'receiveObjection withdrawObjection': 'CASE_OFFICER OFFICE_HEAD',
  decideObjection: 'OFFICE_HEAD BUREAU_SUPERVISOR',
  'legalHolds retentionCertificates retentionSchedule': OVERSIGHT,
  'placeLegalHold liftLegalHold': 'BUREAU_SUPERVISOR AUDITOR',
};

const rolesOf = new Map(
  Object.entries(MAY_ASK).flatMap(([fields, roles]) =>
    fields.split(' ').map((field) => [field, roles.split(' ')] as const),
  ),
);

type Root = {
  schema: GraphQLSchema;
  kind: 'query' | 'mutation';
  field: GraphQLField<unknown, unknown>;
};
const ROOTS: readonly Root[] = SCHEMAS.flatMap((schema) =>
  (['query', 'mutation'] as const).flatMap((kind) => {
    const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {})
      .filter(({ name }) => !FEDERATION.includes(name))
      .map((field) => ({ schema, kind, field }));
  }),
);

/** Whatever is called on it throws: whoever gets here has passed the scope. */
const BEYOND: unknown = new Proxy(() => undefined, {
  get: (_target, key) => (key === 'then' ? undefined : BEYOND),
  apply() {
    throw new HubError('CONFLICT');
  },
});

function literal(type: GraphQLInputType): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return '[]';
  if (isEnumType(inner)) return inner.getValues()[0]?.name ?? '';
  if (isInputObjectType(inner)) {
    const required = Object.values(inner.getFields()).filter(({ type: of }) => isNonNullType(of));
    return `{ ${required.map((field) => `${field.name}: ${literal(field.type)}`).join(' ')} }`;
  }
  if (inner.name === 'Int' || inner.name === 'Float') return '2026';
  return inner.name === 'Boolean' ? 'true' : '"2026-01-01"';
}

/** Whether the scope of a field lets a role through. */
async function passes({ schema, kind, field }: Root, role: Role): Promise<boolean> {
  const args = field.args
    .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
    .map(({ name, type }) => `${name}: ${literal(type)}`);
  const call = args.length > 0 ? `${field.name}(${args.join(' ')})` : field.name;
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const { errors = [] } = await execute({
    schema,
    document: parse(`${kind} { ${call}${selection} }`),
    contextValue: {
      ...{ actor: anActor(role), purpose: null, requestId: 'r' },
      ...{ db: BEYOND, services: BEYOND, loaders: BEYOND },
    },
  });
  return !errors.some((error) => hubErrorOf(error)?.code === 'FORBIDDEN');
}

/** Each field and role where the scope and the table above differ. */
async function differences(): Promise<string[]> {
  const found: string[] = [];
  for (const root of ROOTS)
    for (const role of ROLES) {
      const may = rolesOf.get(root.field.name)?.includes(role);
      if ((await passes(root, role)) !== may) found.push(`${role} ${root.field.name}`);
    }
  return found;
}

type Scoped = { extensions: Readonly<Record<string, unknown>> };

function hasScope({ extensions }: Scoped): boolean {
  const options = extensions['pothosOptions'] as { authScopes?: unknown } | undefined;
  return options?.authScopes !== undefined;
}

/** Fields of persons that somebody could reach without any scope on the way, roots and references alike. */
function unscoped(schema: GraphQLSchema): string[] {
  const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const entity = schema.getType('_Entity');
  const referred = isUnionType(entity) ? entity.getTypes() : [];
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const open = new Set<GraphQLObjectType>();
  const queue = referred.filter((type) => !hasScope(type));
  for (const root of roots)
    for (const field of Object.values(root?.getFields() ?? {}))
      if (!hasScope(field) && !FEDERATION.includes(field.name)) queue.push(...objectOf(field));
  for (let type = queue.pop(); type; type = queue.pop()) {
    if (open.has(type) || hasScope(type)) continue;
    open.add(type);
    queue.push(
      ...Object.values(type.getFields())
        .filter((one) => !hasScope(one))
        .flatMap(objectOf),
    );
  }
  return objects
    .filter((type) => open.has(type) && type.name in PERSONAL_FIELDS)
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
}

function objectOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType[] {
  const type = getNamedType(field.type);
  return isObjectType(type) ? [type] : [];
}

describe('a field of a person', () => {
  it('stands behind a scope, however it is reached, but for keys that the asker names', () => {
    // A neighbour's type, extended: its key, and lists of what has a scope of its own.
    expect(unscoped(households)).toEqual([]);
    expect(unscoped(assistance).sort()).toEqual(['Household.cases', 'Household.householdNo']);
    expect(unscoped(crossmatch).sort()).toEqual([
      'Case.alerts',
      'Case.caseNo',
      'Household.alerts',
      'Household.householdNo',
      'Person.alerts',
      'Person.id',
      'Person.links',
      'Person.objections',
      'Person.outreachTasks',
      'Person.records',
    ]);
  });

  it('is found where its type has lost the scope', () => {
    const person = households.getType('Person') as unknown as Scoped;
    const kept = person.extensions;
    person.extensions = {};
    try {
      expect(unscoped(households)).toContain('Person.name');
    } finally {
      person.extensions = kept;
    }
  });
});

describe('the scopes alone', () => {
  it('know every field of the roots, and no other', () => {
    expect(ROOTS.map(({ field }) => field.name).sort()).toEqual([...rolesOf.keys()].sort());
  });

  it('let through whom domain.md names, and nobody else', async () => {
    expect(await differences()).toEqual([]);
  });

  it('are missed where they say yes to everybody', async () => {
    const table = PERMISSIONS as Record<Role, unknown>;
    const kept = { ...PERMISSIONS };
    const everything = [...new Set(Object.values(PERMISSIONS).flat())];
    try {
      for (const role of ROLES) table[role] = everything;
      expect((await differences()).length).toBeGreaterThan(200);
    } finally {
      Object.assign(table, kept);
    }
  });
});
