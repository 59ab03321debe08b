import type { BatchMode } from '../../../kernel/tabular/file-name.ts';

/** The shares beyond which a person must look first, in per cent (policy parameters hold.*). */
export type HoldShares = { setAsideShare: number; snapshotShare: number; deltaShare: number };

/** What a batch is held against: accepted rows of the source's earlier batches of its mode, newest first. */
export type HoldInput = {
  mode: BatchMode;
  rows: number;
  accepted: number;
  earlier: readonly number[];
  shares: HoldShares;
};

const EARLIER_DELTAS = 3;

/** Why the batch must wait for a person, in words; null when it need not (extracts.md, "Held for a person"). */
export function holdReason(input: HoldInput): string | null {
  const { mode, rows, accepted, earlier, shares } = input;
  if (rows === 0) return '文件只有表头，没有数据行';
  const setAside = rows - accepted;
  if (setAside * 100 > rows * shares.setAsideShare)
    return `搁置 ${setAside} 行，占 ${percent(setAside, rows)}，超过 ${shares.setAsideShare}%`;
  if (earlier.length === 0) return null;
  if (mode === 'snapshot') {
    const last = earlier[0] ?? 0;
    if (accepted * 100 >= last * shares.snapshotShare) return null;
    return `接收 ${accepted} 行，不足上一全量批次 ${last} 行的 ${shares.snapshotShare}%`;
  }
  const usual = median(earlier.slice(0, EARLIER_DELTAS));
  if (accepted * 100 >= usual * shares.deltaShare) return null;
  return `接收 ${accepted} 行，不足近 ${Math.min(earlier.length, EARLIER_DELTAS)} 批增量中位数 ${usual} 行的 ${shares.deltaShare}%`;
}

function median(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

function percent(part: number, whole: number): string {
  return `${((part * 100) / whole).toFixed(1)}%`;
}
