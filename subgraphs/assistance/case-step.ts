import { HubError } from '../../kernel/errors.ts';

/** 受理、审核、审批, in their order (001 四(四)). */
export const CASE_STEPS = ['ACCEPT', 'REVIEW', 'APPROVE'] as const;
export type CaseStepKind = (typeof CASE_STEPS)[number];

export const CASE_STEP_LABELS: Readonly<Record<CaseStepKind, string>> = Object.freeze({
  ACCEPT: '受理',
  REVIEW: '审核',
  APPROVE: '审批',
});

/** A step that was taken: `nth` counts the case's steps from 1, three of them are a round. */
export type TakenStep = { nth: number; round: number; step: string; recordedBy: string };

export type NextStep = { nth: number; follows: number | null; round: number };

/**
 * Where a step stands among those taken so far, which are in their order; null when this account's own last step is
 * told again: the answer to the first call may have been lost.
 *
 * @throws HubError INVALID_STATE when it is not this step's turn, DUTIES_NOT_SEPARATED when the account took another
 *   step of the round. The table refuses both by itself.
 */
export function nextStep(
  taken: readonly TakenStep[],
  { step, by }: { step: CaseStepKind; by: string },
): NextStep | null {
  const last = taken.at(-1);
  if (last?.step === step && last.recordedBy === by) return null;
  const nth = (last?.nth ?? 0) + 1;
  const round = Math.ceil(nth / CASE_STEPS.length);
  if (taken.some((one) => one.round === round && one.recordedBy === by))
    throw new HubError('DUTIES_NOT_SEPARATED', { step });
  if (CASE_STEPS[(nth - 1) % CASE_STEPS.length] !== step)
    throw new HubError('INVALID_STATE', { step });
  return { nth, follows: last?.nth ?? null, round };
}
