import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyTree, grow, inclusionPath, isIncluded, subtreesOf, treeRoot } from './tree.ts';

// The leaves and roots of Certificate Transparency's own test suite (RFC 6962 §2.1).
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) =>
  createHash('sha256')
    .update(Buffer.from(`00${hex}`, 'hex'))
    .digest(),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

describe('the tree', () => {
  it('has the roots of the published vectors', () => {
    const tree = emptyTree();
    expect(hex(treeRoot(tree))).toBe(EMPTY);
    const roots = LEAVES.map((leaf) => {
      grow(tree, leaf);
      return hex(treeRoot(tree));
    });
    expect(roots).toEqual(ROOTS);
    expect(subtreesOf(tree).toString('hex')).toBe(ROOTS.at(-1));
  });

  it('has the published inclusion paths', () => {
    const path = (position: number, size: number) =>
      inclusionPath(LEAVES.slice(0, size), position).map((hash) => hash.toString('hex'));
    expect(path(0, 1)).toEqual([]);
    expect(path(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(path(5, 8)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(path(2, 3)).toEqual([ROOTS[1]]);
    expect(path(1, 5)).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('takes the path of every leaf of every size, and no other', () => {
    const leaves = Array.from({ length: 33 }, (_, n) =>
      createHash('sha256').update(String(n)).digest(),
    );
    const tree = emptyTree();
    for (const [index, leaf] of leaves.entries()) {
      grow(tree, leaf);
      const root = treeRoot(tree);
      const size = index + 1;
      for (let position = 0; position < size; position += 1) {
        const own = leaves[position] ?? leaf;
        const path = inclusionPath(leaves.slice(0, size), position);
        const place = { position, size, path, root };
        expect(isIncluded(own, place)).toBe(true);
        expect(isIncluded(createHash('sha256').update('x').digest(), place)).toBe(false);
        expect(isIncluded(own, { ...place, position: position + 1 })).toBe(false);
        expect(isIncluded(own, { ...place, path: [...path, leaf] })).toBe(false);
        if (path.length > 0) expect(isIncluded(own, { ...place, path: path.slice(1) })).toBe(false);
      }
    }
  });
});
