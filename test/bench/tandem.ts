/**
 * A network of queues by the public library: stations in a row, each with so many servers of its
 * own behind one queue.
 *
 * Semantics: Poisson arrivals at the first station, exponential services of mean 1 s, all stations
 * used to `rho`. What a customer leaves one station for the next is one event; the station itself
 * needs none, since it knows at an arrival when that customer will be served. So a hop costs an
 * event and a service time. The time from the first arrival to the last departure goes into a
 * histogram.
 */
import { Arena, EventList, StationBank, Stream } from '../../src/library/engine.js';
import { Histogram } from '../../src/statistics/index.js';
import { RHO } from './yardsticks.js';

export interface Tandem {
  readonly stations: number;
  readonly servers: number;
  readonly rho?: number;
  /** Customers that leave before the first one counted: the network begins empty. */
  readonly skipped?: number;
}

export interface TandemResult {
  readonly customers: number;
  readonly hops: number;
  /** Of the time in the network, in mean service times. */
  readonly mean: number;
}

/**
 * More than are ever in the network at once, at the sizes and utilizations measured here; a power
 * of two.
 */
const MOST_INSIDE = 65_536;

/** The rows of the benchmark. */
export const TANDEMS: readonly Tandem[] = [1, 8].flatMap((servers) =>
  [1, 10, 100].map((stations) => ({ stations, servers })),
);

export function tandemName({ stations, servers }: Tandem): string {
  return `${stations} in a row, servers: ${servers}`;
}

export function tandem(of: Tandem, customers: number, seed: number): TandemResult {
  const { stations, servers, rho = RHO, skipped = 0 } = of;
  const events = new EventList();
  const arena = new Arena();
  const bank = new StationBank('row', 'station', stations, servers, 0, Infinity, arena);
  const gaps = new Stream(`${seed}/arrivals`, arena);
  const services = new Stream(`${seed}/services`, arena);
  const meanGap = 1 / (rho * servers);
  const came = new Float64Array(MOST_INSIDE);
  const times = new Histogram();
  let left = 0;
  // An event's kind is the station that its customer comes to; `stations` is the way out.
  events.push(gaps.exponential() * meanGap, 0, 0);
  while (times.count < customers && events.pop()) {
    const { time: now, kind: station, index: customer } = events;
    if (station === stations) {
      if (left++ >= skipped) times.record(now - came[customer]);
      continue;
    }
    if (station === 0) {
      came[customer] = now;
      events.push(now + gaps.exponential() * meanGap, 0, (customer + 1) % MOST_INSIDE);
    }
    events.push(bank.offer(station, now, services.exponential(), 1), station + 1, customer);
  }
  const hops = bank.jobs;
  arena.close();
  return { customers: times.count, hops, mean: times.mean() };
}
