import { needList } from './need-list.ts';

/** 人社：登记失业人员 */
export const humanResourcesUnemployment = needList(
  'human-resources.unemployment',
  'human-resources',
  '人社登记失业人员名单',
);
