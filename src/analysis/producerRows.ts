/**
 * What producers take: their hosts' processors and cards, their connections; and what connections
 * of readers carry.
 */
import { producersPath, type Pipeline } from '../model/pipelines.js';
import type { ProcessorModel, ProducerModel } from '../model/model.js';
import { processorRecordSeconds } from '../model/wire.js';
import { mean } from '../statistics/index.js';
import type { CellFacts } from './cellFacts.js';
import { nicSpeed } from './credits.js';
import { alike, even, link, type CellRow } from './cellRow.js';
import type { ReaderLoad } from './pollTime.js';
import { fullRequestRecords, turnSeconds } from './produceArithmetic.js';
import { withWaking } from './waking.js';

export function producerRows(model: Pipeline, facts: CellFacts): CellRow[] {
  const { rate, home } = facts;
  const { producers } = model;
  if (producers === null) return [];
  const { produced } = home;
  const path = producersPath(producers);
  const { count, rateLimit } = producers;
  const each = produced.wireBytesPerRecord / count;
  const rows = [link(rate, `${path}.nic_out`, nicSpeed(producers), each, alike(count))];
  if (rateLimit !== null) {
    const name = `${path}.rate_limit`;
    const capacity = rateLimit.perSecond;
    rows.push(even(rate, { name, kind: 'limit', count, unit: 'records', capacity }, 1 / count));
  }
  if (producers.processor !== null) rows.push(processorRow(producers, producers.processor, facts));
  const { sendBufferBytes: window } = producers;
  if (window !== null) {
    const { clientDelaySeconds: delay, shares, brokers } = produced;
    const led = (shares.leads * produced.wireBytesPerRecord) / count;
    rows.push(...windowRows(rate, path, count * brokers.count, window, delay, led, shares.allLed));
  }
  const turn = (records: number): number =>
    (produced.shares.leads / count / records) * turnSeconds(produced, records);
  rows.push({
    name: `${path}.in_flight`,
    kind: 'limit',
    count: count * produced.brokers.count,
    unit: 'busy servers',
    capacity: 1,
    offered: rate * turn(home.requestRecords),
    atCeiling: turn(fullRequestRecords(produced)),
    shares: produced.shares.allLed,
    ofAll: 1,
    least: 0,
  });
  return rows;
}

/**
 * What connections carry whose bytes under way are limited: a window a round trip. Nothing over no
 * distance.
 */
function windowRows(
  rate: number,
  path: string,
  count: number,
  windowBytes: number | null,
  delaySeconds: number,
  bytes: number,
  shares: readonly number[],
): CellRow[] {
  if (windowBytes === null || delaySeconds === 0) return [];
  const row = { name: `${path}.connections`, kind: 'limit', unit: 'bytes', count } as const;
  return [even(rate, { ...row, capacity: windowBytes / (2 * delaySeconds) }, bytes, shares)];
}

/** Of those who read: a connection for each session. */
export function readerWindowRows(
  rate: number,
  path: string,
  reading: ReaderLoad,
  windowBytes: number | null,
): CellRow[] {
  const shares = reading.shares.sessions.map(({ share }) => share);
  const most = shares.reduce((largest, share) => Math.max(largest, share), 0);
  const bytes = most * reading.wireBytesPerRecord;
  const count = shares.length;
  return windowRows(rate, path, count, windowBytes, reading.delaySeconds, bytes, shares);
}

/** Of the host with the most producers. */
function processorRow(
  producers: ProducerModel,
  processor: ProcessorModel,
  { rate, home }: CellFacts,
): CellRow {
  const { hosts, threads, timePerWakeup } = processor;
  const { requestRecords, produced } = home;
  const share = Math.ceil(producers.count / hosts) / producers.count;
  const record = processorRecordSeconds(processor, producers.recordBytes);
  const request = mean(processor.timePerRequest);
  const jobs = rate * share * (1 + 1 / requestRecords);
  const busy = rate * share * (record + request / requestRecords);
  return {
    name: `${producersPath(producers)}.processor`,
    kind: 'station',
    count: hosts,
    unit: 'busy servers',
    capacity: threads,
    offered: withWaking(busy, jobs, threads, timePerWakeup),
    atCeiling: share * (record + request / fullRequestRecords(produced)),
    shares: Array.from({ length: hosts }, (_, host) => Math.ceil((producers.count - host) / hosts)),
    ofAll: 1,
    least: share * record,
  };
}
