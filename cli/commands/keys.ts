import { recordAudit } from '../../kernel/runtime/audit.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { actorSigningOf, loadKeys } from '../../kernel/runtime/keys.ts';
import { keyUses, rotateKeys, type KeyUse } from '../../kernel/runtime/rotate-keys.ts';
import { resealSnapshots } from '../../subgraphs/crossmatch/match/reseal-snapshots.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Hub } from '../hub.ts';
import { say, type MessageKey } from '../messages.ts';
import type { Output } from '../output.ts';
import { withHub } from '../with-hub.ts';

const STATES: Readonly<Record<KeyUse['state'], MessageKey>> = {
  WRITES: 'keyWrites',
  READS: 'keyReads',
  RETIRED: 'keyRetired',
};

export const keysCommand: Command = {
  name: 'keys',
  args: '<action>',
  help: {
    zh: 'keys status：各密钥之下的行数；keys rotate：不停机换到当前密钥；keys public：网关的公钥',
    en: 'keys status: rows under each key; keys rotate: bring all under the current keys while serving; keys public: the public key of the gateway',
  },
  options: [],
  async run({ args, output, progress }) {
    const [action = ''] = args;
    if (action === 'public') return printPublicKey(output);
    if (action === 'status') {
      const uses = await withHub('keys', {}, (hub) => keyUses(hub.databases, hub.keys));
      output.document({ keys: uses });
      printUses(output, uses);
      return EXIT.ok;
    }
    if (action !== 'rotate') {
      const choices = 'status|rotate|public';
      throw new UsageError(
        say(output.language, 'notOneOf', { name: 'keys', choices, value: action }),
      );
    }
    const report = await withHub('keys', {}, (hub) =>
      rotate(hub, (done, total) => progress.update(`${done}`, done, total)),
    );
    progress.clear();
    output.document(report);
    const { rows, files, keys } = report;
    const seconds = report.seconds.toFixed(1);
    output.line(say(output.language, 'keysRotated', { rows, files, seconds }));
    printUses(output, keys);
    const left = keys.filter((use) => use.state !== 'WRITES' && use.rows > 0);
    for (const { ring, keyId, rows } of left) {
      output.note(say(output.language, 'keyHasRows', { key: `${ring}/${keyId}`, rows }));
    }
    return left.length > 0 ? EXIT.unexpected : EXIT.ok;
  },
};

/** What a subgraph's keys file holds of the gateway's key; the private half stays where it is. */
function printPublicKey(output: Output): ExitCode {
  const env = readHubEnv(undefined, 'subgraph');
  const keys = loadKeys({ ...env, embedded: env.databaseUrl === undefined });
  const pem = actorSigningOf(keys).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const actorSigning = { publicKeys: [pem] };
  output.document({ actorSigning });
  output.line(JSON.stringify({ actorSigning }, null, 2));
  return EXIT.ok;
}

/** Rows first, then the snapshots beside the database; one line of the audit trail says that it was done. */
async function rotate(
  { databases, keys, crossmatchDeps, actor }: Hub,
  onProgress: (done: number, total: number) => void,
): Promise<{ rows: number; files: number; keys: KeyUse[]; seconds: number }> {
  const started = performance.now();
  const before = await keyUses(databases, keys);
  const total = before.reduce((sum, use) => sum + (use.state === 'WRITES' ? 0 : use.rows), 0);
  let done = 0;
  const { rows, uses } = await rotateKeys(databases, crossmatchDeps.vault, keys, (batch) => {
    done += batch;
    onProgress(done, total);
  });
  const files = await resealSnapshots(crossmatchDeps);
  await recordAudit(
    databases.crossmatch.db,
    { subgraph: 'crossmatch', actor, requestId: null },
    {
      kind: 'KEYS_ROTATED',
      cipherKey: keys.idCipher.current,
      indexKey: keys.numberIndex.current,
      rows,
    },
  );
  return { rows, files, keys: uses, seconds: (performance.now() - started) / 1_000 };
}

function printUses(output: Output, uses: readonly KeyUse[]): void {
  const header: MessageKey[] = ['key', 'suite', 'status', 'rows'];
  output.table(
    header.map((key) => say(output.language, key)),
    uses.map(({ ring, keyId, suite, state, rows }) => [
      `${ring}/${keyId}`,
      suite ?? say(output.language, 'notInFile'),
      say(output.language, STATES[state]),
      String(rows),
    ]),
  );
}
