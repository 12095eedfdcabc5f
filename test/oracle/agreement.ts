/**
 * Compares the engine with the second simulator: record by record, and what the engine measured
 * with what was told.
 */
import type { Happening } from '../../src/network/recording/observer.js';
import { simulate } from '../../src/network/simulate.js';
import {
  failedInWindow,
  isOfDeliveries,
  JOURNEY,
  type Measurements,
  type Trial,
} from '../../src/network/measurements.js';
import { consult } from './oracle.js';
import type { CallCounts } from './calls.js';
import type { JourneyEnd } from './system.js';

/** Seconds by which two times may differ. */
const TOLERANCE = 1e-9;

export interface Told {
  readonly what: Happening;
  readonly place: number;
  readonly producer: number;
  readonly arrival: number;
  readonly time: number;
  /** When the event came that it began with. */
  readonly birth: number;
}

export interface Comparison {
  /** The first differences, in order of time; empty where both agree. */
  readonly differences: readonly string[];
  /** What the engine counted or added up otherwise than the second simulator told it. */
  readonly miscounts: readonly string[];
  readonly happenings: Readonly<Record<Happening, number>>;
  readonly measured: Measurements;
}

export function compare(trial: Trial): Comparison {
  const end = trial.warmupSeconds + trial.windowSeconds;
  const collect = (list: Told[]) => {
    return (
      what: Happening,
      index: number,
      producer: number,
      arrival: number,
      time: number,
      birth: number,
    ): void => {
      if (time < end) list.push({ what, place: index, producer, arrival, time, birth });
    };
  };
  const engine: Told[] = [];
  const measured = simulate(trial, collect(engine));
  const oracle: Told[] = [];
  const { calls, ends } = consult(trial, collect(oracle));
  const happenings: Record<Happening, number> = {
    sent: 0,
    published: 0,
    dropped: 0,
    delivered: 0,
    duplicated: 0,
    lost: 0,
    failed: 0,
  };
  for (const { what } of oracle) happenings[what]++;
  return {
    differences: differences(engine, oracle, end),
    miscounts: [
      ...miscounts(measured, oracle, trial.warmupSeconds),
      ...miscountedCalls(measured, calls),
      ...miscountedEnds(trial, measured, ends),
    ],
    happenings,
    measured,
  };
}

/**
 * Which counts and sums of the measured window are not those of what has been told, all before the
 * trial's end.
 */
export function miscounts(
  measured: Measurements,
  told: readonly Told[],
  windowStart: number,
): string[] {
  const within = told.filter(({ time }) => time >= windowStart);
  const count = (wanted: Happening): number => within.filter(({ what }) => what === wanted).length;
  const latencies = (wanted: Happening): number =>
    within.reduce(
      (sum, { what, time, arrival }) => sum + (what === wanted ? time - arrival : 0),
      0,
    );
  const publish = measured.paths.find(({ name }) => name === 'publish')?.histogram;
  const pairs: [string, number, number][] = [
    ['delivered', measured.deliveredInWindow, count('delivered')],
    ['dropped', measured.droppedInWindow, count('dropped')],
    ['lost', measured.lostInWindow, count('lost')],
    ['failed', failedInWindow(measured), count('failed')],
    ['duplicated', measured.duplicatesInWindow, count('duplicated')],
    ['published', publish?.count ?? 0, count('published')],
    ['seconds until delivery', measured.endToEnd.sum, latencies('delivered')],
    ['seconds until publication', publish?.sum ?? 0, latencies('published')],
    ...journeys(measured, within),
  ];
  return pairs
    .filter(([, mine, other]) => Math.abs(mine - other) > TOLERANCE * Math.max(1, within.length))
    .map(([what, mine, other]) => `${what}: engine measured ${mine}, oracle told ${other}`);
}

/** Which journeys that have names ended otherwise, or took another time in all. */
function miscountedEnds(
  { model, warmupSeconds, windowSeconds }: Trial,
  { paths }: Measurements,
  ends: readonly JourneyEnd[],
): string[] {
  const end = warmupSeconds + windowSeconds;
  return model.journeys.flatMap(({ name }) => {
    const told = ends.filter((each) => {
      return each.name === name && each.time >= warmupSeconds && each.time < end;
    });
    const seconds = told.reduce((sum, { time, born }) => sum + (time - born), 0);
    const histogram = paths.find((path) => path.name === name)?.histogram;
    const agrees =
      histogram?.count === told.length &&
      Math.abs(histogram.sum - seconds) <= TOLERANCE * Math.max(1, told.length);
    const both = `engine measured ${histogram?.count} of ${histogram?.sum} s, oracle told ${told.length} of ${seconds} s`;
    return agrees ? [] : [`journeys ${name}: ${both}`];
  });
}

/** Which counts of calls, of groups or of externals, are not those of the second simulator. */
function miscountedCalls(
  { services = [], innerServices = [] }: Measurements,
  counted: readonly CallCounts[][],
): string[] {
  const inner = innerServices.map(({ external, calls }) => ({ group: external, calls }));
  return [...services, ...inner].flatMap(({ group, calls }, index) =>
    calls.flatMap(({ external, ...mine }, call) => {
      const other = counted[index][call];
      const all = { refused: 0, opened: 0, left: 0, ...mine };
      if (COUNTS.every((what) => all[what] === other[what])) return [];
      const both = `engine measured ${JSON.stringify(all)}, oracle ${JSON.stringify(other)}`;
      return [`calls of ${group} to ${external}: ${both}`];
    }),
  );
}

const COUNTS = ['sent', 'again', 'errors', 'timeouts', 'refused', 'opened', 'left'] as const;

/** Of each group that has them, how many and how long. */
function journeys({ paths }: Measurements, within: readonly Told[]): [string, number, number][] {
  const groups = paths.filter(isOfDeliveries).map(({ name }) => name);
  return groups.flatMap((name, path): [string, number, number][] => {
    const histogram = paths.find((each) => each.name === JOURNEY + name)?.histogram;
    if (histogram === undefined) return [];
    const told = within.filter(({ what, place }) => what === 'delivered' && place === path);
    const seconds = told.reduce((sum, { time, birth }) => sum + (time - birth), 0);
    return [
      [`journeys to ${name}`, histogram.count, told.length],
      [`seconds of journeys to ${name}`, histogram.sum, seconds],
    ];
  });
}

/**
 * What each has told of the same record, place and kind, in order of time, is compared one by one.
 */
export function differences(
  engine: readonly Told[],
  oracle: readonly Told[],
  end: number,
): string[] {
  const found: { time: number; text: string }[] = [];
  const identityOf = identities([...engine, ...oracle]);
  const left = byIdentity(engine, identityOf);
  const right = byIdentity(oracle, identityOf);
  for (const identity of new Set([...left.keys(), ...right.keys()])) {
    const mine = left.get(identity) ?? [];
    const other = right.get(identity) ?? [];
    for (let index = 0; index < Math.max(mine.length, other.length); index++) {
      const engineTime = mine.at(index);
      const oracleTime = other.at(index);
      const time = Math.min(engineTime ?? Infinity, oracleTime ?? Infinity);
      // Rounding may put one of two equal times beyond the end.
      if (Math.abs((engineTime ?? end) - (oracleTime ?? end)) <= TOLERANCE) continue;
      const text = `${identity}: engine ${engineTime ?? 'never'}, oracle ${oracleTime ?? 'never'}`;
      found.push({ time, text });
    }
  }
  return found.sort((a, b) => a.time - b.time).map(({ text }) => text);
}

/**
 * Of the same event at the same producer: births are drawn, arrivals of what is sent on are sums,
 * with their roundings.
 */
function identities(all: readonly Told[]): (told: Told) => string {
  const arrivals = new Map<string, number[]>();
  for (const told of all) {
    const known = arrivals.get(eventOf(told)) ?? [];
    known.push(told.arrival);
    arrivals.set(eventOf(told), known);
  }
  for (const [event, list] of arrivals) {
    list.sort((a, b) => a - b);
    const firsts = list.filter((each, index) => index === 0 || each - list[index - 1] > TOLERANCE);
    arrivals.set(event, firsts);
  }
  return (told) => {
    const first = arrivals.get(eventOf(told))?.findLast((each) => each <= told.arrival);
    const began = told.birth === told.arrival ? '' : `, begun at ${told.birth}`;
    return `${told.what} ${told.place}, record of producer ${told.producer} at ${first}${began}`;
  };
}

function eventOf({ producer, birth }: Told): string {
  return `${producer} ${birth}`;
}

function byIdentity(
  list: readonly Told[],
  identityOf: (told: Told) => string,
): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const told of list) {
    const identity = identityOf(told);
    const known = times.get(identity) ?? [];
    known.push(told.time);
    times.set(identity, known);
  }
  for (const each of times.values()) each.sort((a, b) => a - b);
  return times;
}
