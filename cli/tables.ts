import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A roster file, or a campaign list, which a later version takes in. */
export type RosterFile = { file: string; kind: string; later: boolean };

/** In the order in which they build on each other. */
const ORDER = [
  'areas',
  'households',
  'members',
  'cases',
  'staff_relatives',
  'staff_accounts',
  'aid_list',
];
const NAME =
  /^(areas|households|members|cases|staff_relatives|staff_accounts|aid_list)_.+\.(csv|xlsx)$/i;

/**
 * The roster files among paths that exist, in the order to load them. A folder's other files are left
 * alone and counted; a file that was named goes to the intake whatever its name, to be refused there.
 */
export function rosterFilesIn(paths: readonly string[]): { files: RosterFile[]; others: number } {
  const files: RosterFile[] = [];
  let others = 0;
  for (const given of paths) {
    if (!statSync(given).isDirectory()) {
      files.push(describe(given, kindOf(given) ?? 'areas'));
      continue;
    }
    for (const file of tablesIn(given)) {
      const kind = kindOf(file);
      if (kind === null) others += 1;
      else files.push(describe(file, kind));
    }
  }
  const place = ({ kind }: RosterFile): number => ORDER.indexOf(kind);
  files.sort((one, other) => place(one) - place(other) || (one.file < other.file ? -1 : 1));
  return { files, others };
}

function describe(file: string, kind: string): RosterFile {
  return { file, kind, later: kind === 'aid_list' };
}

/** The CSV and XLSX files of a folder. */
export function tablesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(csv|xlsx)$/i.test(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

function kindOf(file: string): string | null {
  return NAME.exec(path.basename(file))?.[1]?.toLowerCase() ?? null;
}
