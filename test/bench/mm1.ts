/**
 * The same M/M/1 by the public library: with the event list, and as a model whose one queue needs
 * no events.
 */
import {
  Arena,
  EventList,
  FloatRing,
  Stream,
  simulate,
  type Trial,
} from '../../src/library/engine.js';
import { parseModel } from '../../src/model/index.js';
import { Histogram } from '../../src/statistics/index.js';
import { RHO, type QueueResult } from './yardsticks.js';

const ARRIVAL = 0;
const DEPARTURE = 1;
const MEAN_GAP = 1 / RHO;

/** With the event list: an event for each arrival and each departure. */
export function eventListQueue(customers: number, seed: number): QueueResult {
  const events = new EventList();
  const arena = new Arena();
  const gaps = new Stream(`${seed}/arrivals`, arena);
  const services = new Stream(`${seed}/services`, arena);
  const inside = new FloatRing();
  const times = new Histogram();
  events.push(gaps.exponential() * MEAN_GAP, ARRIVAL, 0);
  while (times.count < customers && events.pop()) {
    const now = events.time;
    if (events.kind === ARRIVAL) {
      inside.push(now);
      if (inside.size === 1) events.push(now + services.exponential(), DEPARTURE, 0);
      events.push(now + gaps.exponential() * MEAN_GAP, ARRIVAL, 0);
    } else {
      times.record(now - inside.shift());
      if (inside.size > 0) events.push(now + services.exponential(), DEPARTURE, 0);
    }
  }
  arena.close();
  return { customers: times.count, mean: times.mean() };
}

const MODEL = `users: ${RHO * 1000}
workload: { events_per_user: 1/s }
consumers: { server: { processing_time: exponential(1 ms), propagation: 0 s } }
`;

/** The trial of an M/M/1 in the model language that brings about so many customers. */
export function queueTrial(customers: number, seed: number): Trial {
  const parsed = parseModel(MODEL, { fileName: 'mm1.yaml' });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return {
    model: parsed.model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: String(seed),
    warmupSeconds: 0,
    windowSeconds: customers / (RHO * 1000),
    seriesBuckets: 60,
    speedup: {},
    maximumInside: 1e7,
  };
}

/**
 * As a model: users who call one server, measured and audited in full (stages, resources, series).
 */
export function modelQueue(customers: number, seed: number): QueueResult {
  const { endToEnd } = simulate(queueTrial(customers, seed));
  return { customers: endToEnd.count, mean: (endToEnd.sum / endToEnd.count) * 1000 };
}
