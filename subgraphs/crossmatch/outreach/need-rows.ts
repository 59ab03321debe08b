import type { PlainDate } from '../../../kernel/plain-date.ts';
import { normaliseName } from '../../../kernel/person-name.ts';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import { organisationKey } from '../rule.ts';
import { UNCOVERED_PERSON } from '../rules/uncovered-person.ts';
import type { NeedFact, SourceFact } from '../sources/source-fact.ts';
import type { Source } from '../sources/source.ts';

/** A street of the district, by the name that lists of other departments use. */
export type OwnStreet = { code: string; name: string };

/** Somebody on a list of need who lives in the district. */
export type ListedResident = {
  matchKey: string;
  name: string;
  streetCode: string;
  recognisedOn: PlainDate;
};

/**
 * Reads staged rows of a need list: null for one that its contract no longer accepts, that has no usable
 * number, or whose 居住街道 is none of the district's streets. Where somebody lives is never guessed.
 */
export function residentReader(
  source: Source,
  asOf: PlainDate,
  streets: readonly OwnStreet[],
): (cells: readonly string[]) => ListedResident | null {
  const evaluate = rowEvaluator(source.contract, asOf);
  const codes = new Map(streets.map(({ name, code }) => [organisationKey(name), code]));
  return (cells) => {
    const result = evaluate(cells);
    if (!result.ok) return null;
    const [party] = source.parties(result.row);
    const fact = source.fact(result.row, 0);
    if (!party?.matchKey || !isNeed(fact)) return null;
    const streetCode = codes.get(organisationKey(fact.residence ?? ''));
    if (streetCode === undefined) return null;
    return {
      matchKey: party.matchKey,
      name: normaliseName(party.name),
      streetCode,
      recognisedOn: fact.recognisedOn,
    };
  };
}

function isNeed(fact: SourceFact): fact is NeedFact {
  return UNCOVERED_PERSON.sources.some((list) => list === fact.source);
}
