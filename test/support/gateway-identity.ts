import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { createTrust } from '../../gateway/trust.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { AUDIENCE, ISSUER, startSignInService, type IssuerKey } from './sign-in-service.ts';

/** When the first token of these tests is issued. */
export const NOW = new Date('2026-11-02T09:00:00+08:00');

/** The gateway's check of callers, over a sign-in service with these keys; time passes by hand. The caller closes it. */
export async function gatewayWith(keys: IssuerKey[], identity?: object) {
  const service = await startSignInService(keys);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-identity-'));
  const identityFile = path.join(dataDir, 'identity.json');
  if (identity) writeFileSync(identityFile, JSON.stringify(identity));
  const env = readHubEnv({
    YIKOU_DATA_DIR: dataDir,
    OIDC_ISSUER: ISSUER,
    OIDC_JWKS_URL: service.url,
    OIDC_AUDIENCE: AUDIENCE,
    ...(identity ? { YIKOU_IDENTITY_FILE: identityFile } : {}),
  });
  let passed = 0;
  const clock = { now: () => new Date(NOW.getTime() + passed) };
  const { authenticate, localIssuer } = await createTrust({
    env,
    keys: parseKeys(newKeysFile()),
    clock,
    log: pino({ level: 'silent' }),
  });
  if (localIssuer) throw new Error('the demo issuer beside a real one');
  const pass = (seconds: number) => (passed += seconds * 1000);
  function close(): void {
    service.close();
    rmSync(dataDir, { recursive: true });
  }
  return { service, authenticate, pass, disabledFile: env.disabledAccounts.file, close };
}
