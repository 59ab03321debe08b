import { indexBy } from '../../kernel/runtime/loader.ts';
import { SOURCES } from './sources/index.ts';

const BY_CODE = indexBy(SOURCES, (source) => source.code);

/** The Chinese title of a source, as officers read it; the code itself for one no longer kept. */
export function sourceTitle(code: string): string {
  return BY_CODE.get(code)?.title ?? code;
}
