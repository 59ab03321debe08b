import { describe, expect, it } from 'vitest';
import { agreementOf } from './review-agreement.ts';

/** As many pairs of each kind as the table says: rows the first opinion, columns the second. */
function pairsOf(table: readonly (readonly number[])[]): [string, string][] {
  return table.flatMap((row, i) =>
    row.flatMap((count, j) =>
      Array.from({ length: count }, (): [string, string] => [`${i}`, `${j}`]),
    ),
  );
}

describe('agreement of two reviewers', () => {
  // Agresti, "Categorical Data Analysis" (1990), 10.5: husbands' and wives' ratings; published kappa 0.129
  // with asymptotic standard error 0.0686.
  it('is what the literature reports of a known table', () => {
    const { n, agreed, kappa, kappaLow, kappaHigh } = agreementOf(
      pairsOf([
        [7, 7, 2, 3],
        [2, 8, 3, 7],
        [1, 5, 4, 9],
        [2, 8, 9, 14],
      ]),
    );
    expect([n, agreed]).toEqual([91, 33]);
    expect(kappa).toBeCloseTo(0.1293, 4);
    const error = (Number(kappaHigh) - Number(kappaLow)) / (2 * 1.959963984540054);
    expect(error).toBeCloseTo(0.0686, 4);
  });

  it('is one, and certain, when the two always say the same', () => {
    expect(
      agreementOf(
        pairsOf([
          [6, 0],
          [0, 4],
        ]),
      ),
    ).toMatchObject({ share: 1, kappa: 1, kappaLow: 1 });
  });

  it('is below nothing when they agree less than chance would', () => {
    expect(
      agreementOf(
        pairsOf([
          [0, 5],
          [5, 0],
        ]),
      ).kappa,
    ).toBe(-1);
  });

  it('has no kappa when both only ever said one thing, and no share without a pair', () => {
    expect(agreementOf(pairsOf([[9]]))).toMatchObject({ n: 9, share: 1, kappa: null });
    expect(agreementOf([])).toMatchObject({ n: 0, share: null, shareLow: null, kappa: null });
  });
});
