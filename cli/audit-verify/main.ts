import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { databaseUrl } from './env.ts';
import { ExportError, exportStore, writeExport } from './export-store.ts';
import { proofLine, reportLines, scrubbed, usage, type Language } from './messages.ts';
import { parseKeys, type TrustedKey } from './note.ts';
import { openDatabaseStore, type OpenStore } from './open-store.ts';
import { checkProof, proveRow } from './proof.ts';
import { verifyTrail } from './verify.ts';

// The verifier of the audit trail: a program of its own that shares no code with whatever writes the trail.
// It follows docs/audit-format.md and reads only.
const EXIT = { ok: 0, unexpected: 1, usage: 2, differs: 65, unavailable: 69 } as const;
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '3D000', '42P01', '57P03'];

/** The program was called wrongly. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

process.exitCode = await run(process.argv.slice(2));

async function run(argv: readonly string[]): Promise<number> {
  const language: Language = argv.join(' ').match(/--lang[ =]en\b/) ? 'en' : 'zh';
  try {
    return await act(argv, language);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS')) {
      console.error(`${scrubbed((error as Error).message)}\n${usage(language)}`);
      return EXIT.usage;
    }
    // A driver's message may quote rows: its code is enough.
    if (error instanceof ExportError) {
      const file = scrubbed(error.message);
      console.error(
        language === 'zh' ? `不是完整的导出文件：${file}` : `not a whole export: ${file}`,
      );
    } else console.error(`audit: ${code || (error instanceof Error ? error.name : 'error')}`);
    return UNREACHABLE.includes(code) ? EXIT.unavailable : EXIT.unexpected;
  }
}

async function act(argv: readonly string[], language: Language): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      database: { type: 'string' },
      from: { type: 'string' },
      roots: { type: 'string' },
      older: { type: 'string' },
      key: { type: 'string' },
      event: { type: 'string' },
      proof: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'zh' },
    },
  });

  function needed(name: 'roots' | 'key' | 'event' | 'proof' | 'out'): string {
    const value = values[name];
    if (value === undefined || value === '') throw new UsageError(`--${name}?`);
    return value;
  }
  function tell(document: unknown, lines: readonly string[]): void {
    console.log(values.json ? JSON.stringify(document, null, 2) : lines.join('\n'));
  }
  async function open(rootsFile: string | null): Promise<OpenStore> {
    const roots = (): string => (rootsFile === null ? '' : readFile(rootsFile));
    if (values.from !== undefined) {
      if (!existsSync(values.from)) throw new UsageError(`--from ${values.from}?`);
      return { store: exportStore(values.from), roots: roots(), close: () => Promise.resolve() };
    }
    const url = values.database ?? databaseUrl();
    if (url === undefined) throw new UsageError('DATABASE_URL?');
    return openDatabaseStore(url, rootsFile);
  }
  async function withStore<Result>(
    rootsFile: string | null,
    use: (opened: OpenStore) => Promise<Result>,
  ): Promise<Result> {
    const opened = await open(rootsFile);
    try {
      return await use(opened);
    } finally {
      await opened.close();
    }
  }

  switch (positionals.join(' ')) {
    case 'verify': {
      const keys = keysOf(needed('key'));
      const older = values.older === undefined ? undefined : readFile(values.older);
      const started = performance.now();
      const report = await withStore(needed('roots'), ({ store, roots }) =>
        verifyTrail({ store, roots, keys, ...(older !== undefined && { older }) }),
      );
      const seconds = (performance.now() - started) / 1_000;
      tell({ ...report, seconds }, reportLines(report, language));
      return report.ok ? EXIT.ok : EXIT.differs;
    }
    case 'export': {
      const out = needed('out');
      const blocks = await withStore(null, ({ store }) => writeExport(store, out));
      tell({ blocks }, [`${scrubbed(out)}: ${blocks} ${language === 'zh' ? '块' : 'blocks'}`]);
      return EXIT.ok;
    }
    case 'prove': {
      const event = needed('event');
      const proof = await withStore(null, ({ store }) => proveRow(store, event));
      const text = JSON.stringify(proof, null, 2);
      if (values.out === undefined) console.log(text);
      else writeFileSync(values.out, `${text}\n`, { flag: 'wx' });
      return proof === null ? EXIT.differs : EXIT.ok;
    }
    case 'check': {
      const keys = keysOf(needed('key'));
      const outcome = checkProof(jsonOrNull(readFile(needed('proof'))), keys);
      const { ok, event, note } = outcome;
      tell({ ok, event, line: note?.line ?? null }, [proofLine(outcome, language)]);
      return ok ? EXIT.ok : EXIT.differs;
    }
    default:
      throw new UsageError(positionals.join(' '));
  }
}

/** The keys themselves, or a file of them. */
function keysOf(given: string): TrustedKey[] {
  const keys = parseKeys(existsSync(given) ? readFile(given) : given);
  if (keys === null) throw new UsageError(`--key ${given}?`);
  return keys;
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file}?`);
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
