import { addFinding, type Findings } from './findings.ts';
import type { Note, TrustedKey } from './note.ts';
import {
  accountForPurges,
  certificateOf,
  type Certificate,
  type Missing,
  type ProvenPurge,
} from './purges.ts';
import { compareOlder, readRoots } from './roots.ts';
import { hashRow, TIME, type Row } from './row.ts';
import type { Remainder, Store, StoredBlock } from './store.ts';
import { emptyTree, grow, subtreesOf, treeRoot, type Tree } from './tree.ts';

export type Report = {
  ok: boolean;
  /** Blocks and rows that were looked at. */
  blocks: number;
  rows: number;
  /** Rows that wait for their block, and rows that a certified purge removed. */
  waiting: number;
  purged: number;
  /** Those purges, by the rows that certify them. */
  purges: ProvenPurge[];
  /** Rows sealed more than an hour after the time they bear: slow transactions, or times that were made up. */
  late: number;
  /** Crash marks in the roots file that change nothing. */
  torn: number;
  repeated: number;
  /** The newest line: write it down elsewhere. */
  head: string | null;
  findings: number;
  shown: Findings['shown'];
};

type Walk = {
  tree: Tree;
  findings: Findings;
  notes: readonly Note[];
  /** Once a root differs all later ones do. */
  rootsAgree: boolean;
  blocks: number;
  rows: number;
  late: number;
  missing: Missing[];
  certificates: Map<string, Certificate>;
};

const LATE_SECONDS = 3_600;
const HASH = 32;

/**
 * Verifies the audit store against the roots file: every line's signature and place, every block, every row,
 * and that nothing is there beside them.
 * @param given.older an earlier copy of the roots file, or some lines of one
 */
export async function verifyTrail(given: {
  store: Store;
  roots: string;
  older?: string;
  keys: readonly TrustedKey[];
}): Promise<Report> {
  const findings: Findings = { shown: [], total: 0 };
  const roots = readRoots(given.roots, given.keys, findings);
  if (given.older !== undefined) compareOlder(given.older, roots, findings);
  const walk: Walk = {
    tree: emptyTree(),
    findings,
    notes: roots.notes,
    rootsAgree: true,
    blocks: 0,
    rows: 0,
    late: 0,
    missing: [],
    certificates: new Map(),
  };
  for await (const block of given.store.blocks()) checkBlock(walk, block);
  for (const { block } of roots.notes.slice(walk.blocks))
    addFinding(findings, { code: 'BLOCK_MISSING', block });
  const remainder = await given.store.remainder();
  const purges = checkRemainder(walk, remainder);
  return {
    ok: findings.total === 0,
    blocks: walk.blocks,
    rows: walk.rows,
    waiting: remainder.waiting,
    purged: purges.reduce((sum, { rows }) => sum + rows, 0),
    purges,
    late: walk.late,
    torn: roots.torn,
    repeated: roots.repeated,
    head: roots.notes.at(-1)?.line ?? null,
    findings: findings.total,
    shown: findings.shown,
  };
}

function checkBlock(walk: Walk, block: StoredBlock): void {
  const { findings, tree } = walk;
  walk.blocks += 1;
  const number = block.number;
  const note = walk.notes[walk.blocks - 1];
  if (note === undefined) addFinding(findings, { code: 'BLOCK_UNPUBLISHED', block: number });
  else if (number !== note.block || block.line !== note.line || block.keyId !== note.keyId)
    addFinding(findings, { code: 'BLOCK_CHANGED', block: number });

  const count = block.leaves.length / HASH;
  if (!Number.isInteger(count) || count !== block.eventIds.length || count !== block.rows.length) {
    addFinding(findings, { code: 'STORE_INVALID', block: number });
    walk.rootsAgree = false;
    return;
  }
  const sealedAt = Date.parse(note?.sealedAt ?? '') / 1_000;
  for (const [index, row] of block.rows.entries()) {
    const leaf = block.leaves.subarray(index * HASH, (index + 1) * HASH);
    checkRow(walk, { row, leaf, number, event: block.eventIds[index] ?? '', sealedAt });
    grow(tree, leaf);
  }
  const differs = note && (tree.size !== note.size || treeRoot(tree) !== note.root);
  if (walk.rootsAgree && (differs || !subtreesOf(tree).equals(block.frontier))) {
    addFinding(findings, { code: 'ROOT_DIFFERS', block: number });
    walk.rootsAgree = false;
  }
}

function checkRow(
  walk: Walk,
  given: { row: Row | null; leaf: Buffer; number: number; event: string; sealedAt: number },
): void {
  const { row, leaf, number: block, event, sealedAt } = given;
  const position = walk.tree.size;
  if (row === null) {
    walk.missing.push({ position, block, event, sealedAt });
    return;
  }
  walk.rows += 1;
  if (!hashRow(row).equals(leaf)) {
    addFinding(walk.findings, { code: 'ROW_CHANGED', block, position, event });
    return;
  }
  if (sealedAt - Number(row[TIME]) > LATE_SECONDS) walk.late += 1;
  const certified = certificateOf(row, position);
  if (certified) walk.certificates.set(certified.id, certified.certificate);
}

/** Returns the purges that account for missing rows. */
function checkRemainder(walk: Walk, remainder: Remainder): ProvenPurge[] {
  const { findings, missing, certificates } = walk;
  const { proven, left } = accountForPurges(remainder.purges, certificates, missing, findings);
  for (const { position, block, event } of left)
    addFinding(findings, { code: 'ROW_MISSING', position, block, event });
  for (const event of remainder.orphans) addFinding(findings, { code: 'ROW_MISSING', event });
  for (const event of remainder.strays) addFinding(findings, { code: 'ROW_ADDED', event });
  const accounted = walk.rows + remainder.waiting + remainder.strays.length;
  if (remainder.strays.length === 0 && accounted !== remainder.rows)
    addFinding(findings, { code: 'ROW_REPEATED' });
  return proven;
}
