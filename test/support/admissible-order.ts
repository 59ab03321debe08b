import type { RandomNumbers } from './random-numbers.ts';
import type { Telling } from './told-rows.ts';

// What can come before what: see test/integration/any-order.test.ts.

/** A row of a story; with another name it is for a reviewer to judge. */
export type Told = Telling & { who: number; rightName: boolean };
/** What one sending of a file tells, by person and natural key. */
export type Version = Map<string, Told>;
/** A file with all its corrections. */
export type File = { source: string; name: string; periodEnd: string; versions: Version[] };

/** One arrival of a file. */
export type Delivery = {
  id: string;
  fileName: string;
  rows: string[][];
  supersede: boolean;
  /** Ids of the deliveries that it cannot come before. */
  after: string[];
};

/** Any order, by chance, in which nothing comes before what it comes after. */
export function admissibleOrder(
  random: RandomNumbers,
  deliveries: readonly Delivery[],
): Delivery[] {
  const order: Delivery[] = [];
  const come = new Set<string>();
  while (order.length < deliveries.length) {
    const next = random.pick(
      deliveries.filter(
        ({ id, after }) => !come.has(id) && after.every((other) => come.has(other)),
      ),
    );
    come.add(next.id);
    order.push(next);
  }
  return order;
}

/** What a version of a file cannot come before; `older` are the files of its source that stand before it. */
export function comesAfter(older: readonly File[], file: File, number: number): string[] {
  if (number === 0) return [...endsAfter(older, file), ...sameDayBefore(older, file)];
  return [versionId(file, number - 1), ...takesOutAfter(older, file, number)];
}

/**
 * An end is told by a newer file after one that tells the fact without end, and nothing else happens to a fact that
 * ends: whether an alert had been raised while the fact lasted would otherwise be a matter of the hour.
 */
export function keepEndsPlain(files: readonly File[]): void {
  const told = files.flatMap(({ versions }) =>
    versions.flatMap((version) => [...version.values()]),
  );
  const ending = new Set(told.filter(({ kind }) => kind === 'LAPSED').map(factOf));
  for (const file of files) {
    const kept: Version = new Map();
    for (const version of file.versions)
      for (const one of version.values())
        if (ending.has(factOf(one)) && one.kind !== 'OTHER') add(kept, one);
    rewrite(file, (version) => {
      const others = [...version].filter(([, one]) => !ending.has(factOf(one)));
      return new Map([...kept, ...others]);
    });
  }
}

/** A post explains payments; where those end, an explanation that is taken back would come too late to raise them. */
export function withoutPostsWhereInsuranceEnds(
  bySource: ReadonlyMap<string, readonly File[]>,
): void {
  const insured = bySource.get('human-resources.social-insurance') ?? [];
  const told = insured.flatMap(({ versions }) =>
    versions.flatMap((version) => [...version.values()]),
  );
  const ending = new Set(told.filter(({ kind }) => kind === 'LAPSED').map(factOf));
  for (const file of bySource.get('human-resources.employment') ?? [])
    rewrite(
      file,
      (version) =>
        new Map(
          [...version].filter(
            ([, one]) => !(ending.has(factOf(one)) && one.cells.includes('公益性岗位')),
          ),
        ),
    );
}

/** Whom two lists of need name no correction leaves out: a task remembers only the newest list that asked for it. */
export function keepListed(files: readonly File[]): void {
  for (const file of files) {
    const named: Version = new Map();
    const others = files.filter((other) => other !== file).flatMap(({ versions }) => versions);
    for (const version of file.versions)
      for (const [key, one] of version) if (others.some((other) => other.has(key))) add(named, one);
    rewrite(file, (version) => new Map([...named, ...version]));
  }
}

/** A version that comes again, as a correction taken back, comes again all the same. */
function rewrite(file: File, change: (version: Version) => Version): void {
  const changed = new Map(file.versions.map((version) => [version, change(version)]));
  file.versions = file.versions.map((version) => changed.get(version) ?? version);
}

/** Adds what is told; of one key the first stays, because two would be set aside as a conflict. */
export function add(version: Version, told: Told): void {
  const key = `${told.who} ${told.key}`;
  if (!version.has(key)) version.set(key, told);
}

/** The id of a file's delivery in its so-manieth version. */
export function versionId({ name }: File, number: number): string {
  return `${name} r${number}`;
}

/** The oldest file that tells without end what this one ends. */
function endsAfter(older: readonly File[], { versions }: File): string[] {
  const ends = [...(versions[0] ?? [])].filter(([, one]) => one.kind === 'LAPSED');
  return ends.flatMap(([key]) => {
    const began = older.find((file) => file.versions[0]?.get(key)?.kind === 'PLAIN');
    return began ? [versionId(began, 0)] : [];
  });
}

/** What tells in an older period a fact that this correction takes out of its own. */
function takesOutAfter(
  older: readonly File[],
  { versions, periodEnd }: File,
  number: number,
): string[] {
  const carried = (version: Version | undefined): Told[] =>
    [...(version?.values() ?? [])].filter(({ carries }) => carries);
  const left = new Set(
    carried(versions[number])
      .filter(({ rightName }) => rightName)
      .map(factOf),
  );
  const gone = new Set(
    carried(versions[number - 1])
      .map(factOf)
      .filter((fact) => !left.has(fact)),
  );
  return older
    .filter((file) => file.periodEnd < periodEnd)
    .flatMap((file) =>
      file.versions.flatMap((version, at) =>
        carried(version).some((one) => gone.has(factOf(one))) ? [versionId(file, at)] : [],
      ),
    );
}

/** Of two periods that end on one day neither is newer: what both tell is as the later received one says. */
function sameDayBefore(older: readonly File[], { name, periodEnd, versions }: File): string[] {
  const told = new Set(versions.flatMap(slotsOf));
  return older
    .filter((file) => file.periodEnd === periodEnd && periodOf(file.name) !== periodOf(name))
    .filter((file) => file.versions.flatMap(slotsOf).some((slot) => told.has(slot)))
    .map((file) => versionId(file, file.versions.length - 1));
}

/** What a version can overwrite: rows of the same key, and of a death registrations and revocations alike. */
function slotsOf(version: Version): string[] {
  return [...version].flatMap(([key, one]) => [key, factOf(one)]);
}

function periodOf(name: string): string {
  return name.split('_')[1] ?? '';
}

function factOf({ who, fact }: Told): string {
  return `${who} ${fact}`;
}
