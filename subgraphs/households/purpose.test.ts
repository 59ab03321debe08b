import { describe, expect, it } from 'vitest';
import { assertPurpose } from './purpose.ts';

describe('a purpose', () => {
  it('is kept without the spaces around it', () => {
    expect(assertPurpose('  核对低保申请 ')).toBe('核对低保申请');
  });

  it.each(['', '  ', '查'])('of "%s" is none', (text) => {
    expect(() => assertPurpose(text)).toThrow(
      expect.objectContaining({ code: 'PURPOSE_REQUIRED' }),
    );
  });

  it.each(['电话 13900001234', '３１０１９０１９８００１０１００１', '核'.repeat(101)])(
    'may hold no number of a person and no essay: %s',
    (text) => {
      expect(() => assertPurpose(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    },
  );
});
