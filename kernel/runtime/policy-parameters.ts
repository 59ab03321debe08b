import { createHash } from 'node:crypto';
import type pg from 'pg';
import { HubError } from '../errors.ts';
import type { PlainDate } from '../plain-date.ts';

/** A number the rules use, with the instrument it stands in. */
export type PolicyParameter = {
  code: string;
  value: number;
  unit: string;
  instrument: string;
  article: string;
  title: string;
  effectiveFrom: PlainDate;
};

/** The policy as it stands on one day. */
export type PolicyParameters = {
  asOf: PlainDate;
  /** Another one for other values. */
  version: string;
  /** @throws HubError PARAMETER_MISSING when no value is in force on that day. */
  get(code: string): PolicyParameter;
};

/** Every parameter in force on `asOf` (both ends of a term inclusive; the newest term wins). */
export async function loadPolicyParameters(
  database: Pick<pg.ClientBase | pg.Pool, 'query'>,
  asOf: PlainDate,
): Promise<PolicyParameters> {
  const { rows } = await (database as pg.Pool).query<Record<keyof PolicyParameter, string>>(
    `SELECT DISTINCT ON (code)
            code, value, unit, instrument, article, title, effective_from::text AS "effectiveFrom"
       FROM policy.parameter
      WHERE effective_from <= $1::date AND (effective_to IS NULL OR effective_to >= $1::date)
      ORDER BY code, effective_from DESC`,
    [asOf],
  );
  return policyOf(
    asOf,
    rows.map((row) => {
      return {
        ...row,
        value: Number(row.value),
        effectiveFrom: row.effectiveFrom as PlainDate,
      };
    }),
  );
}

/**
 * The same policy with other values, for a trial.
 * @throws HubError PARAMETER_MISSING for a code that is not in force, INVALID_INPUT for no finite value
 */
export function withValues(
  policy: PolicyParameters,
  values: readonly { code: string; value: number }[],
): PolicyParameters {
  const changed = new Map(
    values.map(({ code, value }) => {
      if (!Number.isFinite(value)) throw new HubError('INVALID_INPUT', { field: code });
      return [code, { ...policy.get(code), value }] as const;
    }),
  );
  const version = versionOf([...changed.values()], policy.version);
  return {
    asOf: policy.asOf,
    version: changed.size === 0 ? policy.version : version,
    get: (code) => changed.get(code) ?? policy.get(code),
  };
}

function policyOf(asOf: PlainDate, parameters: readonly PolicyParameter[]): PolicyParameters {
  const byCode = new Map(parameters.map((parameter) => [parameter.code, parameter]));
  return {
    asOf,
    version: versionOf(parameters, ''),
    get(code) {
      const parameter = byCode.get(code);
      if (parameter === undefined)
        throw new HubError('PARAMETER_MISSING', { parameter: code, asOf });
      return parameter;
    },
  };
}

function versionOf(parameters: readonly PolicyParameter[], base: string): string {
  const values = parameters.map(({ code, value }) => `${code}=${value}`).sort();
  return createHash('sha256')
    .update([base, ...values].join('\n'))
    .digest('hex')
    .slice(0, 16);
}
