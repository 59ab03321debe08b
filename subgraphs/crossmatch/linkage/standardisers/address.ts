import { addressTokensOf } from './address-tokens.ts';
import { listing, listOf, plainStep } from './standardiser.ts';

const ROAD = /(?:大道|[路街道巷]|胡同)$/u;
const STREET_OFFICE = /街道$/u;
const PLACE = /(?:村|小区|社区|家园|花园|公寓|大厦|广场|苑|坊|里)$/u;
const REGION = /(?:省|自治区|市|州|盟|[^小社]区|县|旗|街道|镇|乡)$/u;

/** What the parts of an address are for: where it is, which door, which room. */
export type AddressParts = { places: string[]; doors: string[]; rooms: string[] };

/** Sorts tokens as addressTokens yields them; regions (市, 区, 街道, 镇) are left out. */
export function addressParts(tokens: readonly string[]): AddressParts {
  const parts: AddressParts = { places: [], doors: [], rooms: [] };
  for (const token of tokens) {
    if (/^[\dA-Z][\dA-Z之-]*(?:单元|层|室)$/u.test(token)) parts.rooms.push(token);
    else if (/^[\dA-Z][\dA-Z之-]*(?:支弄|弄|号|幢|组)$/u.test(token)) parts.doors.push(token);
    else if (!REGION.test(token)) parts.places.push(token);
  }
  return parts;
}

export const ADDRESS_STEPS = [
  listing(
    plainStep(
      'addressTokens',
      { zh: '地址各段（列表）', en: 'Parts of an address (a list)' },
      (value) => listOf(addressTokensOf(value)),
    ),
  ),
  plainStep(
    'addressRoad',
    { zh: '路名或村名', en: 'Road of an address, else village or estate' },
    (value) => roadIn(addressTokensOf(value)),
  ),
  plainStep('addressDoor', { zh: '路名与门牌', en: 'Road and door of an address' }, (value) =>
    roadWith(addressTokensOf(value), false),
  ),
  plainStep(
    'addressRoom',
    { zh: '路名、门牌与室', en: 'Road, door and room of an address' },
    (value) => roadWith(addressTokensOf(value), true),
  ),
];

function roadIn(tokens: readonly string[]): string | null {
  return (
    tokens.find((token) => ROAD.test(token) && !STREET_OFFICE.test(token)) ??
    tokens.findLast((token) => PLACE.test(token) && !/^\d/.test(token)) ??
    null
  );
}

function roadWith(tokens: readonly string[], withRoom: boolean): string | null {
  const road = roadIn(tokens);
  const { doors, rooms } = addressParts(tokens);
  if (road === null || doors.length === 0 || (withRoom && rooms.length === 0)) return null;
  return [road, ...doors, ...(withRoom ? rooms : [])].join('');
}
