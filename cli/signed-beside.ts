import { existsSync, readFileSync } from 'node:fs';
import type { SignedManifest } from '../subgraphs/crossmatch/extract/manifest.ts';

/** What a department signed lies beside its file: `<file>.manifest.json` and `<file>.manifest.sig` (base64). */
export function signedBeside(file: string): SignedManifest | undefined {
  const { manifest, signature } = besides(file);
  if (!existsSync(manifest) || !existsSync(signature)) return undefined;
  const text = readFileSync(signature, 'utf8').trim();
  return { manifest: readFileSync(manifest), signature: Buffer.from(text, 'base64') };
}

/** The names of the two files beside an extract. */
export function besides(file: string): { manifest: string; signature: string } {
  return { manifest: `${file}.manifest.json`, signature: `${file}.manifest.sig` };
}
