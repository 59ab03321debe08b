import { describe, expect, it } from 'vitest';
import { evidenceItems } from './evidence.labels.ts';

function told(data: unknown): string[] {
  return evidenceItems(data).map(({ label, value }) => `${label} ${value}`);
}

describe('evidenceItems', () => {
  it('reads a tax record aloud, the amount in yuan', () => {
    const income = {
      source: 'tax.income',
      withholder: '示例餐饮有限公司',
      taxpayerNo: null,
      item: '工资薪金所得',
      periodFrom: '2026-10-01',
      periodTo: '2026-10-31',
      amountFen: 425000,
    };
    expect(told(income)).toEqual([
      '扣缴义务人 示例餐饮有限公司',
      '所得项目 工资薪金所得',
      '税款所属期起 2026-10-01',
      '税款所属期止 2026-10-31',
      '收入额（元） 4,250.00',
    ]);
  });

  it('says codes, months and marks in Chinese', () => {
    expect(told({ status: 'PAYING', startMonth: '2026-09-01', endMonth: null })).toEqual([
      '缴费状态 参保缴费',
      '缴费起始年月 2026-09',
    ]);
    expect(told({ revoked: true })).toEqual(['撤销标志 是']);
  });

  it('keeps silent about fields it does not know', () => {
    expect(told({ idNumber: '310106********002X', name: '某某' })).toEqual([]);
    expect(told(null)).toEqual([]);
  });
});
