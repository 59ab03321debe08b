/** A bar on a terminal, nothing anywhere else. */
export type Progress = {
  update(label: string, done: number, total: number): void;
  /** Removes the bar, so that the next line starts clean. */
  clear(): void;
};

const WIDTH = 24;
const EVERY_MS = 80;

/** A bar on stderr, redrawn a dozen times a second. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => undefined, clear: () => undefined };
  let drawnAt = 0;
  let drawn = false;
  return {
    update(label, done, total) {
      const now = performance.now();
      if (now - drawnAt < EVERY_MS) return;
      drawnAt = now;
      drawn = true;
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const full = Math.round(share * WIDTH);
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      stream.write(`\r\u001b[2K${bar} ${Math.floor(share * 100)}% ${label}`);
    },
    clear() {
      if (drawn) stream.write('\r\u001b[2K');
      drawn = false;
      drawnAt = 0;
    },
  };
}
