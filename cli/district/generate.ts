import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { addMonths, firstOfMonth, lastOfMonth, type PlainDate } from '../../kernel/plain-date.ts';
import { writeExtract } from './extracts.ts';
import { makeHousehold, type Demand, type Household } from './household.ts';
import { createIdMaker } from './id-maker.ts';
import { at, createRandom, type Random } from './random.ts';
import { plantResidents } from './residents.ts';
import { openRoster, type RosterWriter } from './roster.ts';
import type { PlantedRow, Scenario, Stage } from './scenario.ts';
import { SCENARIOS } from './scenarios/all-scenarios.ts';
import { SOURCE_FILES, type SourceCode } from './sources.ts';
import { STREETS, type Street } from './streets.ts';
import type { Truth } from './truth.ts';

/** With fewer recipients there is no room for every trap. */
export const FEWEST_RECIPIENTS = 900;
/** A batch with more set aside than this is held for a person. */
const HELD_ABOVE = 0.05;
const SELDOM_ACTIVE = 0.02;

export type DistrictOptions = {
  seed: number;
  /** About so many covered people. */
  recipients: number;
  out: string;
  asOf: PlainDate;
  /** Rows about strangers per source, instead of the usual number. */
  extractRows?: Partial<Record<SourceCode, number>>;
  onProgress?: (step: string, done: number, total: number) => void;
};

type Slot = { scenario: Scenario; demand: Demand; companion: boolean };
type Found = Stage['truth'] & Pick<Truth, 'records'>;

/**
 * Writes a synthetic district below `out` (`roster/`, `extracts/`, `truth.json`) and returns the
 * truth. Memory holds the planted situations, not the district. Throws `RangeError` for too few
 * recipients, or when errors would make a batch be held.
 */
export async function generateDistrict(options: DistrictOptions): Promise<Truth> {
  const { seed, asOf, out } = options;
  mkdirSync(path.join(out, 'roster'), { recursive: true });
  mkdirSync(path.join(out, 'extracts'), { recursive: true });
  const period = {
    first: firstOfMonth(addMonths(asOf, -1)),
    last: lastOfMonth(addMonths(asOf, -1)),
  };
  const found: Found = {
    alerts: [],
    review: [],
    reviewOptional: [],
    silent: [],
    outreach: [],
    records: [],
  };
  const planted: PlantedRow[] = [];
  const roster = openRoster(path.join(out, 'roster'), asOf, createRandom(seed, 'roster'));
  const recipients = await populate(options, roster, (slot, household, random) => {
    const stage = { random, asOf, period, household, rows: planted, truth: found };
    play(slot, { ...stage, subject: subjectOf(household, slot.demand) }, roster);
  });
  plantResidents(options, planted, found.outreach);
  const files = roster.close();
  for (const file of SOURCE_FILES) {
    const [least, perRecipient] = file.strangers;
    const strangers =
      options.extractRows?.[file.source] ?? Math.round(least + perRecipient * options.recipients);
    const rows = planted.filter((row) => row.source === file.source);
    const setting = { random: createRandom(seed, `extract:${file.source}`), asOf, period };
    const plan = { file, planted: rows, strangers };
    const { file: truth, records } = await writeExtract(
      path.join(out, 'extracts'),
      plan,
      setting,
      (done) => options.onProgress?.(file.source, done, strangers),
    );
    if (truth.rows - truth.accepted > HELD_ABOVE * truth.rows) {
      throw new RangeError(`${file.source}: too few rows for the errors planted in them`);
    }
    files.push(truth);
    found.records.push(...records);
  }
  const silentCases = found.silent.length;
  const truth: Truth = { asOf, seed, recipients, files, ...found, silentCases };
  writeFileSync(path.join(out, 'truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
  return truth;
}

/** Makes and writes household after household. Returns how many people are covered. */
async function populate(
  { seed, recipients, asOf, onProgress }: DistrictOptions,
  roster: RosterWriter,
  onSlot: (slot: Slot, household: Household, random: Random) => void,
): Promise<number> {
  const fewestHouseholds = Math.floor(recipients / 1.55);
  const slots = allot(seed, recipients, fewestHouseholds, asOf);
  const makers = { random: createRandom(seed, 'households'), ids: createIdMaker(), asOf };
  const stageRandom = createRandom(seed, 'situations');
  const relativeEvery = Math.max(1, Math.floor(fewestHouseholds / 25));
  let covered = 0;
  for (let ordinal = 1; covered < recipients || ordinal <= fewestHouseholds; ordinal += 1) {
    const slot = slots.get(ordinal);
    const demand = slot?.demand ?? ordinary(makers.random);
    const household = makeHousehold(makers, ordinal, drawStreet(makers.random), demand);
    roster.household(household);
    if (slot) onSlot(slot, household, stageRandom);
    // Whom a situation makes a relative is declared once: another relation of the same two would conflict.
    if (ordinal % relativeEvery === 0 && !(slot && isOfStaff(slot))) {
      roster.relative(household, at(household.members, 0), '父母');
    }
    if (household.cases.some((record) => record.status === '在保')) {
      covered += household.members.filter((member) => member.covered).length;
    }
    if (ordinal % 5_000 === 0) {
      onProgress?.('roster', Math.min(covered, recipients), recipients);
      // Here the process may hear that it should stop.
      await setImmediate();
    }
  }
  return covered;
}

/** Deals the situations out to households that are far from one another. */
function allot(
  seed: number,
  recipients: number,
  households: number,
  asOf: PlainDate,
): Map<number, Slot> {
  const random = createRandom(seed, 'allotment');
  const slots = new Map<number, Slot>();
  const deal = (slot: Slot): void => {
    if (slots.size >= households * 0.95) {
      throw new RangeError(`at least ${FEWEST_RECIPIENTS} recipients`);
    }
    let ordinal = random.int(1, households);
    while (slots.has(ordinal)) ordinal = random.int(1, households);
    slots.set(ordinal, slot);
  };
  for (const scenario of SCENARIOS) {
    const times = Math.max(1, Math.round((scenario.perThousand * recipients) / 1_000));
    for (let time = 0; time < times; time += 1) {
      const demand =
        typeof scenario.demand === 'function'
          ? scenario.demand(random, asOf)
          : (scenario.demand ?? {});
      deal({ scenario, demand, companion: false });
      if (scenario.companion) deal({ scenario, demand, companion: true });
    }
  }
  return slots;
}

function play(slot: Slot, stage: Stage, roster: RosterWriter): void {
  if (slot.companion) slot.scenario.companion?.(stage);
  else slot.scenario.plant(stage);
  if (isOfStaff(slot)) roster.relative(stage.household, stage.subject, '兄弟姐妹');
}

function isOfStaff({ scenario }: Slot): boolean {
  return scenario.id.endsWith('staff-members-brother');
}

function subjectOf(household: Household, demand: Demand): Household['members'][number] {
  const second = demand.shape === 'twins' || demand.shape === 'uncovered-spouse';
  return at(household.members, second ? 1 : 0);
}

function ordinary(random: Random): Demand {
  return random.chance(SELDOM_ACTIVE)
    ? { status: random.pick(['停保', '公示中', '审核中'] as const) }
    : {};
}

function drawStreet(random: Random): Street {
  const total = STREETS.reduce((sum, street) => sum + street.weight, 0);
  let left = random.int(1, total);
  return STREETS.find((street) => (left -= street.weight) <= 0) ?? at(STREETS, 0);
}
