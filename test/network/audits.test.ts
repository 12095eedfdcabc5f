/**
 * Audits that bite: each test breaks a running world in the one way that an audit is for, and sees the audit name it.
 * Nothing is broken by a flag of the product: the world is compiled, and changed from outside between its events.
 */
import { expect, test } from 'vitest';
import { requestOf } from '../../src/components/records.js';
import { EVENT, type World } from '../../src/components/world.js';
import { compileWorld } from '../../src/network/compile.js';
import { dispatch, runWorld, type Handler } from '../../src/network/simulate.js';
import { Workshop } from '../../src/network/workshop.js';
import { validModel } from '../support/validModel.js';

/** Three brokers, 2,000 records/s of one producer over six partitions; one group without a store, one with. */
const TEXT = `users: 200
workload: { events_per_user: 10/s, record_size: 1 KB }
producers: { count: 1, linger: 2 ms, partitioner: random }
brokers: { count: 3, time_per_request: exponential(0.2 ms), failure_detection: 0.2 s, election_time: 50 ms }
topic: { partitions: 6, replication_factor: 3, min_insync_replicas: 2 }
consumers:
  plain: { instances: 2, processing_time: exponential(0.2 ms) }
  stored: { instances: 2, processing_time: exponential(0.2 ms), store: rows }
stores: { rows: { shards: 1, servers: 1, time_per_request: exponential(0.5 ms) } }
`;
/** One group, no store. */
const ALONE = TEXT.replace(/ {2}stored: .*\n/, '').replace(/stores: .*\n/, '');
/** Consumers that fall behind: batches wait in the log. */
const BEHIND = TEXT.replaceAll('processing_time: exponential(0.2 ms)', 'processing_time: 1.2 ms');
const CRASH = `faults: { crash: { kind: broker_down, index: 0, at: 0.5 s, length: 5 s } }\n`;

/** What each event does to a world in place of its own handler. */
type Breaking = (world: World) => Handler;

/** The laws whose audits failed in a second of the model. */
function broken(breaking: Breaking, text = TEXT): Set<string> {
  const model = validModel(text, { fileName: 'audits.yaml' });
  const workshop = new Workshop({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'audits',
    warmupSeconds: 0.1,
    windowSeconds: 1,
    seriesBuckets: 50,
    speedup: {},
    maximumInside: 1e7,
  });
  const world = compileWorld(workshop, null);
  const found = runWorld(workshop, world, breaking(world));
  if ('filledAt' in found) throw new Error(`full at ${found.filledAt} s`);
  return new Set(found.audits.filter(({ passed }) => !passed).map(({ law }) => law));
}

/** Does `wrong` once: before the first event of the kind from the window's middle on for which it returns true. */
function once(kind: number, wrong: (world: World, index: number) => boolean): Breaking {
  let done = false;
  return () => (world, each, index) => {
    if (!done && each === kind && world.now > 0.5) done = wrong(world, index);
    dispatch(world, each, index);
  };
}

test.each([
  ['as it is', TEXT],
  ['with a crash', TEXT + CRASH],
])('nothing is broken: %s', (_, text) => {
  expect(broken(() => dispatch, text)).toEqual(new Set());
});

test('a lost batch: conservation', () => {
  const lose = once(EVENT.produceDone, ({ requests, batches }, event) => {
    const request = requestOf(event);
    const first = requests.firstBatch[request];
    if (requests.batches[request] < 2) return false;
    requests.firstBatch[request] = batches.nextInRequest[first];
    requests.batches[request]--;
    batches.release(first);
    return true;
  });
  expect(broken(lose)).toContain('records in = delivered + inside + dropped + lost');
});

test('a batch that a reader skips: what is read is delivered', () => {
  const skip = once(EVENT.readData, ({ readers }, session) => {
    const reader = readers.readers[readers.reader[session]];
    for (const partition of readers.partitions[session]) {
      if (reader.taken[partition] >= reader.fetched[partition]) continue;
      reader.taken[partition]++;
      return true;
    }
    return false;
  });
  expect(broken(skip, ALONE)).toContain('what is read is delivered');
});

test('a batch that stands in the log twice: nothing delivered twice', () => {
  const double = once(EVENT.produceDone, (world) => {
    const log = world.clusters[0].log[0];
    const mask = log.batches.length - 1;
    // Both are still to be read by everybody.
    const unread = world.readers.readers.every(({ fetched }) => fetched[0] <= log.end - 2);
    if (!unread) return false;
    log.batches[(log.end - 1) & mask] = log.batches[(log.end - 2) & mask];
    return true;
  });
  expect(broken(double, ALONE.replace('0.2 ms', '1.2 ms'))).toContain('nothing delivered twice');
});

test('more that came through before the window than arrived before it: what comes through', () => {
  const ahead: Breaking = ({ recorder }) => {
    recorder.deliveredBefore += 1000;
    return dispatch;
  };
  const law = 'what comes through is at most what is offered and the backlog';
  expect(broken(ahead)).toContain(law);
  // As many more in the window as were inside at its begin do not hide it.
  const both: Breaking = ({ recorder }) => {
    recorder.deliveredBefore += 1000;
    recorder.deliveredInWindow -= 5000;
    return dispatch;
  };
  expect(broken(both)).toContain(law);
});

test('a poll that is counted twice: conservation', () => {
  const twice: Breaking = ({ recorder }) => {
    const deliver = recorder.deliverPoll.bind(recorder);
    let polls = 0;
    recorder.deliverPoll = (...poll) => {
      deliver(...poll);
      if (++polls === 20) deliver(...poll);
    };
    return dispatch;
  };
  expect(broken(twice)).toContain('records in = delivered + inside + dropped + lost');
});

test("a stage that is not counted, the store's queue: stages", () => {
  const forget: Breaking = ({ recorder }) => {
    const deliver = recorder.deliverWrite.bind(recorder);
    recorder.deliverWrite = (world, path, member, first, records, write) => {
      let reads = 0;
      deliver(world, path, member, first, records, {
        ...write,
        // Where the queue is measured the service seems to begin at once.
        get begun() {
          return reads++ === 0 ? write.come : write.begun;
        },
      });
    };
    return dispatch;
  };
  expect(broken(forget)).toContain("a record's stages add up to its latency");
});

test('an event in the past: time', () => {
  const past = once(EVENT.pollEnd, (world) => {
    world.events.push(world.now - 0.01, EVENT.channelReady, 0);
    return true;
  });
  expect(broken(past)).toEqual(new Set(['time does not run backwards']));
});

test('a time that is before its cause is refused where it is recorded', () => {
  const early: Breaking = ({ recorder }) => {
    const deliver = recorder.deliverWrite.bind(recorder);
    recorder.deliverWrite = (world, path, member, first, records, write) => {
      deliver(world, path, member, first, records, { ...write, answered: write.sent - 0.05 });
    };
    return dispatch;
  };
  expect(() => broken(early)).toThrow(/negative|a time that is -/);
});

test('a job that never leaves: Little', () => {
  const stay = once(EVENT.produceDone, (world) => {
    world.clusters[0].handlers.changeNumber(world.now, 1);
    return true;
  });
  expect(broken(stay)).toEqual(new Set(["Little's law"]));
});

test('handlers that take a second job while busy: utilization', () => {
  const greedy: Breaking = () => (world, kind, index) => {
    for (let broker = 0; broker < 3; broker++) world.clusters[0].handlers.reset(broker, 0);
    dispatch(world, kind, index);
  };
  const slow = TEXT.replace(
    'time_per_request: exponential(0.2 ms)',
    'handlers: 1, time_per_request: 50 ms, time_per_fetch: 50 ms',
  );
  expect(broken(greedy, slow)).toContain('utilization at most 1');
});

test('two batches of a producer that change places in the log: order', () => {
  const swap = once(EVENT.produceDone, (world) => {
    const log = world.clusters[0].log[0];
    const mask = log.batches.length - 1;
    if (!world.readers.readers.every(({ fetched }) => fetched[0] <= log.end - 2)) return false;
    const [last, before] = [(log.end - 1) & mask, (log.end - 2) & mask];
    [log.batches[last], log.batches[before]] = [log.batches[before], log.batches[last]];
    return true;
  });
  expect(broken(swap, BEHIND)).toContain('order within a partition');
});

test('a leader that takes a follower to be further than it is: high watermark', () => {
  // What goes to broker 2 takes 20 ms longer, and leaders take it to have come at once.
  const optimistic: Breaking = ({ clusters, events, replicas }) => {
    const late = new Set<number>();
    return (world, kind, session) => {
      if (kind === EVENT.replicaData && replicas.follower[session] === 2) {
        if (!late.delete(session)) {
          late.add(session);
          events.push(world.now + 0.02, kind, session);
          return;
        }
      }
      if (kind === EVENT.replicaFetchDone) {
        for (const { known, end, replicas: brokers } of clusters[0].log) {
          brokers.forEach((broker, place) => {
            if (broker === 2) known[place] = end;
          });
        }
      }
      dispatch(world, kind, session);
    };
  };
  const law = 'high watermark not ahead of an in-sync follower';
  expect(broken(optimistic)).toContain(law);
  // Where something may be lost it is seen when the watermark moves.
  expect(broken(optimistic, TEXT + CRASH.replace('0.5 s', '5 s'))).toContain(law);
});

test('an acknowledgement before the followers have the batch: at least once', () => {
  const eager: Breaking = () => {
    let done = false;
    return (world, kind, index) => {
      dispatch(world, kind, index);
      const request = requestOf(index);
      const appended = kind === EVENT.produceDone || kind === EVENT.diskDone;
      if (done || !appended || world.now < 0.5 || world.requests.pending[request] <= 0) return;
      done = true;
      dispatch(world, EVENT.acknowledged, index);
      world.requests.pending[request] = 0;
    };
  };
  expect(broken(eager)).toContain('at least once');
});

test('an election of a replica that lacks acknowledged batches: at least once', () => {
  const unclean = once(EVENT.leadersElected, ({ clusters }) => {
    const { log, leader } = clusters[0];
    log.forEach(({ have, highWatermark }, partition) => {
      if (leader[partition] < 0) have.fill(highWatermark - 3);
    });
    return true;
  });
  // The election comes just before the end: what is read of such a log has times that are refused.
  expect(broken(unclean, TEXT + CRASH.replace('0.5 s', '0.745 s'))).toContain('at least once');
});
