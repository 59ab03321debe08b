import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import { parseExtractFileName } from '../../kernel/tabular/file-name.ts';
import { createDepartmentKeyService } from '../../subgraphs/crossmatch/department-key.service.ts';
import { signManifest } from '../../subgraphs/crossmatch/extract/manifest.ts';
import { dayOf, wholeNumber } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeWhole } from '../link/write-whole.ts';
import { say } from '../messages.ts';
import { besides } from '../signed-beside.ts';
import { withHub } from '../with-hub.ts';

const MOST_ROWS = 100_000_000;

export const extractCommand: Command = {
  name: 'extract',
  args: '<action> [file]',
  help: {
    zh: '部门数据的签名：为文件签名，登记、吊销、列出部门公钥',
    en: "signatures of departments' extracts: sign a file; register, revoke and list public keys",
  },
  actions: [
    {
      name: 'sign',
      help: { zh: '为文件签名（部门自用，不连中枢）', en: 'sign a file (needs no hub)' },
    },
    { name: 'keys', help: { zh: '列出公钥', en: 'list the public keys' } },
    { name: 'register', help: { zh: '登记公钥', en: 'register a public key' } },
    { name: 'revoke', help: { zh: '立即吊销公钥', en: 'revoke a public key at once' } },
  ],
  options: [
    { name: 'id', value: 'ID', help: { zh: '公钥编号', en: 'the id of the key' } },
    { name: 'key', value: 'FILE', help: { zh: 'PEM 文件', en: 'a PEM file' } },
    { name: 'rows', value: 'N', help: { zh: 'sign：数据行数', en: 'sign: rows of data' } },
    { name: 'department', value: 'CODE', help: { zh: '部门代码', en: 'the department' } },
    { name: 'from', value: 'DATE', help: { zh: '自这一天起', en: 'from this day on' } },
    { name: 'to', value: 'DATE', help: { zh: '至这一天', en: 'until this day' } },
  ],
  async run(invocation) {
    const { args, output } = invocation;
    const [action = '', file = ''] = args;
    const actions: Readonly<Record<string, () => Promise<void>>> = {
      sign: () => signFile(invocation, file),
      keys: () => listKeys(invocation),
      register: () => register(invocation),
      revoke: () =>
        withHub('extract', {}, (hub) =>
          createDepartmentKeyService(hub.crossmatchDeps).revoke(
            hub.actor,
            needed(invocation, 'id'),
          ),
        ),
    };
    const act = actions[action];
    if (act) {
      await act();
      return EXIT.ok;
    }
    const choices = Object.keys(actions).join('|');
    throw new UsageError(
      say(output.language, 'notOneOf', { name: 'action', choices, value: action }),
    );
  },
};

async function signFile(invocation: Invocation, file: string): Promise<void> {
  const { output } = invocation;
  if (file === '') throw new UsageError(say(output.language, 'argumentMissing', { name: 'file' }));
  const { source, period, mode, serial } = parseExtractFileName(path.basename(file), {});
  const manifest = {
    ...{ version: 1 as const, keyId: needed(invocation, 'id'), source, period, mode, serial },
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    rows: wholeNumber(invocation, 'rows', { least: 0, most: MOST_ROWS }),
    signedAt: systemClock.now().toISOString(),
  };
  const signed = signManifest(manifest, readFileSync(needed(invocation, 'key'), 'utf8'));
  const names = besides(file);
  await writeWhole(names.manifest, signed.manifest.toString('utf8'));
  await writeWhole(names.signature, `${signed.signature.toString('base64')}\n`);
  output.document(names);
  output.line(names.manifest);
  output.line(names.signature);
}

async function listKeys({ output }: Invocation): Promise<void> {
  const keys = await withHub('extract', {}, (hub) =>
    createDepartmentKeyService(hub.crossmatchDeps).list(),
  );
  output.document(keys);
  for (const { keyId, departmentCode, validFrom, validTo, revokedAt } of keys)
    output.line(
      [
        keyId,
        departmentCode,
        validFrom.toISOString(),
        validTo.toISOString(),
        revokedAt?.toISOString() ?? '',
      ]
        .join('  ')
        .trimEnd(),
    );
}

async function register(invocation: Invocation): Promise<void> {
  const [from, to] = ['from', 'to'].map((name) => {
    needed(invocation, name);
    return dayOf(invocation, name);
  });
  const key = {
    keyId: needed(invocation, 'id'),
    department: needed(invocation, 'department'),
    publicKey: readFileSync(needed(invocation, 'key'), 'utf8'),
    // Whole days of China.
    validFrom: new Date(`${from}T00:00:00+08:00`),
    validTo: new Date(`${to}T23:59:59.999+08:00`),
  };
  await withHub('extract', {}, (hub) =>
    createDepartmentKeyService(hub.crossmatchDeps).register(hub.actor, key),
  );
}

function needed({ value, output }: Invocation, name: string): string {
  const given = value(name);
  if (given) return given;
  throw new UsageError(say(output.language, 'optionRequired', { name: `--${name}` }));
}
