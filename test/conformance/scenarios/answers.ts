/** What a producer waits for: answers, places in flight, time-outs. */
import type { Scenario } from '../scenario.js';
import {
  completions,
  every,
  produce,
  publishedAt,
  shape,
  shapeOf,
  simulateProducer,
  TIMERS,
  toSend,
} from './producing.js';

const FAR = 0.15;
const NEAR = { 'requests sent at (s)': TIMERS };

const inFlight = (most: number): Scenario => {
  const set = { 'linger.ms': 0, 'max.in.flight.requests.per.connection': most };
  const times = every(0.05, 20);
  return {
    name: `in-flight-${most}`,
    asks: `What is sent while ${most} ${most === 1 ? 'request is' : 'requests are'} unanswered?`,
    set,
    done: 'a record each 50 ms, 20 of them, to a broker 150 ms away',
    brokers: 1,
    observe: async (lab) => {
      const { requests } = await produce(lab, set, 1, toSend(times), { delay: FAR });
      return shape(requests);
    },
    simulate: () => {
      const settings = `linger: 0 s, max_in_flight: ${most}, propagation: ${FAR} s`;
      return shapeOf(simulateProducer(settings, 1, times, 5));
    },
    near: NEAR,
  };
};

const acks = (level: 0 | 1): Scenario => {
  const set = { 'linger.ms': 100, acks: level };
  return {
    name: `acks-${level}`,
    asks: `When is a record done with acks=${level}?`,
    set,
    done: 'records at 0 and 0.5 s to a broker 150 ms away',
    brokers: 1,
    observe: async (lab) => {
      const { sending } = await produce(lab, set, 1, toSend([0, 0.5]), { delay: FAR });
      return { 'done at (s)': completions(sending) };
    },
    simulate: () => {
      const settings = `linger: 100 ms, acks: ${level}, propagation: ${FAR} s`;
      return { 'done at (s)': publishedAt(simulateProducer(settings, 1, [0, 0.5], 5)) };
    },
    near: { 'done at (s)': TIMERS },
  };
};

export const ANSWERS: readonly Scenario[] = [
  inFlight(1),
  inFlight(2),
  inFlight(5),
  acks(0),
  acks(1),
];
