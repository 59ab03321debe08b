import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput, displayWidth, renderTable } from './output.ts';

describe('a table', () => {
  it('keeps its columns under each other although Chinese characters are wide', () => {
    const table = renderTable(
      ['街道', 'rows'],
      [
        ['静安寺街道', '7'],
        ['𠮷㛃', '1,200'],
      ],
    );
    expect(table).toBe(
      ['街道         rows', '──────────  ─────', '静安寺街道      7', '𠮷㛃        1,200'].join(
        '\n',
      ),
    );
  });

  it('counts two columns for wide characters and one for the rest', () => {
    expect(displayWidth('阿依古丽·买买提')).toBe(15);
    expect(displayWidth('310106********002X')).toBe(18);
    expect(displayWidth('（）')).toBe(4);
  });

  it('stands with a header alone', () => {
    expect(renderTable(['a', 'b'], [])).toBe('a  b\n─  ─');
  });
});

it('shows the control characters of a value instead of sending them to the terminal', () => {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const output = createOutput({ json: false, language: 'en' }, { stdout, stderr: stdout });
  output.line('a\u001b[2Jb\u202e\nc');
  output.table(['id'], [['\u0007x']]);
  output.note('\u009b1m');
  expect(stdout.read()).toBe('a\\u001b[2Jb\\u202e\nc\nid\n───────\n\\u0007x\n\\u009b1m\n');
});
