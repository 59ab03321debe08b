import { describe, expect, it } from 'vitest';
import { rejection, setAsideCounts, textList } from './extract-batch.ts';

describe('setAsideCounts', () => {
  it('lists the reasons that occurred, in the order in which a row is judged', () => {
    const stored = { DUPLICATE_ROW: 2, ID_CHECKSUM: 3, DATE_INVALID: 0, UNKNOWN: 9 };
    expect(setAsideCounts(stored)).toEqual([
      { code: 'ID_CHECKSUM', count: 3 },
      { code: 'DUPLICATE_ROW', count: 2 },
    ]);
    expect(setAsideCounts(null)).toEqual([]);
  });
});

describe('rejection', () => {
  it('tells column and byte where they are known', () => {
    const encoding = { code: 'FILE_ENCODING', message: '无法识别', byteOffset: 17 };
    expect(rejection(encoding)).toEqual({ ...encoding, column: null });
    expect(rejection(null)).toBeNull();
  });
});

describe('textList', () => {
  it('keeps texts only', () => {
    expect(textList(['一', 2, null])).toEqual(['一']);
    expect(textList({})).toEqual([]);
  });
});
