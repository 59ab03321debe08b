import { describe, expect, it } from 'vitest';
import { dueDerivation, explanationParts } from './explanation.ts';

const stored = {
  parameter: 'verification.finish',
  value: 12,
  unit: 'WORKING_DAY',
  instrument: '社会救助工作规程',
  article: '二（一）',
  from: '2026-11-02',
  missing: null,
  text: '自 2026-11-02 起 12 个工作日',
};

describe('dueDerivation', () => {
  it('gives the derivation as it was stored', () => {
    expect(dueDerivation(stored)).toEqual(stored);
  });

  it('gives none for another shape or a day that is none', () => {
    expect(dueDerivation({})).toBeNull();
    expect(dueDerivation({ ...stored, from: '2026-02-30' })).toBeNull();
  });
});

describe('explanationParts', () => {
  it('keeps what agreed, what did not, and what is only told', () => {
    const parts = [
      { field: 'name', agreed: true, text: '姓名一致' },
      { field: 'sex', agreed: null, text: '来源记录未提供性别' },
    ];
    expect(explanationParts(parts)).toEqual(parts);
  });

  it('leaves out what has another shape', () => {
    expect(explanationParts([{ field: 'name' }, 'x'])).toEqual([]);
    expect(explanationParts(null)).toEqual([]);
  });
});
