import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import type { RandomNumbers } from './random-numbers.ts';
import { workbook } from './zip.ts';

/** A delivered file: its name as agreed, and its bytes. */
export type Delivered = { fileName: string; bytes: Buffer };

const GOOD_EXTRACTS = 'test/fixtures/extracts';
const SAMPLE_EXTRACTS = 'test/fixtures/district-sample/extracts';

/** The valid sample files: a CSV of each source, the same as a workbook and in GB18030, and the workbooks of other hands. */
export function validFiles(): Delivered[] {
  const texts = readdirSync(GOOD_EXTRACTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => /[\\/]good[\\/].*\.csv$/.test(file))
    .map((file) => path.join(GOOD_EXTRACTS, file))
    .map((file) => ({ fileName: path.basename(file), bytes: readFileSync(file) }));
  const books = readdirSync(SAMPLE_EXTRACTS)
    .filter((file) => file.endsWith('.xlsx'))
    .map((fileName) => ({ fileName, bytes: readFileSync(path.join(SAMPLE_EXTRACTS, fileName)) }));
  return [
    ...texts,
    ...texts.map(({ fileName, bytes }) => ({
      fileName,
      bytes: iconv.encode(textOf(bytes), 'gb18030'),
    })),
    ...texts.map(({ fileName, bytes }) => ({
      fileName: fileName.replace('.csv', '.xlsx'),
      bytes: workbook(cellsOf(bytes)),
    })),
    ...books,
  ];
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? iconv.decode(bytes, 'gb18030') : text.replace(/^\ufeff/, '');
}

function cellsOf(bytes: Buffer): string[][] {
  return textOf(bytes)
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(','));
}

/** What stands where nobody expects it. */
const INTRUDERS: readonly Buffer[] = [
  ...[
    '"',
    ',',
    '\r',
    '\n',
    '\0',
    '\ufeff',
    '\u202e',
    '=cmd|x',
    '1e309',
    '-0',
    '𠮷',
    '"";\\N',
    '',
  ].map((text) => Buffer.from(text)),
  Buffer.from([0xff]),
  Buffer.from([0x81]),
  Buffer.from([0x81, 0x30, 0x81]),
  Buffer.from('PK\x03\x04', 'latin1'),
  Buffer.alloc(5_000, 0x39),
  Buffer.alloc(2_000, ','),
  Buffer.alloc(2_000, '\n'),
];

type Change = (bytes: Buffer, random: RandomNumbers) => Buffer;

const CHANGES: readonly Change[] = [
  function otherByte(bytes, random) {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
    return changed;
  },
  function cutOut(bytes, random) {
    const from = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(60))]);
  },
  function twice(bytes, random) {
    const from = random.below(bytes.length + 1);
    const part = bytes.subarray(from, from + random.below(400));
    return Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(from)]);
  },
  function intruder(bytes, random) {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), random.pick(INTRUDERS), bytes.subarray(at)]);
  },
  function truncated(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length + 1));
  },
  /** Sizes and offsets of a workbook lie in its directory, at the end. */
  function lyingDirectory(bytes, random) {
    const changed = Buffer.from(bytes);
    if (changed.length < 400) return changed;
    const at = changed.length - 4 - random.below(396);
    changed.writeUInt32LE(random.pick([0, 1, 0xffff, 1 << 30, 0x7fffffff, 0xffffffff]), at);
    return changed;
  },
];

/** A mutant of a valid file: one to four changes, sometimes under the name of another kind of file. */
export function mutantOf(valid: Delivered, random: RandomNumbers): Delivered {
  let { bytes } = valid;
  for (let left = 1 + random.below(4); left > 0; left -= 1)
    bytes = random.pick(CHANGES)(bytes, random);
  const renamed = random.chance(0.03);
  const ending = valid.fileName.endsWith('.csv') ? '.xlsx' : '.csv';
  const fileName = renamed ? valid.fileName.replace(/\.\w+$/, ending) : valid.fileName;
  return { fileName, bytes };
}

/** A mutant of a workbook's cells: the archive is whole, what it holds is not. */
export function cellMutantOf(valid: Delivered, random: RandomNumbers): Delivered {
  const { bytes } = mutantOf(valid, random);
  const rows = cellsOf(bytes).map((row) =>
    row.map((cell) => {
      // What XML 1.0 has no room for cannot be in a sheet that is whole.
      const text = cell.replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, '');
      if (random.chance(0.9)) return text;
      return random.pick([
        { number: random.below(90_000), date: true },
        { number: random.pick([1e309, -1, 0.1, 1e21, 310_199_195_603_075_000]) },
        { error: '#REF!' },
        text,
      ]);
    }),
  );
  return { fileName: valid.fileName.replace('.csv', '.xlsx'), bytes: workbook(rows) };
}
