import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a ZIP archive; `promised` may lie about the inflated size. */
export type ZipEntry = { name: string; data: Buffer; promised?: number };

/** A ZIP archive, written by the format's description so that tests can also write broken ones. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, promised } of entries) {
    const packed = deflateRawSync(data, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(promised ?? data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([le32(0x04034b50), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const made = Buffer.from([20, 0]);
    directory.push(Buffer.concat([le32(0x02014b50), made, common, tail, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listed, end]);
}

/** A cell of a sheet: text, a number, optionally shown as a date, or what a formula came to that failed. */
export type SheetCell = string | { number: number; date?: boolean } | { error: string };

/**
 * A workbook with one sheet; `sheetPrefix` goes before the sheet's root element, `rowsAfter` after its rows,
 * `extra` are further entries.
 */
export function workbook(
  rows: readonly (readonly SheetCell[])[],
  options: { sheetPrefix?: string; rowsAfter?: string; extra?: readonly ZipEntry[] } = {},
): Buffer {
  const sheet = `${options.sheetPrefix ?? ''}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map(rowXml).join('')}${options.rowsAfter ?? ''}</sheetData></worksheet>`;
  return zip([
    ...Object.entries(PARTS).map(([name, text]) => ({ name, data: Buffer.from(XML + text) })),
    { name: 'xl/worksheets/sheet1.xml', data: Buffer.from(XML + sheet) },
    ...(options.extra ?? []),
  ]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PARTS = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

function rowXml(cells: readonly SheetCell[]): string {
  return `<row>${cells.map(cellXml).join('')}</row>`;
}

function cellXml(cell: SheetCell): string {
  if (typeof cell !== 'string' && 'error' in cell) {
    return `<c t="e"><f>A1</f><v>${cell.error}</v></c>`;
  }
  if (typeof cell !== 'string') return `<c${cell.date ? ' s="1"' : ''}><v>${cell.number}</v></c>`;
  if (cell === '') return '<c/>';
  const text = cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
}

function crc(data: Buffer): number {
  return crc32(data);
}

function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
