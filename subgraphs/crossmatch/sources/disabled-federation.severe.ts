import { needList } from './need-list.ts';

/** 残联：重度残疾人员 */
export const disabledFederationSevere = needList(
  'disabled-federation.severe',
  'disabled-federation',
  '残联重度残疾人员名单',
);
