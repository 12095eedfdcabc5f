/**
 * When users send, and with which key: the second simulator's own, from the semantics of
 * network/direct/arrivals.ts.
 */
import type { Stream } from '../../src/engine/stream.js';
import { makeZipf } from '../../src/engine/variates.js';
import type { ArrivalProcess, KeyPopularity, LoadPiece } from '../../src/model/model.js';
import { faultSchedule } from './schedule.js';
import type { Flow } from './flow.js';
import type { OracleRecord, System } from './system.js';

/** What users send over one producer, each as it comes; nothing where a group sends on. */
export function hearUsers(
  system: System,
  { users, name, model, firstProducer }: Flow,
  index: number,
  come: (record: OracleRecord) => void,
): void {
  if (users === null) return;
  const { arrivals, keys } = users;
  const producer = firstProducer + index;
  const own = `${name}.${index}`;
  const stream = system.stream(own, 'arrivals');
  const rate = system.eventsPerSecond * users.share;
  const next = arrivalsOf(system, arrivals, rate, index, model.count, stream);
  const drawKey = keysOf(keys, system.stream(own, 'keys'));
  const keyed = keys.kind !== 'none';
  const kind = system.model.producers.findIndex((each) => each === users);
  const awaitNext = (): void => {
    const arrival = next();
    const key = drawKey();
    system.clock.at(arrival, 'admit', producer, () => {
      awaitNext();
      const event = system.eventOf(kind, model.topic, arrival);
      come({ producer, arrival, born: arrival, event, key, keyed, token: -1, admitted: 0 });
    });
  };
  awaitNext();
}

/** Successive arrivals of producer `index` of `count`, which share so many events a second. */
export function arrivalsOf(
  system: System,
  arrivals: ArrivalProcess,
  eventsPerSecond: number,
  index: number,
  count: number,
  stream: Stream,
): () => number {
  const rate = eventsPerSecond / count;
  switch (arrivals.kind) {
    case 'poisson':
      return poisson(system, rate, stream);
    case 'constant': {
      let k = 0;
      return () => (k++ + (index + 0.5) / count) / rate;
    }
    case 'on_off':
      return onOff(rate, arrivals.onSeconds, arrivals.offSeconds, stream);
    case 'diurnal': {
      const { amplitude, periodSeconds } = arrivals;
      return thinned(rate * (1 + amplitude), stream, (time) => {
        const shape = 1 + amplitude * Math.sin((2 * Math.PI * time) / periodSeconds);
        return shape / (1 + amplitude);
      });
    }
    case 'shape':
      return shaped(arrivals.pieces, rate, stream);
    case 'batches': {
      const { size, sizes } = arrivals;
      let time = 0;
      let left = 0;
      return () => {
        if (left === 0) {
          time += stream.exponential() * (size / rate);
          const more = sizes === 'alike' ? null : Math.log(1 - 1 / size);
          left = more === null ? size : 1 + Math.floor(-stream.exponential() / more);
        }
        left--;
        return time;
      };
    }
    case 'trace': {
      const { timesSeconds: times } = arrivals;
      const last = times[times.length - 1];
      const meanGap = times.length > 1 ? (last - times[0]) / (times.length - 1) : 0;
      const stretch = times.length / (last + meanGap) / (rate * count);
      let k = index;
      return () => {
        const time = Math.floor(k / times.length) * (last + meanGap) + times[k % times.length];
        k += count;
        return time * stretch;
      };
    }
    default:
      return arrivals satisfies never;
  }
}

function poisson(system: System, rate: number, stream: Stream): () => number {
  const surges = faultSchedule(system).filter(({ fault }) => fault.kind === 'surge');
  if (surges.length > 0) {
    const highest = Math.max(1, ...surges.map(({ fault }) => fault.factor));
    return thinned(rate * highest, stream, (time) => {
      const now = surges.find(({ from, to }) => time >= from && time < to);
      return (now?.fault.factor ?? 1) / highest;
    });
  }
  let time = 0;
  return () => (time += stream.exponential() * (1 / rate));
}

/** Lewis & Shedler 1979. */
function thinned(highest: number, stream: Stream, keeps: (time: number) => number): () => number {
  let time = 0;
  return () => {
    do time += stream.exponential() * (1 / highest);
    while (stream.next() > keeps(time));
    return time;
  };
}

/** The load so far is that of a Poisson stream at the mean rate. */
function shaped(pieces: readonly LoadPiece[], rate: number, stream: Stream): () => number {
  const period = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  let load = 0;
  return () => {
    load += stream.exponential() * (1 / rate);
    let begin = Math.floor(load / period) * period;
    let left = load - begin;
    for (const { seconds, from, to } of pieces) {
      const all = (seconds * (from + to)) / 2;
      if (left < all) {
        const rise = (to - from) / seconds;
        // In this form for the last digit: a record is known by its arrival.
        const root = Math.sqrt(from * from + 2 * rise * left);
        return left > 0 ? begin + (2 * left) / (from + root) : begin;
      }
      left -= all;
      begin += seconds;
    }
    return begin;
  };
}

function onOff(rate: number, on: number, off: number, stream: Stream): () => number {
  const gap = on / (rate * (on + off));
  let time = 0;
  let offAt = stream.exponential() * on;
  return () => {
    for (;;) {
      const next = time + stream.exponential() * gap;
      if (next <= offAt) {
        time = next;
        return time;
      }
      time = offAt + stream.exponential() * off;
      offAt = time + stream.exponential() * on;
    }
  };
}

function keysOf(keys: KeyPopularity, stream: Stream): () => number {
  switch (keys.kind) {
    case 'none':
      return () => Math.floor(stream.next() * (2 ** 31 - 1));
    case 'uniform':
      return () => Math.floor(stream.next() * keys.count);
    case 'zipf':
      return makeZipf(keys.count, keys.exponent, stream);
    case 'hot':
      return () => {
        const uniform = stream.next();
        if (uniform < keys.share || keys.count === 1) return 0;
        const rest = (uniform - keys.share) / (1 - keys.share);
        return 1 + Math.floor(rest * (keys.count - 1));
      };
    default:
      return keys satisfies never;
  }
}
