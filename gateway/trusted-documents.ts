import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, print } from 'graphql';
import type { Role } from '../kernel/actor.ts';
import { HubError } from '../kernel/errors.ts';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';
import { LIMITS } from './limits.ts';
import { textKey } from './text-key.ts';

export const MANIFEST_FILE = fileURLToPath(new URL('trusted-documents.json', import.meta.url));

/** The published documents: SHA-256 of the normalised text in hex → that text. */
export type Manifest = Readonly<Record<string, string>>;

/** A request for a document: by its text, or by the hash of a published one. */
export type DocumentRequest = { query: string } | { hash: string };

export type DocumentGate = {
  /**
   * The text that a caller of this role may run.
   *
   * @throws HubError REQUEST_INVALID, always with the same words: nobody learns which hashes are published
   */
  textFor(request: DocumentRequest, role: Role): string;
};

const KNOWN_TEXTS = 1_000;

/** One layout for all: comments, commas and line ends do not make another document. */
export function normalised(text: string): string {
  return print(parse(text, { maxTokens: LIMITS.tokens, noLocation: true }));
}

/** The id under which a normalised document is published. */
export function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

/** The manifest as it is committed. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(MANIFEST_FILE, 'utf8')) as Manifest;
}

/**
 * Lets published documents pass for everybody, and texts of one's own for the roles that are named. A text that
 * is a published document, however it is laid out, is that document: the query page sends texts.
 */
export function createDocumentGate(options: {
  manifest: Manifest;
  adHocRoles: ReadonlySet<Role>;
}): DocumentGate {
  const published = new Map(Object.entries(options.manifest));
  const known = createBoundedCache<string>(KNOWN_TEXTS);

  function publishedAs(text: string): string | undefined {
    const key = textKey(text);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = published.get(hashOfText(text) ?? '');
    if (found !== undefined) known.set(key, found);
    return found;
  }

  return {
    textFor(request, role) {
      if ('query' in request && options.adHocRoles.has(role)) return request.query;
      // What runs is what was published, never the caller's spelling of it.
      const text = 'hash' in request ? published.get(request.hash) : publishedAs(request.query);
      if (text !== undefined) return text;
      throw new HubError('REQUEST_INVALID', { check: 'document' });
    },
  };
}

/** Null for what is no document within the token limit. */
function hashOfText(text: string): string | null {
  try {
    return hashOf(normalised(text));
  } catch {
    return null;
  }
}
