import { GraphQLError, Kind } from 'graphql';
import { recordAudit, type AuditScope } from './audit.ts';
import { hubErrorOf } from './shown-error.ts';
import type { SubgraphDeps } from './subgraph.ts';

type Denial = { action: string | null; entity: string | null; key: null };

/**
 * Writes down what one request was refused by its actor's role, one audit row per action (domain.md §3
 * rule 10), in transactions of their own: the refused act's is rolled back. Other errors are passed over.
 *
 * Never throws: a refusal stands whether or not it could be written down, and the log says that it was not.
 */
export async function recordDenials(
  { database, log }: Pick<SubgraphDeps, 'database' | 'log'>,
  scope: AuditScope,
  errors: readonly unknown[],
): Promise<void> {
  // A type that may not be read refuses each of its fields on each row: that is one refusal.
  const denials = new Map<string | null, Denial>();
  for (const error of errors) {
    const denial = denialOf(error);
    if (denial && !denials.has(denial.action)) denials.set(denial.action, denial);
  }
  for (const denial of denials.values()) {
    try {
      await recordAudit(database.db, scope, { kind: 'ACTION_DENIED', ...denial });
    } catch (error) {
      const { requestId } = scope;
      log.error({ err: error, requestId, operation: denial.action }, 'a refusal is not audited');
    }
  }
}

/** Null for an error that is no refusal, or one that was written down where it was thrown. */
function denialOf(error: unknown): Denial | null {
  const refusal = hubErrorOf(error);
  if (refusal?.code !== 'FORBIDDEN' || refusal.details['recorded'] === true) return null;
  const { action } = refusal.details;
  return {
    action: typeof action === 'string' ? action : null,
    entity: error instanceof GraphQLError ? fieldOf(error) : null,
    key: null,
  };
}

/** The field's own name: its path holds what the caller chose to call it. */
function fieldOf({ nodes }: GraphQLError): string | null {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : null;
}
