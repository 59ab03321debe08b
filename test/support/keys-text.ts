import type { KeyRing } from '../../kernel/runtime/key-ring.ts';
import type { Keys } from '../../kernel/runtime/keys.ts';

/** The text of a keys file with those keys. */
export function keysText({ idCipher, numberIndex, pseudonyms, actorSigning }: Keys): string {
  const ring = ({ current, byId }: KeyRing) => ({
    current,
    keys: Object.fromEntries(
      [...byId].map(([id, { suite, secret }]) => [id, { suite, key: secret.toString('base64') }]),
    ),
  });
  return JSON.stringify({
    idCipher: ring(idCipher),
    numberIndex: ring(numberIndex),
    blindIndex: pseudonyms.secret.toString('base64'),
    actorSigning: {
      privateKey: actorSigning.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  });
}
