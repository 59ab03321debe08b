import type { Rule } from '../rule.ts';
import { decideCivilStatus, tellCivilStatus } from './civil-status.ts';
import { quietOnSameDate } from './standing.ts';

/** 结婚登记: who lives in the household, and on what, may have changed (003 三(三) 婚嫁). */
export const marriageRegistered: Rule = {
  id: 'marriage-registered',
  family: 'marriage-registered',
  severity: 'NORMAL',
  title: '结婚登记',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保对象登记结婚的，由街道核实家庭成员和家庭经济状况变化。',
  sources: ['civil-affairs.marriage'],
  finishWithin: null,
  comparison: 'STATUTORY',
  decide: (input) => decideCivilStatus(input, 'MARRIED', 'NORMAL'),
  quiet: quietOnSameDate,
  tell: tellCivilStatus,
};
