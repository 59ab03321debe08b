import { createHash } from 'node:crypto';

/** A growing Merkle tree (RFC 9162 §2.1): at each level the root of a perfect subtree, or none. */
export type Tree = { size: number; levels: (Buffer | null)[] };

export function emptyTree(): Tree {
  return { size: 0, levels: [] };
}

/** Adds a leaf hash, as one adds 1 to a binary number. */
export function grow(tree: Tree, leaf: Buffer): void {
  let carried = leaf;
  let level = 0;
  for (; ; level += 1) {
    const there = tree.levels[level] ?? null;
    if (there === null) break;
    carried = inner(there, carried);
    tree.levels[level] = null;
  }
  tree.levels[level] = carried;
  tree.size += 1;
}

/** The root, in base64; of a tree without leaves, the hash of nothing. */
export function treeRoot(tree: Tree): string {
  let root: Buffer | null = null;
  for (const subtree of tree.levels) {
    if (subtree !== null) root = root === null ? subtree : inner(subtree, root);
  }
  return (root ?? createHash('sha256').digest()).toString('base64');
}

/** The perfect subtrees, largest first, one behind the other. */
export function subtreesOf(tree: Tree): Buffer {
  return Buffer.concat(tree.levels.filter((one) => one !== null).reverse());
}

/** The inclusion path of a leaf, nearest sister first (RFC 9162 §2.1.3.1). */
export function inclusionPath(leaves: readonly Buffer[], position: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const half = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return position < half
    ? [...inclusionPath(left, position), rootOfLeaves(right)]
    : [...inclusionPath(right, position - half), rootOfLeaves(left)];
}

/** Whether a leaf hash stands at that position of the tree with that root (RFC 9162 §2.1.3.2). */
export function isIncluded(
  leaf: Buffer,
  place: { position: number; size: number; path: readonly Buffer[]; root: string },
): boolean {
  let [first, second] = [place.position, place.size - 1];
  if (first > second) return false;
  let hash = leaf;
  for (const sister of place.path) {
    if (second === 0) return false;
    if (first % 2 === 1 || first === second) {
      hash = inner(sister, hash);
      while (first % 2 === 0 && first !== 0) {
        first /= 2;
        second = Math.floor(second / 2);
      }
    } else {
      hash = inner(hash, sister);
    }
    first = Math.floor(first / 2);
    second = Math.floor(second / 2);
  }
  return second === 0 && hash.toString('base64') === place.root;
}

function rootOfLeaves(leaves: readonly Buffer[]): Buffer {
  const tree = emptyTree();
  for (const leaf of leaves) grow(tree, leaf);
  return Buffer.from(treeRoot(tree), 'base64');
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** 0x01 makes it an inner node. */
function inner(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}
