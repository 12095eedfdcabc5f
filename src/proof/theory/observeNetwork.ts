/**
 * Networks of stations, open or closed, and a queue with priorities, on the engine's event list.
 * Events: kind 0 a service ends, kind 1 a thinking customer or an arrival from outside.
 */
import { Arena } from '../../engine/arena.js';
import { EventList } from '../../engine/eventList.js';
import { FloatRing } from '../../engine/ring.js';
import { StationBank } from '../../engine/station.js';
import { makeAlias, makeSampler } from '../../engine/variates.js';
import { Histogram, type HistogramPlain } from '../../statistics/index.js';
import { waits, type Streams } from './observeQueue.js';
import type { NetworkRecipe, Observation, PriorityRecipe, Window } from './theoryCase.js';

const DONE = 0;
const COMES = 1;

/**
 * `sojourn i` and `wait i` of a visit to station i, `sojourn` from entering to leaving; `number i`,
 * `throughput i`, `utilization i` averages over time.
 */
export function observeNetwork(
  recipe: NetworkRecipe,
  window: Window,
  streams: Streams,
): Observation {
  const arena = new Arena();
  const network = new Network(recipe, window, streams, arena);
  network.run();
  const found = network.observation();
  arena.close();
  return found;
}

class Network {
  private readonly events = new EventList();
  private readonly banks: readonly StationBank[];
  private readonly services: readonly (() => number)[];
  private readonly routes: readonly (() => number)[];
  private readonly gaps: readonly (() => number)[];
  private readonly think: () => number;
  private readonly visits: readonly Histogram[];
  private readonly total = new Histogram();
  /** Per customer inside: the station, and when it entered; slots that are free. */
  private readonly station: number[] = [];
  private readonly entered: number[] = [];
  private readonly freed: number[] = [];

  constructor(
    private readonly recipe: NetworkRecipe,
    private readonly window: Window,
    streams: Streams,
    arena: Arena,
  ) {
    const { stations } = recipe;
    this.banks = stations.map(
      ({ servers }, index) =>
        new StationBank(`station ${index}`, 'station', 1, servers, window.start, window.end, arena),
    );
    this.services = stations.map(({ meanServiceSeconds }, index) =>
      makeSampler({ kind: 'exponential', mean: meanServiceSeconds }, streams(`service ${index}`)),
    );
    this.routes = stations.map(({ routing }, index) => {
      const leaves = Math.max(0, 1 - routing.reduce((sum, share) => sum + share, 0));
      return makeAlias([...routing, leaves < 1e-12 ? 0 : leaves], streams(`route ${index}`));
    });
    this.gaps = stations.map(({ outsidePerSecond }, index) =>
      makeSampler({ kind: 'exponential', mean: 1 / outsidePerSecond }, streams(`gaps ${index}`)),
    );
    this.think = makeSampler(recipe.think, streams('think'));
    this.visits = stations.map(() => new Histogram());
  }

  run(): void {
    const { events, recipe, gaps } = this;
    recipe.stations.forEach(({ outsidePerSecond }, index) => {
      if (outsidePerSecond > 0) events.push(gaps[index](), COMES, index);
    });
    // Closed: all think, and come back to station 0.
    for (let customer = 0; customer < recipe.customers; customer++) {
      events.push(this.think(), COMES, 0);
    }
    while (events.pop() && events.time < this.window.end) {
      const { time, kind, index } = events;
      if (kind === DONE) this.leave(index, time);
      else this.enter(index, time);
    }
  }

  private enter(station: number, now: number): void {
    const customer = this.freed.pop() ?? this.station.length;
    this.entered[customer] = now;
    this.visit(customer, station, now);
    if (this.recipe.customers === 0) this.events.push(now + this.gaps[station](), COMES, station);
  }

  private visit(customer: number, station: number, now: number): void {
    this.station[customer] = station;
    const finish = this.banks[station].offer(0, now, this.services[station](), 1);
    if (now >= this.window.start) this.visits[station].record(finish - now);
    this.events.push(finish, DONE, customer);
  }

  private leave(customer: number, now: number): void {
    const next = this.routes[this.station[customer]]();
    if (next < this.banks.length) {
      this.visit(customer, next, now);
      return;
    }
    if (now >= this.window.start) this.total.record(now - this.entered[customer]);
    this.freed.push(customer);
    if (this.recipe.customers > 0) this.events.push(now + this.think(), COMES, 0);
  }

  observation(): Observation {
    const seconds = this.window.end - this.window.start;
    const tallies: Record<string, HistogramPlain> = { sojourn: this.total.toPlain() };
    const ratios: Record<string, { over: number; under: number }> = {
      throughput: { over: this.total.count, under: seconds },
    };
    this.banks.forEach((bank, index) => {
      tallies[`sojourn ${index}`] = this.visits[index].toPlain();
      tallies[`wait ${index}`] = waits(bank);
      ratios[`number ${index}`] = { over: bank.sojournSeconds, under: seconds };
      ratios[`throughput ${index}`] = { over: bank.jobs, under: seconds };
      const under = seconds * bank.servers;
      ratios[`utilization ${index}`] = { over: bank.busySeconds[0], under };
    });
    return { tallies, ratios };
  }
}

/** `wait i` of class i: of those that come in the window, once they have begun. */
export function observePriority(
  recipe: PriorityRecipe,
  window: Window,
  streams: Streams,
): Observation {
  const events = new EventList();
  const gaps = recipe.classes.map(({ lambda }, index) =>
    makeSampler({ kind: 'exponential', mean: 1 / lambda }, streams(`gaps ${index}`)),
  );
  const services = recipe.classes.map(({ service }, index) =>
    makeSampler(service, streams(`service ${index}`)),
  );
  const queues = recipe.classes.map(() => new FloatRing());
  const tallies = recipe.classes.map(() => new Histogram());
  /** Begins with the first that waits; false when nobody does. */
  const begin = (now: number): boolean => {
    const first = queues.findIndex(({ size }) => size > 0);
    if (first < 0) return false;
    const came = queues[first].shift();
    if (came >= window.start) tallies[first].record(now - came);
    events.push(now + services[first](), DONE, 0);
    return true;
  };
  gaps.forEach((gap, index) => {
    events.push(gap(), COMES, index);
  });
  let busy = false;
  while (events.pop() && events.time < window.end) {
    const { time, kind, index } = events;
    if (kind === COMES) {
      queues[index].push(time);
      events.push(time + gaps[index](), COMES, index);
      if (!busy) busy = begin(time);
    } else busy = begin(time);
  }
  const named = tallies.map((tally, index) => [`wait ${index}`, tally.toPlain()] as const);
  return { tallies: Object.fromEntries(named), ratios: {} };
}
