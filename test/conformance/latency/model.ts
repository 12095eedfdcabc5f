/** The measured system as a Highwater model, and what it says of a setup at a rate. */
import { simulate } from '../../../src/network/simulate.js';
import { parseModel, type Model } from '../../../src/model/index.js';
import type { Setup } from './setups.js';

/** What a machine and its software take: fitted, see fitted.ts. Times in microseconds. */
export interface Costs {
  /** One way, whatever the load: what no processor of ours is busy with. */
  readonly propagation: number;
  readonly client: Side;
  readonly broker: Side;
  /** Of a request, by setup: bytes cost more in some than in others. */
  readonly requests: Readonly<Record<string, { readonly client: number; readonly broker: number }>>;
}

export interface Side {
  readonly wakeup: number;
  /** Standard deviation over mean of wakeup: who is woken waits for what else the machine does. */
  readonly variation: number;
  readonly record: number;
}

export interface Said {
  /** Seconds. */
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  /** Shares of a processor. */
  readonly broker: number;
  readonly clients: number;
  /** Acknowledged, a second. */
  readonly rate: number;
}

/** What a record takes in a batch beside its value: length, offsets, key, headers. */
const RECORD_BYTES = 10;
/** Standard deviation over mean of a request's time: work without waiting varies little. */
const REQUEST_VARIATION = 0.3;
/** As much a producer of a closed load has under way: see java/.../Load.java. */
const CLOSED_BYTES = 1_000_000;
const CLOSED_RECORDS = 500;

export function modelOf(
  { name, size, producers, set }: Setup,
  { propagation, client, broker, requests }: Costs,
  rate: number,
  arrivals: 'poisson' | 'constant' | 'closed',
): Model {
  const bytes = size + RECORD_BYTES;
  const request = requests[name];
  const time = (mean: number, variation: number): string => `lognormal(${mean} us, ${variation})`;
  const memory =
    arrivals === 'closed' ? Math.max(CLOSED_RECORDS * bytes, CLOSED_BYTES) : 33_554_432;
  const text = `
workload: { rate: ${rate}/s, arrivals: ${arrivals === 'constant' ? 'constant' : 'poisson'}, record_size: ${bytes} B }
producers:
  count: ${producers}
  linger: ${set['linger.ms']} ms
  batch_size: ${set['batch.size']} B
  acks: all
  buffer_memory: ${memory} B
  nic: 100 Gbps
  propagation: ${propagation} us
  processor:
    hosts: 1
    threads: 1
    time_per_record: ${client.record} us
    time_per_request: ${time(request.client, REQUEST_VARIATION)}
    time_per_wakeup: ${time(client.wakeup, client.variation)}
brokers:
  count: 1
  handlers: 1
  time_per_request: ${time(request.broker, REQUEST_VARIATION)}
  time_per_batch: 0 us
  time_per_record: ${broker.record} us
  time_per_byte: 0 ns/B
  time_per_wakeup: ${time(broker.wakeup, broker.variation)}
  time_per_fetch: 1 us
  nic: 100 Gbps
  disk: { bandwidth: 10 GB/s, dirty_limit: 1 TB }
topic: { partitions: 1, replication_factor: 1 }
# Nobody reads: a consumer that is not answered while it matters.
consumers: { nobody: { instances: 1, processing_time: 0 s, fetch_min_bytes: 1 TB, fetch_max_wait: 100 s } }
`;
  const parsed = parseModel(text, { fileName: 'latency.yaml' });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults, null, 2));
  return parsed.model;
}

/** By simulation of so many seconds, after a fifth of that to settle. */
export function say(
  setup: Setup,
  costs: Costs,
  rate: number,
  arrivals: 'poisson' | 'constant' | 'closed',
  seconds: number,
): Said {
  const warmupSeconds = Math.max(0.05, seconds / 5);
  const times: number[] = [];
  const measured = simulate(
    {
      model: modelOf(setup, costs, rate, arrivals),
      placement: 0,
      cell: 0,
      replication: 1,
      seed: 'latency',
      warmupSeconds,
      windowSeconds: seconds,
      seriesBuckets: 1,
      speedup: {},
      maximumInside: 1e9,
    },
    (what, _partition, _producer, arrival, time) => {
      if (what === 'published' && time >= warmupSeconds && time < warmupSeconds + seconds) {
        times.push(time - arrival);
      }
    },
  );
  times.sort((a, b) => a - b);
  const busy = (name: string): number => {
    const found = measured.resources.find((each) => each.name === name);
    return (found?.busySeconds ?? NaN) / measured.windowSeconds;
  };
  return {
    p10: times[Math.floor(0.1 * times.length)],
    p50: times[Math.floor(0.5 * times.length)],
    p90: times[Math.floor(0.9 * times.length)],
    p95: times[Math.floor(0.95 * times.length)],
    broker: busy('brokers.handlers'),
    clients: busy('producers.processor'),
    rate: times.length / seconds,
  };
}
