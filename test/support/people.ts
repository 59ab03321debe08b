import { checkCharacter } from '../../kernel/id-number.ts';

/** A synthetic number: right check character, a region that was never assigned, so it is nobody's. */
export function idNumberOf(serial: number, birth = '19800101', region = '310190'): string {
  const first17 = `${region}${birth}${String(serial).padStart(3, '0')}`;
  return first17 + checkCharacter(first17);
}
