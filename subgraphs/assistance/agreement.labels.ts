/** 协议状态 */
export const AGREEMENT_STATE = {
  PROPOSED: '待确认',
  OPEN: '已开放',
  SUSPENDED: '已暂停',
  ENDED: '已终止',
} as const;
export type AgreementState = keyof typeof AGREEMENT_STATE;

/** 协议变更: what leads where. */
export const CHANGES = {
  PROPOSED: { label: '提出', from: [], state: 'PROPOSED' },
  CONFIRMED: { label: '确认', from: ['PROPOSED'], state: 'OPEN' },
  SUSPENDED: { label: '暂停', from: ['OPEN'], state: 'SUSPENDED' },
  RESUMED: { label: '恢复', from: ['SUSPENDED'], state: 'OPEN' },
  ENDED: { label: '终止', from: ['PROPOSED', 'OPEN', 'SUSPENDED'], state: 'ENDED' },
} as const satisfies Record<
  string,
  { label: string; from: readonly AgreementState[]; state: AgreementState }
>;
export type AgreementChange = keyof typeof CHANGES;
