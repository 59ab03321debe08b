import { addDays, addMonths } from '../../../kernel/plain-date.ts';
import { breakDigit, stranger } from '../id-maker.ts';
import { drawAddress, drawName, nameApart } from '../names.ts';
import { drawUnit, propertyRow, type Identity } from '../rows.ts';
import {
  TRAP,
  eventDay,
  expectAlert,
  expectReview,
  expectSilence,
  identityOf,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';

const SOURCE = 'housing.property';
const RULE = 'property-acquired';
const OWNERS = { age: [30, 80] } as const;
/** Co-owners come from the far end of the strangers, so that they meet no other row. */
const CO_OWNERS_FROM = 60_000_000;

type Deed = Omit<Parameters<typeof propertyRow>[2], 'registeredOn'> & {
  registeredOn?: ReturnType<typeof eventDay>;
};
type Expected = { severity: 'normal' | 'info' } | { silent: string };

function deed(
  stage: Stage,
  facts: Deed,
  expected: Expected,
  owners: readonly Pick<Identity, 'name' | 'idNumber'>[] = [identityOf(stage.subject)],
  about: readonly Pick<Identity, 'idNumber'>[] = [stage.subject],
): void {
  const registeredOn = facts.registeredOn ?? eventDay(stage);
  const unit = facts.unit ?? drawUnit(stage.random);
  const row = propertyRow(stage.random, owners, { ...facts, registeredOn, unit });
  write(stage, SOURCE, row, 'ACCEPTED', about);
  if ('silent' in expected) return expectSilence(stage, RULE, expected.silent);
  const factKey = unit === '' ? (facts.address ?? '') : unit;
  expectAlert(stage, RULE, [SOURCE], registeredOn, factKey, expected);
}

function simple(id: string, perThousand: number, facts: Deed, expected: Expected): Scenario {
  return {
    id: `property.${id}`,
    perThousand,
    demand: OWNERS,
    plant: (stage) => deed(stage, facts, expected),
  };
}

function coOwner(stage: Stage): { name: string; idNumber: string } {
  const n = CO_OWNERS_FROM + stage.random.int(0, 40_000_000);
  return { name: nameApart(n), idNumber: stranger(n).idNumber };
}

/** Several owners as the record has them: one cell of names, one of numbers. */
function asOneCell(owners: readonly Pick<Identity, 'name' | 'idNumber'>[]): {
  name: string;
  idNumber: string;
} {
  return {
    name: owners.map((owner) => owner.name).join('、'),
    idNumber: owners.map((owner) => owner.idNumber).join('、'),
  };
}

const NORMAL = { severity: 'normal' } as const;
const INFO = { severity: 'info' } as const;

export const PROPERTY_SCENARIOS: readonly Scenario[] = [
  simple('bought', 0.2, {}, NORMAL),
  simple('built', TRAP, { manner: '自建' }, NORMAL),
  simple('inherited-a-sixth', 0.1, { manner: '继承', share: '1/6' }, INFO),
  simple('given', TRAP, { manner: '赠与' }, INFO),
  simple('resettled', 0.1, { manner: '拆迁安置' }, INFO),
  simple('public-tenancy', 0.1, { manner: '公房承租' }, { silent: 'PUBLIC_TENANCY' }),
  simple('mortgage', 0.1, { right: '抵押权' }, { silent: 'NOT_OWNERSHIP' }),
  simple('lease', TRAP, { right: '租赁权' }, { silent: 'NOT_OWNERSHIP' }),
  {
    id: 'property.bought-before-aid-began',
    perThousand: 0.1,
    demand: OWNERS,
    plant(stage) {
      const registeredOn = addMonths(stage.asOf, -stage.random.int(135, 200));
      deed(stage, { registeredOn }, { silent: 'BEFORE_AID' });
    },
  },
  {
    id: 'property.inherited-before-aid-began',
    perThousand: TRAP,
    demand: OWNERS,
    plant(stage) {
      const registeredOn = addMonths(stage.asOf, -stage.random.int(135, 200));
      deed(stage, { registeredOn, manner: '继承' }, { silent: 'BEFORE_AID' });
    },
  },
  {
    id: 'property.bought-before-the-last-check',
    perThousand: TRAP,
    demand: (_random, asOf) => ({ ...OWNERS, lastCheckedOn: addDays(asOf, -6) }),
    plant: (stage) => deed(stage, {}, { silent: 'CHECKED_SINCE' }),
  },
  {
    id: 'property.without-a-unit-number',
    perThousand: TRAP,
    demand: OWNERS,
    plant: (stage) => deed(stage, { unit: '', address: drawAddress(stage.random) }, NORMAL),
  },
  {
    id: 'property.second-of-two-owners',
    perThousand: TRAP,
    demand: OWNERS,
    plant(stage) {
      deed(stage, {}, NORMAL, [coOwner(stage), identityOf(stage.subject)]);
    },
  },
  {
    id: 'property.other-owners-number-is-broken',
    perThousand: TRAP,
    demand: OWNERS,
    plant(stage) {
      const other = coOwner(stage);
      const broken = { ...other, idNumber: breakDigit(other.idNumber) };
      deed(stage, {}, NORMAL, [broken, identityOf(stage.subject), coOwner(stage)]);
    },
  },
  {
    id: 'property.own-number-is-broken-among-several',
    perThousand: TRAP,
    demand: OWNERS,
    plant(stage) {
      const own = identityOf(stage.subject);
      const owners = [coOwner(stage), { ...own, idNumber: breakDigit(own.idNumber) }];
      deed(stage, {}, { silent: 'ID_CHECKSUM' }, owners);
      expectReview(stage, SOURCE, asOneCell(owners), 'digit-off');
    },
  },
  {
    id: 'property.own-number-under-another-name-among-several',
    perThousand: TRAP,
    demand: OWNERS,
    plant(stage) {
      const { idNumber } = identityOf(stage.subject);
      const owners = [{ name: '司马思远', idNumber }, coOwner(stage)];
      deed(stage, {}, { silent: 'NAME_DIFFERS' }, owners, []);
      expectReview(stage, SOURCE, asOneCell(owners), 'other-name');
    },
  },
  {
    id: 'property.more-names-than-numbers',
    perThousand: TRAP,
    demand: OWNERS,
    plant(stage) {
      const owner = identityOf(stage.subject);
      const row = propertyRow(stage.random, [owner], { registeredOn: eventDay(stage) });
      const names = `${owner.name}、${drawName(stage.random, '男', 40)}`;
      write(stage, SOURCE, { ...row, 权利人: names }, 'CO_OWNER_MISMATCH');
      expectSilence(stage, RULE, 'CO_OWNER_MISMATCH');
    },
  },
];
