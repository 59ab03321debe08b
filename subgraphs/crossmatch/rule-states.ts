/** ACTIVE raises and withdraws; SHADOW withdraws and otherwise only notes what it would raise; OFF does nothing. */
export const RULE_STATES = ['ACTIVE', 'SHADOW', 'OFF'] as const;
export type RuleState = (typeof RULE_STATES)[number];

/** The newest change of a rule (no source), of a source (no rule), or of a rule on one source. */
export type RuleStateSetting = { ruleId: string | null; source: string | null; state: RuleState };

/** The states of all rules on all sources. */
export type RuleStates = {
  /** The strictest of what holds for the rule, for the source, and for the rule on that source. */
  of(ruleId: string, source: string): RuleState;
  /** Whether any rule or source is in this state. */
  has(state: RuleState): boolean;
};

/** A rule on a source: whether its records count there. */
export type Allows = (ruleId: string, source: string) => boolean;

/** What the settings come to; whatever no setting names is ACTIVE (domain.md rule 8). */
export function ruleStates(settings: readonly RuleStateSetting[]): RuleStates {
  const paused = new Map<string, RuleState>();
  for (const { ruleId, source, state } of settings) {
    if (state !== 'ACTIVE') paused.set(keyOf(ruleId, source), state);
  }
  return {
    of: (ruleId, source) =>
      strictest([
        paused.get(keyOf(ruleId, null)),
        paused.get(keyOf(null, source)),
        paused.get(keyOf(ruleId, source)),
      ]),
    has: (state) => (state === 'ACTIVE' ? paused.size === 0 : [...paused.values()].includes(state)),
  };
}

/** Every rule on every source raises and withdraws. */
export const ALL_ACTIVE: RuleStates = ruleStates([]);

/** The same states with one rule active on all its sources, as a trial needs it. */
export function withActive(states: RuleStates, ruleId: string): RuleStates {
  return { ...states, of: (id, source) => (id === ruleId ? 'ACTIVE' : states.of(id, source)) };
}

function strictest(states: readonly (RuleState | undefined)[]): RuleState {
  if (states.includes('OFF')) return 'OFF';
  return states.includes('SHADOW') ? 'SHADOW' : 'ACTIVE';
}

function keyOf(ruleId: string | null, source: string | null): string {
  return `${ruleId ?? ''}|${source ?? ''}`;
}
