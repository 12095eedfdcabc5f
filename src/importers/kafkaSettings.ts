/**
 * Settings of Apache Kafka as keys of the model language: Kafka's own names (producer, consumer,
 * topic and broker configuration of its documentation), their units, and values that mean something
 * else.
 */
import { taken, type Line } from './imported.js';

export interface Setting {
  readonly value: string;
  /** Where it stands, for the comment. */
  readonly from: string;
}

export type Settings = ReadonlyMap<string, Setting>;

type Convert = (text: string) => string | null;

interface Rule {
  readonly key: string;
  /** Null where the value cannot be said in a model. */
  readonly convert: Convert;
}

const number = (text: string): number | null => {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
};
const withUnit =
  (unit: string, minimum = 0): Convert =>
  (text) => {
    const value = number(text);
    return value === null || value < minimum ? null : `${value} ${unit}`;
  };
/** In the largest unit of which it is a whole number. */
const ms: Convert = (text) => {
  const value = number(text);
  if (value === null || value < 0) return null;
  if (value > 0 && value % 86_400_000 === 0) return `${value / 86_400_000} d`;
  return value >= 1000 && value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`;
};
const bytes = withUnit('B', 1);
const count: Convert = (text) => {
  const value = number(text);
  return value === null || value < 1 ? null : String(value);
};
const fromZero: Convert = (text) => {
  const value = number(text);
  return value === null || value < 0 ? null : String(value);
};
const flag: Convert = (text) => {
  const word = text.trim().toLowerCase();
  return word === 'true' || word === 'false' ? word : null;
};
const acks: Convert = (text) => {
  const word = text.trim().toLowerCase();
  if (word === '-1' || word === 'all') return 'all';
  return word === '0' || word === '1' ? word : null;
};
const partitioner: Convert = (text) => {
  if (/RoundRobin/.test(text)) return 'round_robin';
  return /Sticky/.test(text) ? 'sticky' : null;
};
/** The first of a list is the one that is used. */
const assignor: Convert = (text) => {
  const [first] = text.split(',');
  if (/Sticky/i.test(first)) return 'sticky';
  if (/RoundRobin/i.test(first)) return 'round_robin';
  return /Range/i.test(first) ? 'range' : null;
};
const rebalance: Convert = (text) =>
  /Cooperative/i.test(text.split(',')[0]) ? 'cooperative' : null;

const rules = (table: Readonly<Record<string, readonly [key: string, convert: Convert]>>) =>
  new Map<string, Rule[]>(
    Object.entries(table).map(([name, [key, convert]]) => [name, [{ key, convert }]]),
  );

export const PRODUCER = rules({
  'batch.size': ['batch_size', bytes],
  'linger.ms': ['linger', ms],
  acks: ['acks', acks],
  'max.in.flight.requests.per.connection': ['max_in_flight', count],
  'max.request.size': ['max_request_size', bytes],
  'buffer.memory': ['buffer_memory', bytes],
  'max.block.ms': ['max_block', ms],
  'delivery.timeout.ms': ['delivery_timeout', ms],
  'request.timeout.ms': ['request_timeout', ms],
  retries: ['retries', fromZero],
  'retry.backoff.ms': ['retry_backoff', ms],
  'retry.backoff.max.ms': ['retry_backoff_max', ms],
  'enable.idempotence': ['idempotence', flag],
  'partitioner.class': ['partitioner', partitioner],
});

export const CONSUMER = rules({
  'fetch.min.bytes': ['fetch_min_bytes', bytes],
  'fetch.max.wait.ms': ['fetch_max_wait', withUnit('ms', 1)],
  'fetch.max.bytes': ['fetch_max_bytes', bytes],
  'max.partition.fetch.bytes': ['max_partition_fetch_bytes', bytes],
  'max.poll.records': ['max_poll_records', count],
  'session.timeout.ms': ['session_timeout', ms],
  'heartbeat.interval.ms': ['rebalance_time', ms],
  'auto.commit.interval.ms': ['commit_interval', ms],
});
CONSUMER.set('partition.assignment.strategy', [
  { key: 'assignor', convert: assignor },
  { key: 'rebalance', convert: rebalance },
]);

export const TOPIC = rules({
  'min.insync.replicas': ['min_insync_replicas', count],
  'retention.ms': ['retention', ms],
});

export const BROKER = rules({
  'num.io.threads': ['handlers', count],
  'broker.session.timeout.ms': ['failure_detection', ms],
  'replica.lag.time.max.ms': ['replica_lag_time', ms],
  'leader.imbalance.check.interval.seconds': ['leader_rebalance', withUnit('s')],
});

/** Settings that say something which a model cannot take over as it stands. */
const TOLD: ReadonlyMap<string, string> = new Map([
  ['compression.type', 'set compression_ratio of the producers to bytes sent per byte of record'],
  ['producer_byte_rate', 'set brokers.quota to it'],
  ['transactional.id', 'transactions are not modeled'],
  ['isolation.level', 'transactions are not modeled'],
]);

/** The lines that settings give, and sentences on those that a model cannot take over. */
export function settingLines(
  settings: Settings,
  table: ReadonlyMap<string, readonly Rule[]>,
): { readonly lines: Line[]; readonly notes: string[] } {
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const [name, { value, from }] of settings) {
    for (const { key, convert } of table.get(name) ?? []) {
      const text = convert(value);
      if (text !== null) lines.push(taken(key, text, `${from}, ${name}`));
      else if (key !== 'rebalance') {
        notes.push(
          `${name}=${value} (${from}) has no meaning here; ${key} is left at its default.`,
        );
      }
    }
    const told = TOLD.get(name);
    if (told !== undefined && !/^(?:none|producer|read_uncommitted)$/.test(value.trim())) {
      notes.push(`${name}=${value} (${from}): ${told}.`);
    }
  }
  return { lines, notes };
}

/**
 * The lines of a Java properties text: `name=value`, `name: value`; comments and empty lines left
 * out.
 */
export function properties(text: string, from: string): Map<string, Setting> {
  const found = new Map<string, Setting>();
  for (const line of text.split('\n')) {
    if (/^\s*[#!]/.test(line)) continue;
    const pair = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (pair !== null) found.set(pair[1], { value: pair[2], from });
  }
  return found;
}

/** Whether a broker waits for its disk at every batch. */
export function flushesEach(settings: Settings): boolean {
  return ['flush.messages', 'log.flush.interval.messages'].some(
    (name) => settings.get(name)?.value.trim() === '1',
  );
}
