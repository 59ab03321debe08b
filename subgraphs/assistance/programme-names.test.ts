import { expect, it } from 'vitest';
import { programmeCode } from './programme-names.ts';

it.each([
  ['最低生活保障', 'DIBAO'],
  ['城乡最低生活保障', 'DIBAO'],
  ['低保（城镇）', 'DIBAO'],
  ['特困', 'EXTREME_POVERTY_SUPPORT'],
  ['特困人员救助供养(分散)', 'EXTREME_POVERTY_SUPPORT'],
  ['低保边缘', 'LOW_INCOME_MARGIN'],
  ['支出型贫困家庭生活救助', 'EXPENDITURE_POVERTY_AID'],
  ['临时救助', 'TEMPORARY_ASSISTANCE'],
  ['重残无业人员生活补助', 'SEVERE_DISABILITY_NO_WORK'],
  ['民政特殊救济对象定期定量救济', 'SPECIAL_REGULAR_RELIEF'],
])('knows %s', (name, code) => {
  expect(programmeCode(name)).toBe(code);
});

it.each(['医疗救助', '', 'constructor', '不知道'])('does not know "%s"', (name) => {
  expect(programmeCode(name)).toBeNull();
});
