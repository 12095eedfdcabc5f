/**
 * The engine's checked build (src/engine/assembly/checks/): it measures what the product's does, on
 * HIGHWATER_CHECKED_MODELS random models; and a row that is broken on purpose ends the trial with a
 * sentence that says what is wrong, and where.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  CLUSTER,
  LOG,
  PRODUCER,
  PRODUCER_SETTINGS,
  REQUEST,
  VECTOR,
  WORLD,
} from '../../src/engine/rows.js';
import type { Trial } from '../../src/network/measurements.js';
import { trialOf } from '../oracle/drawn.js';
import { models } from '../oracle/models.js';
import { ALL_FAULTS, EXTERNAL_FAULTS } from '../oracle/sections.js';
import { checkedBytes } from '../support/checkedBytes.js';
import { validModel } from '../support/validModel.js';

const numRuns = Number(process.env['HIGHWATER_CHECKED_MODELS'] ?? 6);
const seed = Number(process.env['HIGHWATER_CHECKED_SEED'] ?? 5);
const EVERYTHING = { policies: true, retries: true, members: true, faults: ALL_FAULTS } as const;
const SERVICES = {
  ...EVERYTHING,
  faults: [...ALL_FAULTS, ...EXTERNAL_FAULTS],
  flows: true,
  sends: true,
  services: true,
} as const;
const CALM = { policies: false, retries: false, members: false, faults: [] } as const;

type Engine = Pick<typeof import('../../src/network/simulate.js'), 'simulate'> &
  Pick<typeof import('../../src/network/world/cell.js'), 'RunningCell'>;

let product: Engine;
let checked: Engine;

async function engine(): Promise<Engine> {
  vi.resetModules();
  const { simulate } = await import('../../src/network/simulate.js');
  const { RunningCell } = await import('../../src/network/world/cell.js');
  return { simulate, RunningCell };
}

beforeAll(async () => {
  product = await engine();
  vi.doMock('../../src/engine/kernelBytes.js', () => ({ KERNEL_BYTES: checkedBytes() }));
  checked = await engine();
});

// The process goes on with other files' tests, of the product.
afterAll(() => {
  vi.doUnmock('../../src/engine/kernelBytes.js');
  vi.resetModules();
});

/** Of a kind of their own. */
const QUEUES = { ...CALM, queues: true } as const;

test.each([
  ['random models', fc.oneof(models(EVERYTHING), models(SERVICES), models(CALM))],
  ['random models with queues', models(QUEUES)],
])(
  `${numRuns} %s measure the same in both builds, and break no rule`,
  { timeout: 7_200_000 },
  (_, kinds) => {
    const load = fc.constantFrom(1, 4);
    const inside = fc.constantFrom(1e7, 1e7, 30);
    const same = fc.property(kinds, load, inside, (drawn, times, maximumInside) => {
      const { model, ...rest } = trialOf(drawn);
      const trial = { ...rest, maximumInside, model: { ...model, users: model.users * times } };
      expect(checked.simulate(trial)).toEqual(product.simulate(trial));
    });
    fc.assert(same, { seed, numRuns });
  },
);

/**
 * An instance loses a partition while it works on its records, and has it again: by then it may
 * have done, and commits, more than it has taken anew from what had been committed before. What is
 * still to be taken is kept all the same.
 */
test('more may be committed than is taken', () => {
  const text = `users: 1
producers: { kind0: { count: 3, batch_size: 1 B, sends: topic0, events_per_user: 40/s } }
brokers: { count: 1 }
topics: { topic0: { partitions: 3 } }
consumers:
  group0:
    wait_for_poll: false
    fetch_min_bytes: 3 KB
    fetch_max_wait: 40 ms
    processing_time: exponential(25 ms)
    rebalance: cooperative
    rebalance_time: 30 ms
    commit_interval: 0 s
    autoscaler: { maximum: 3, target_lag: 2, interval: 30 ms, start_up: 0 s, cool_down: 0 s }
    propagation: exponential(0.5 ms)
    sends: { topic0: { linger: 17 ms, share: 0.2 } }
    calls: { external1: { timeout: 30 ms } }
    on_failure: { to: topic0, record_size: 40 B }
externals:
  external1: { time: 'lognormal(20 ms, 1.5)', concurrency: 1, queue_capacity: 0, propagation: 'lognormal(0.4 ms, 1.5)' }`;
  const trial = trialOf({ text, trace: null, seed: '15' });
  expect(checked.simulate(trial)).toEqual(product.simulate(trial));
});

/**
 * When it loses such a partition again, its next reader begins with what has been committed, and
 * does not fetch what is no more.
 */
test('who reads on from more than was taken fetches from there', () => {
  const down =
    '{ kind: consumer_down, time_to_failure: exponential(150 ms), time_to_repair: exponential(20 ms) }';
  const text = `users: 1
workload: { record_size: 4000 B, keys: { kind: uniform, count: 11 } }
regions: { names: [here, there], delay: { here: { there: 9 ms } } }
cells: [{ far: there }]
producers:
  kind0: { count: 1, sends: topic0, events_per_user: 36.5/s }
  kind1: { count: 1, sends: topic0, events_per_user: 36.5/s }
brokers: { count: 1 }
topics: { topic0: { partitions: 6 } }
consumers:
  group0:
    instances: 2
    wait_for_poll: false
    assignor: sticky
    max_partition_fetch_bytes: 3 KB
    max_poll_records: 20
    rebalance: cooperative
    rebalance_time: 150 ms
    calls: { external1: {} }
externals: { external1: { region: far, time: exponential(3 ms) } }
faults:
  fault0: { kind: consumer_down, at: 30 ms, length: 10 s }
  fault1: ${down}
  fault2: ${down}
  fault3: ${down}`;
  const trial = trialOf({ text, trace: null, seed: '146880' });
  expect(checked.simulate(trial)).toEqual(product.simulate(trial));
});

/**
 * Answers take half a second, so that a request is always under way; a linger sends one every 10
 * ms.
 */
const SLOW: Trial = {
  model: validModel(
    `users: 1000
workload: { events_per_user: 1/s, record_size: 100 B }
producers: { count: 1, linger: 10 ms, propagation: 250 ms, max_in_flight: 1000 }
brokers: { count: 1 }
topic: { partitions: 1 }
consumers: { app: { instances: 1, processing_time: 10 us } }
`,
    { fileName: 'slow.yaml' },
  ),
  placement: 0,
  cell: 3,
  replication: 7,
  seed: 'broken',
  warmupSeconds: 1,
  windowSeconds: 1,
  seriesBuckets: 1,
  speedup: {},
  maximumInside: 1e8,
};

/** The memory of a cell, and where its rows stand. */
class Rows {
  readonly world: number;
  constructor(readonly memory: DataView) {
    // Where the engine's memory has the world's row.
    this.world = 128;
  }

  /** The pointer, or number, in a row's field. */
  at(row: number, field: readonly [number, string]): number {
    return this.memory.getUint32(row + field[0], true);
  }

  get cluster(): number {
    return this.at(this.world, WORLD.fields.clusters);
  }

  get producer(): number {
    return this.at(this.world, WORLD.fields.producers);
  }

  get log(): number {
    return this.at(this.cluster, CLUSTER.fields.logs);
  }

  /** The pool's first request: under way. */
  get request(): number {
    const chunks = this.at(this.world, WORLD.fields.requestChunks);
    return this.at(this.at(chunks, VECTOR.fields.cells), [0, 'usize']);
  }
}

/** What a trial says that goes on with a broken row from 0.2 s on. */
function saidOf(breaks: (rows: Rows) => void): string {
  const cell = new checked.RunningCell(SLOW);
  cell.advance(0.2);
  const { trial, memory } = cell.snapshot();
  breaks(new Rows(new DataView(memory.buffer)));
  cell.restore({ trial, memory });
  try {
    cell.measure();
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
  return 'nothing';
}

describe('a broken row', () => {
  /** Where the whole sentence is known but for its moment. */
  const said = (what: string): RegExp =>
    new RegExp(
      `^the engine is wrong at 0\\.[2-9]\\d* s, in event [A-Z_]+ \\d+: ${what} \\(seed broken, placement 0, cell 3, replication 7\\)$`,
    );

  test('is none, where nothing is broken', () => {
    expect(saidOf(() => undefined)).toBe('nothing');
  });

  test('engine/assembly/checks: of a pool is handed out twice', () => {
    let request = 0;
    const text = saidOf((rows) => {
      request = rows.request;
      rows.memory.setUint32(rows.world + WORLD.fields.freeRequests[0], request, true);
    });
    expect(text).toMatch(
      said(`pools: Request at byte ${request} is handed out while it is in use`),
    );
  });

  test('is of another kind', () => {
    let request = 0;
    const text = saidOf((rows) => {
      request = rows.request;
      rows.memory.setUint32(request + REQUEST.fields.first[0], request, true);
    });
    expect(text).toMatch(said(`pools: Batch at byte ${request} is none`));
  });

  test('has an index that its table has not', () => {
    const text = saidOf((rows) => {
      rows.memory.setInt32(rows.log + LOG.fields.leader[0], 7, true);
    });
    expect(text).toMatch(said('memory: Connection 7 is none of 1'));
  });

  test('has a number that its bits do not hold', () => {
    const text = saidOf((rows) => {
      rows.memory.setInt32(rows.request + REQUEST.fields.index[0], 2 ** 28, true);
    });
    expect(text).toMatch(said('requests: place 268435456 does not fit into 28 bits'));
  });

  test('engine/assembly/world: makes time run backwards, or stop', () => {
    const backwards = saidOf((rows) => {
      const settings = rows.at(rows.producer, PRODUCER.fields.settings);
      rows.memory.setFloat64(settings + PRODUCER_SETTINGS.fields.lookaheadSeconds[0], -9, true);
    });
    expect(backwards).toMatch(said('events: a new one is at -8\\.\\d+ s, before 0\\.\\d+ s'));
    const never = saidOf((rows) => {
      rows.memory.setFloat64(rows.cluster + CLUSTER.fields.timePerBatchSeconds[0], NaN, true);
    });
    expect(never).toMatch(said('stations: end of a job is at NaN, which is no time'));
  });

  test('counts below 0', () => {
    const text = saidOf((rows) => {
      rows.memory.setFloat64(rows.producer + PRODUCER.fields.unacknowledged[0], -1e6, true);
    });
    expect(text).toMatch(said('producers: unacknowledged records are -1000\\d+, below 0'));
  });
});
