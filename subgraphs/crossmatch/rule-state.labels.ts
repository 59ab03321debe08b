import type { RuleState } from './rule-states.ts';

/** 规则状态 */
export const RULE_STATE = {
  ACTIVE: '启用',
  SHADOW: '试运行',
  OFF: '停用',
} as const satisfies Record<RuleState, string>;
