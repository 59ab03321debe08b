import { appendFileSync } from 'node:fs';
import { openRootsFile, type RootsFile } from '../../kernel/runtime/audit-seal/roots-file.ts';
import { sealPass } from '../../kernel/runtime/audit-seal/seal.ts';
import { openPool } from '../../kernel/runtime/db.ts';
import { parseKeys } from '../../kernel/runtime/keys.ts';

// One pass of the sealer in a process of its own that kills itself at the point it was told.
type Point = 'before commit' | 'before append' | 'within append' | 'after append';
const [order] = process.argv.slice(2);
const { url, rootsPath, keys, point } = JSON.parse(order ?? '{}') as {
  url: string;
  rootsPath: string;
  keys: string;
  point: Point;
};
const key = parseKeys(keys).auditSealing;
if (key === null) throw new Error('no sealing key');
const file = openRootsFile(rootsPath);
const roots: RootsFile = {
  lastLine: () => file.lastLine(),
  async append(lines) {
    if (point === 'before append') die();
    if (point === 'within append') {
      appendFileSync(rootsPath, lines.join('\n').slice(0, 100));
      die();
    }
    await file.append(lines);
    die();
  },
};
const pool = openPool({ url, role: 'sealer', applicationName: 'sealer-worker' });
pool.on('connect', (client) => {
  const query = client.query.bind(client) as (...words: unknown[]) => unknown;
  let added = false;
  Object.assign(client, {
    query(...words: unknown[]) {
      const text = String(words[0]);
      added ||= text.includes('INSERT INTO audit.block');
      if (point === 'before commit' && added && text === 'COMMIT') die();
      return query(...words);
    },
  });
});
await sealPass({ pool, key, roots });

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
