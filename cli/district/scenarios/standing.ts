import type { Demand } from '../household.ts';
import { identityOf, TRAP, expectSilence, type Scenario } from '../scenario.ts';
import { raise, type PlainEvent } from './plain-event.ts';
import { PLAIN_EVENTS } from './plain-events.ts';

/** Whoever is not on aid, or not covered by it, raises nothing, whatever happens to them. */
const NOT_COVERED: readonly (readonly [string, Demand])[] = [
  ['CASE_ENDED', { status: '停保' }],
  ['CASE_UNDER_REVIEW', { status: '审核中' }],
  ['CASE_IN_PUBLICITY', { status: '公示中' }],
  ['MEMBER_NOT_COVERED', { shape: 'uncovered-spouse' }],
];
const WITHOUT_AUTHORISATION: readonly (readonly [string, Demand])[] = [
  ['AUTHORISATION_EXPIRED', { authorisation: 'expired' }],
  ['AUTHORISATION_ABSENT', { authorisation: 'absent' }],
];

/** The plain event of every source, before people and households of every standing. */
export const STANDING_SCENARIOS: readonly Scenario[] = PLAIN_EVENTS.flatMap((event) => [
  ...NOT_COVERED.map(([why, demand]) => silent(event, why, demand)),
  ...WITHOUT_AUTHORISATION.map(([why, demand]) =>
    event.economic ? silent(event, why, demand) : raised(event, why, demand),
  ),
  raised(event, 'SECOND_CASE_AUTHORISES', { authorisation: 'on-second-case' }),
]);

function silent(event: PlainEvent, why: string, demand: Demand): Scenario {
  return {
    id: `${event.source}.${why}`,
    perThousand: TRAP,
    demand: { ...event.demand, ...demand },
    plant(stage) {
      event.plant(stage, identityOf(stage.subject));
      expectSilence(stage, event.rule, why);
    },
  };
}

function raised(event: PlainEvent, why: string, demand: Demand): Scenario {
  return {
    id: `${event.source}.${why}`,
    perThousand: TRAP,
    demand: { ...event.demand, ...demand },
    plant(stage) {
      raise(event, stage, identityOf(stage.subject));
    },
  };
}
