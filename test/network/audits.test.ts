/**
 * Audits that bite: each test breaks a running world in the one way that an audit is for, and sees
 * the audit name it.
 * Nothing is broken by a flag of the product: the cell is laid out, and its rows are changed from
 * outside between its events.
 */
import { expect, test } from 'vitest';
import { ROW } from '../../src/network/recording/recording.js';
import { STAGES } from '../../src/network/recording/stages.js';
import {
  BATCH,
  OPERATION,
  READER,
  READER_PARTITION,
  REPLICA_SESSION,
  SESSION,
  STORE,
} from '../../src/engine/rows.js';
import { Cell, kindOf, type PendingEvent } from '../support/cellOf.js';
import { validModel } from '../support/validModel.js';

/**
 * Three brokers, 2,000 records/s of one producer over six partitions; one group without a store,
 * one with.
 */
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

/** Called before each event, which then happens; true when it is seen to already. */
type Breaking = (cell: Cell, next: PendingEvent) => boolean;

/**
 * The laws whose audits failed in a second of the model; `begin`: what is done before all events.
 */
function broken(
  breaking: Breaking | null,
  text = TEXT,
  begin: (cell: Cell) => void = () => undefined,
): Set<string> {
  const cell = new Cell({
    model: validModel(text, { fileName: 'audits.yaml' }),
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
  begin(cell);
  if (breaking !== null) {
    for (let next = cell.peek(); next !== null; next = cell.peek()) {
      if (!breaking(cell, next)) cell.step();
    }
  }
  const found = cell.measure();
  cell.close();
  if ('filledAt' in found) throw new Error(`full at ${found.filledAt} s`);
  return new Set(found.audits.filter(({ passed }) => !passed).map(({ law }) => law));
}

/**
 * Does `wrong` once: before the first event of the kind from the window's middle on for which it
 * returns true.
 */
function once(kind: string, wrong: (cell: Cell, next: PendingEvent) => boolean): Breaking {
  let done = false;
  const wanted = kindOf(kind);
  return (cell, next) => {
    if (!done && next.kind === wanted && next.time > 0.5) done = wrong(cell, next);
    return false;
  };
}

/**
 * The cells of the first log that hold its last two batches, where both are still to be read by
 * everybody; else null.
 */
function lastTwo(cell: Cell): readonly [number, number] | null {
  const [{ batches, mask, end }] = cell.logs();
  const unread = cell.groups.every(({ reader }) => cell.partitionsOf(reader)[0].fetched <= end - 2);
  return unread ? [batches + ((end - 1) & mask) * 4, batches + ((end - 2) & mask) * 4] : null;
}

test.each([
  ['as it is', TEXT],
  ['with a crash', TEXT + CRASH],
])('nothing is broken: %s', (_, text) => {
  expect(broken(null, text)).toEqual(new Set());
  // Nor by looking at each event before it happens.
  expect(broken(() => false, text)).toEqual(new Set());
});

test('network/audit: a lost batch: conservation', () => {
  const lose = once('PRODUCE_DONE', (cell, next) => {
    const request = cell.requestOf(next);
    if (request.batches < 2) return false;
    const batch = cell.row(BATCH, request.first);
    request.first = batch.next;
    request.batches--;
    batch.remaining = 0;
    return true;
  });
  expect(broken(lose)).toContain('records in = delivered + inside + dropped + lost');
});

test('a batch that a reader skips: what is read is delivered', () => {
  const skip = once('READ_DATA', (cell, { index }) => {
    const session = cell.row(SESSION, cell.vector(cell.world.sessions)[index]);
    const has = new Set(cell.arena.intsAt(session.partitions, session.count));
    const { partitions } = cell.row(READER, session.reader);
    const found = cell.partitionsOf(session.reader).find(({ taken, fetched }, number) => {
      return has.has(partitions + number * READER_PARTITION.bytes) && taken < fetched;
    });
    if (found === undefined) return false;
    found.taken++;
    return true;
  });
  expect(broken(skip, ALONE)).toContain('what is read is delivered');
});

test('a batch that stands in the log twice: nothing delivered twice', () => {
  const double = once('PRODUCE_DONE', (cell) => {
    const found = lastTwo(cell);
    if (found === null) return false;
    const [last, before] = found;
    cell.arena.write(last, 'usize', cell.arena.read(before, 'usize'));
    return true;
  });
  expect(broken(double, ALONE.replace('0.2 ms', '1.2 ms'))).toContain('nothing delivered twice');
});

test('more that came through before the window than arrived before it: what comes through', () => {
  const law = 'what comes through is at most what is offered and the backlog';
  const ahead = ({ recorder }: Cell): void => {
    recorder.deliveredBefore += 1000;
  };
  expect(broken(null, TEXT, ahead)).toContain(law);
  // As many more in the window as were inside at its begin do not hide it.
  const both = ({ recorder }: Cell): void => {
    recorder.deliveredBefore += 1000;
    recorder.deliveredInWindow -= 5000;
  };
  expect(broken(null, TEXT, both)).toContain(law);
});

test('a poll that is counted twice: conservation, and the stages have every delivery', () => {
  const twice = once('POLL_END', ({ recorder }) => {
    recorder.deliveredTotal += 2;
    recorder.deliveredInWindow += 2;
    return true;
  });
  const found = broken(twice);
  expect(found).toContain('records in = delivered + inside + dropped + lost');
  expect(found).toContain('the stages have every delivery');
});

test('records from so long ago that their times lose their last digits: stages', () => {
  const long = once('REQUEST_ARRIVES', (cell, next) => {
    // A slice's arrivals stand behind its first 16 bytes. At 1e8 s the last place is 1.5e-8 s.
    const { slice, count } = cell.row(BATCH, cell.requestOf(next).first);
    const arrivals = cell.arena.floatsAt(slice + 16, count);
    arrivals.forEach((arrival, record) => (arrivals[record] = arrival - 1e8 - record / 7));
    return count > 5;
  });
  expect(broken(long)).toContain("a record's stages add up to its latency");
});

test('engine/assembly/recording, engine/assembly/deliveries: a stage of which a part is not summed: the stages of all deliveries', () => {
  const forget = once('STORE_DONE', (cell) => {
    const { stageSums } = cell.measured;
    const filled = stageSums.findLastIndex(
      (seconds, index) => index % ROW === 1 + STAGES.indexOf('store_service') && seconds > 0,
    );
    stageSums[filled] = 0;
    return filled >= 0;
  });
  expect(broken(forget)).toEqual(
    new Set(['the stages of all deliveries add up to their latencies']),
  );
});

test('an event in the past: time', () => {
  const past = once('POLL_END', (cell, { time }) => {
    cell.push(time - 0.01, kindOf('CHANNEL_READY'), 0);
    return true;
  });
  expect(broken(past)).toEqual(new Set(['time does not run backwards']));
});

test('a time that is before its cause is refused where it is recorded', () => {
  const early = once('STORE_DONE', (cell, { index, time }) => {
    // The one store's operation of that number: served when its answer has long been there.
    const { operations } = cell.row(STORE, cell.world.stores);
    cell.row(OPERATION, cell.vector(operations)[index]).finished = time + 0.05;
    return true;
  });
  expect(() => broken(early)).toThrow(/negative|a time that is -/);
});

test('a job that never leaves: Little', () => {
  const stay = once('PRODUCE_DONE', (cell, { time }) => {
    cell.station('brokers.handlers').changeNumber(time, 1);
    return true;
  });
  expect(broken(stay)).toEqual(new Set(["Little's law"]));
});

test('handlers that take a second job while busy: utilization', () => {
  const greedy: Breaking = (cell) => {
    for (let broker = 0; broker < 3; broker++) cell.station('brokers.handlers').reset(broker, 0);
    return false;
  };
  const slow = TEXT.replace(
    'time_per_request: exponential(0.2 ms)',
    'handlers: 1, time_per_request: 50 ms, time_per_fetch: 50 ms',
  );
  expect(broken(greedy, slow)).toContain('utilization at most 1');
});

test('two batches of a producer that change places in the log: order', () => {
  const swap = once('PRODUCE_DONE', (cell) => {
    const found = lastTwo(cell);
    if (found === null) return false;
    const { arena } = cell;
    const batches = found.map((address) => arena.read(address, 'usize'));
    arena.write(found[0], 'usize', batches[1]);
    arena.write(found[1], 'usize', batches[0]);
    return true;
  });
  expect(broken(swap, BEHIND)).toContain('order within a partition');
});

test('a leader that takes a follower to be further than it is: high watermark', () => {
  // What goes to broker 2 takes 20 ms longer, and leaders take it to have come at once.
  const optimistic = (): Breaking => {
    const late = new Set<number>();
    return (cell, { time, kind, index }) => {
      if (kind === kindOf('REPLICA_DATA')) {
        const session = cell.row(REPLICA_SESSION, cell.vector(cell.world.replicas)[index]);
        if (session.follower === 2 && !late.delete(index)) {
          late.add(index);
          cell.drop();
          cell.push(time + 0.02, kind, index);
          return true;
        }
      }
      if (kind === kindOf('REPLICA_FETCH_DONE')) {
        for (const log of cell.logs()) {
          for (const replica of cell.replicas(log)) {
            if (replica.broker === 2) replica.knownEnd = log.end;
          }
        }
      }
      return false;
    };
  };
  const law = 'high watermark not ahead of an in-sync follower';
  expect(broken(optimistic())).toContain(law);
  // Where something may be lost it is seen when the watermark moves.
  expect(broken(optimistic(), TEXT + CRASH.replace('0.5 s', '5 s'))).toContain(law);
});

test('an acknowledgement before the followers have the batch: at least once', () => {
  let done = false;
  const eager: Breaking = (cell, next) => {
    const { time, kind, index } = next;
    const appended = kind === kindOf('PRODUCE_DONE') || kind === kindOf('DISK_DONE');
    if (done || !appended || time < 0.5) return false;
    cell.step();
    const request = cell.requestOf(next);
    if (request.pending <= 0) return true;
    done = true;
    request.pending = 0;
    cell.push(time, kindOf('ACKNOWLEDGED'), index);
    return true;
  };
  expect(broken(eager)).toContain('at least once');
});

test('an election of a replica that lacks acknowledged batches: at least once', () => {
  const unclean = once('LEADERS_ELECTED', (cell) => {
    for (const log of cell.logs()) {
      if (log.leader >= 0) continue;
      for (const replica of cell.replicas(log)) replica.end = log.highWatermark - 3;
    }
    return true;
  });
  // The election comes just before the end: what is read of such a log has times that are refused.
  expect(broken(unclean, TEXT + CRASH.replace('0.5 s', '0.745 s'))).toContain('at least once');
});
