import { needList } from './need-list.ts';

/** 卫健：重病人员 */
export const healthMajorIllness = needList('health.major-illness', 'health', '卫健重病人员名单');
