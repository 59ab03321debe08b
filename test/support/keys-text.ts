import type { KeyRing } from '../../kernel/runtime/key-ring.ts';
import { actorSigningOf, type Keys, type SigningPair } from '../../kernel/runtime/keys.ts';

/** The text of a keys file with those keys. */
export function keysText(keys: Keys): string {
  return JSON.stringify({
    idCipher: ringText(keys.idCipher),
    numberIndex: ringText(keys.numberIndex),
    blindIndex: keys.pseudonyms.secret.toString('base64'),
    actorSigning: pairText(actorSigningOf(keys)),
    ...(keys.auditSealing && { auditSealing: pairText(keys.auditSealing) }),
  });
}

function ringText({ current, byId }: KeyRing) {
  const keys = [...byId].map(([id, { suite, secret }]) => [
    id,
    { suite, key: secret.toString('base64') },
  ]);
  return { current, keys: Object.fromEntries(keys) as unknown };
}

function pairText({ privateKey }: SigningPair) {
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
