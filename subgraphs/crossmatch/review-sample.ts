import type { IdNumberVault } from '../../kernel/runtime/id-number-vault.ts';

/** The policy parameter: of a hundred pairs, how many need a second opinion. */
export const SECOND_SHARE = 'review.secondShare';

const RANGE = 2 ** 32;

/**
 * Whether a pair is of the sample that a second reviewer judges too. The same pair is always in or always out,
 * and who does not have the hub's key cannot tell which.
 *
 * @param share percent, 0…100
 */
export function isSampled(
  vault: Pick<IdNumberVault, 'index'>,
  fingerprint: string,
  share: number,
): boolean {
  const hash = Buffer.from(vault.index(`review-second|${fingerprint}`));
  return hash.readUInt32BE(0) < (share / 100) * RANGE;
}
