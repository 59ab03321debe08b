import { addFinding, type Findings } from './findings.ts';
import { isSigned, parseNote, type Note, type TrustedKey } from './note.ts';

/** A roots file that was read: its notes by block, and what a crash left in it. */
export type Roots = { notes: Note[]; torn: number; repeated: number };

/** Reads a roots file and checks it by itself: form, signatures, keys, chain. */
export function readRoots(text: string, keys: readonly TrustedKey[], findings: Findings): Roots {
  const lines = text.split('\n');
  // Behind the last newline stands nothing.
  if (lines.pop() !== '') addFinding(findings, { code: 'ROOTS_CUT', line: lines.length + 1 });
  const roots: Roots = { notes: [], torn: 0, repeated: 0 };
  let fragments: { text: string; line: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const note = parseNote(line);
    if (note === null) {
      fragments.push({ text: line, line: index + 1 });
      continue;
    }
    // A write that a crash cut off is the beginning of the line that was then written whole.
    for (const fragment of fragments) {
      if (fragment.text !== '' && line.startsWith(fragment.text)) roots.torn += 1;
      else addFinding(findings, { code: 'ROOTS_LINE', line: fragment.line });
    }
    fragments = [];
    // A writer that was suspended and woke up writes once more what stands there already.
    if (roots.notes[note.block - 1]?.line === line) roots.repeated += 1;
    else accept(roots.notes, note, index + 1, findings);
  }
  for (const { line } of fragments) addFinding(findings, { code: 'ROOTS_LINE', line });
  checkSignatures(roots.notes, keys, findings);
  return roots;
}

/** Each line of an older copy must stand in the present file. */
export function compareOlder(older: string, { notes }: Roots, findings: Findings): void {
  for (const [index, line] of older.split('\n').entries()) {
    const note = parseNote(line);
    if (note === null || notes[note.block - 1]?.line === line) continue;
    addFinding(findings, { code: 'OLDER_DIFFERS', block: note.block, line: index + 1 });
  }
}

function accept(notes: Note[], note: Note, line: number, findings: Findings): void {
  const last = notes.at(-1);
  const { block } = note;
  if (block !== notes.length + 1) {
    addFinding(findings, { code: 'ROOTS_ORDER', block, line });
    return;
  }
  const follows =
    last === undefined ||
    (note.origin === last.origin && note.previous === last.root && note.size >= last.size);
  if (!follows) addFinding(findings, { code: 'ROOTS_CHAIN', block, line });
  notes.push(note);
}

function checkSignatures(
  notes: readonly Note[],
  keys: readonly TrustedKey[],
  findings: Findings,
): void {
  let used = 0;
  for (const note of notes) {
    const { block, keyId } = note;
    const index = keys.findIndex((key) => key.keyId === keyId);
    const key = keys[index];
    if (key === undefined) addFinding(findings, { code: 'KEY_UNKNOWN', block });
    else if (!isSigned(note, key)) addFinding(findings, { code: 'SIGNATURE', block });
    else if (index < used) addFinding(findings, { code: 'KEY_ORDER', block });
    used = Math.max(used, index);
  }
  // Who holds a replaced key could otherwise go on with it from where it was replaced.
  const last = notes.at(-1);
  if (last && used < keys.length - 1)
    addFinding(findings, { code: 'KEY_ORDER', block: last.block });
}
