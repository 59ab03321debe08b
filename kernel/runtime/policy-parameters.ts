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
  const byCode = new Map(
    rows.map((row) => [
      row.code,
      { ...row, value: Number(row.value), effectiveFrom: row.effectiveFrom as PlainDate },
    ]),
  );
  return {
    asOf,
    get(code) {
      const parameter = byCode.get(code);
      if (parameter === undefined)
        throw new HubError('PARAMETER_MISSING', { parameter: code, asOf });
      return parameter;
    },
  };
}
