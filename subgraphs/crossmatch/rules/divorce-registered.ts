import type { Rule } from '../rule.ts';
import { decideCivilStatus, tellCivilStatus } from './civil-status.ts';
import { quietOnSameDate } from './standing.ts';

/** 离婚登记: told without a deadline, for it may as well raise a household's aid (003 三(三) 婚嫁). */
export const divorceRegistered: Rule = {
  id: 'divorce-registered',
  family: 'divorce-registered',
  severity: 'INFO',
  title: '离婚登记',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '在保对象登记离婚的，提示街道了解家庭成员变化，可能影响保障人口数和救助金额。',
  sources: ['civil-affairs.marriage'],
  finishWithin: null,
  comparison: 'STATUTORY',
  decide: (input) => decideCivilStatus(input, 'DIVORCED', 'INFO'),
  quiet: quietOnSameDate,
  tell: tellCivilStatus,
};
