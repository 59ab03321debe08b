import { createHash } from 'node:crypto';

/**
 * A Merkle tree that only grows (RFC 9162 §2.1), as its size and the roots of its perfect subtrees, largest
 * first: as many as the size has bits set, which is all that appending needs.
 */
export type Frontier = { size: number; subtrees: readonly Buffer[] };

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);
export const HASH_BYTES = 32;

/** The tree without leaves. */
export const EMPTY: Frontier = { size: 0, subtrees: [] };

/** The hash of a leaf. The prefix keeps a leaf from passing for an inner node. */
export function leafHash(data: Buffer): Buffer {
  return createHash('sha256').update(LEAF).update(data).digest();
}

/** The tree with these leaf hashes behind its own. */
export function appendLeaves(frontier: Frontier, leaves: readonly Buffer[]): Frontier {
  const subtrees = [...frontier.subtrees];
  let { size } = frontier;
  for (const leaf of leaves) {
    let node = leaf;
    // Each bit set at the end of the size is a perfect subtree as large as what is carried.
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = subtrees.pop();
      if (left === undefined) throw new RangeError('the frontier does not fit its size');
      node = nodeHash(left, node);
    }
    subtrees.push(node);
    size += 1;
  }
  return { size, subtrees };
}

/** The root of the whole tree; of the empty one, the hash of nothing. */
export function rootOf({ subtrees }: Frontier): Buffer {
  const [last, ...larger] = subtrees.toReversed();
  if (last === undefined) return createHash('sha256').digest();
  return larger.reduce((right, left) => nodeHash(left, right), last);
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}
