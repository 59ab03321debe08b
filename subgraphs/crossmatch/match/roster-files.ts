import path from 'node:path';

// Where what was read of the roster lies, sealed, below the data directory.

const FOLDER = 'roster';
const EARLIER = 'earlier';

/** The persons of the roster as it stands (roster-snapshot.ts). */
export function snapshotFile(dataDir: string): string {
  return path.join(dataDir, FOLDER, 'covered.sealed');
}

/** What they can be brought together with records by (roster-keys.ts). */
export function rosterKeysFile(dataDir: string): string {
  return path.join(dataDir, FOLDER, 'keys.sealed');
}

/** Snapshots of rosters that batches were compared with, by their versions. */
export function earlierFolder(dataDir: string): string {
  return path.join(dataDir, FOLDER, EARLIER);
}

/** The snapshot of an earlier roster. */
export function earlierFile(dataDir: string, version: string): string {
  return path.join(earlierFolder(dataDir), `${version}.sealed`);
}
