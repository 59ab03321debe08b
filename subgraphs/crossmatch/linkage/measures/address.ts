import { addressParts } from '../standardisers/address.ts';
import { itemsOf } from './text-items.ts';

/** What address says of two lists of address tokens, best last. */
export const ADDRESS = {
  /** No road, village or estate in common, or none known. */
  OTHER_PLACE: 0,
  /** The same road and another door: a contradiction, or a neighbour. */
  OTHER_DOOR: 1,
  /** The same door and another room. */
  OTHER_ROOM: 2,
  /** The same road; what is known of the doors does not differ, but is not all there. */
  SAME_PLACE: 3,
  /** The same door; a room is given on one side at most. */
  SAME_DOOR: 4,
  SAME_ROOM: 5,
} as const;

type Agreement = 'EQUAL' | 'OPEN' | 'DIFFERENT';

/**
 * How two addresses stand to each other, each as addressTokens yields it: an ordinal of ADDRESS, higher =
 * closer. Regions above the road are not looked at: one side often leaves them out.
 */
export function address(a: string, b: string): number {
  const [left, right] = [addressParts(itemsOf(a)), addressParts(itemsOf(b))];
  if (!left.places.some((place) => right.places.includes(place))) return ADDRESS.OTHER_PLACE;
  const doors = agreement(left.doors, right.doors);
  if (doors === 'DIFFERENT') return ADDRESS.OTHER_DOOR;
  const rooms = agreement(left.rooms, right.rooms);
  if (rooms === 'DIFFERENT') return ADDRESS.OTHER_ROOM;
  if (doors === 'OPEN') return ADDRESS.SAME_PLACE;
  return rooms === 'EQUAL' ? ADDRESS.SAME_ROOM : ADDRESS.SAME_DOOR;
}

/** Tokens of one unit contradict each other when they differ; a unit on one side only leaves it open. */
function agreement(left: readonly string[], right: readonly string[]): Agreement {
  const rightUnits = new Map(right.map((token) => [unitOf(token), token]));
  let shared = 0;
  for (const token of left) {
    const other = rightUnits.get(unitOf(token));
    if (other === undefined) continue;
    if (other !== token) return 'DIFFERENT';
    shared += 1;
  }
  const all = left.length > 0 && shared === left.length && shared === right.length;
  return all ? 'EQUAL' : 'OPEN';
}

function unitOf(token: string): string {
  return token.replace(/^[\dA-Z之-]+/u, '');
}
