import type { NeedList } from '../rule.ts';

/**
 * 未保障人员: the other direction, and no rule of alerts. Whoever lives in the district, stands on a list of
 * 重病, 重残 or 失业 and in no current case is told to the street for a visit (003 二(四), domain rule 14).
 */
export const UNCOVERED_PERSON: {
  id: string;
  title: string;
  article: string;
  text: string;
  sources: readonly NeedList[];
} = {
  id: 'uncovered-person',
  title: '待走访的未保障人员',
  article: '《关于进一步规范社会救助管理工作的通知》二（四）',
  text: '在重病、重残、失业名单上而未获救助的本区居民，由街道主动走访，告知救助政策；不是预警。',
  sources: ['health.major-illness', 'disabled-federation.severe', 'human-resources.unemployment'],
};
