/**
 * Offered load against capacity, by arithmetic alone: what `check` prints, and where ceilings come from.
 *
 * Two questions are kept apart. Utilization is at the given load, with batches as full as that load makes them: a
 * producer's channel of rate r sends requests of 1 + r * linger records (the first starts the clock), at most a full
 * batch for each partition. A ceiling is what a resource carries when it is saturated: then batches, requests and polls
 * are full, and fetches, which each take all there is, cost next to nothing per record.
 */
import { mean } from '../statistics/index.js';
import { pollSeconds, recordSeconds, saturatedSeconds, shardsOfPoll } from './pollArithmetic.js';
import type { BrokerModel, ConsumerGroupModel, Model, StoreModel } from '../model/model.js';

export interface OfferedResource {
  readonly name: string;
  readonly kind: 'station' | 'link' | 'disk';
  /** Instances in all cells. */
  readonly count: number;
  /** Of one instance: what it is offered and can do, in `unit` per second. */
  readonly offered: number;
  readonly capacity: number;
  readonly unit: 'bytes' | 'busy servers';
  readonly utilization: number;
  readonly ceilingEventsPerSecond: number;
  readonly ceilingUsers: number;
}

export interface OfferedLoad {
  readonly eventsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly bytesPerDay: number;
  readonly storage: readonly {
    readonly tier: string;
    readonly bytesPerDay: number;
    readonly bytesKept: number;
  }[];
  readonly resources: readonly OfferedResource[];
}

/** The given load over the lowest ceiling: 1 = what gives way first is full. */
export function highestLoad(offered: OfferedLoad): number {
  return offered.resources.reduce(
    (most, row) => Math.max(most, offered.eventsPerSecond / row.ceilingEventsPerSecond),
    0,
  );
}

const DAY_SECONDS = 86_400;

export function offeredLoad(model: Model): OfferedLoad {
  const eventsPerSecond = model.users * model.eventsPerUserPerSecond;
  const bytesPerSecond = eventsPerSecond * model.recordBytes;
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const weights = model.placements.reduce((sum, each) => sum + each.cells * each.weight, 0);
  const hottest = model.placements.reduce((most, each) => Math.max(most, each.weight), 0);
  const cellRate = (eventsPerSecond * hottest) / weights;
  const rows: OfferedResource[] = [];
  const add = (
    name: string,
    kind: OfferedResource['kind'],
    count: number,
    unit: OfferedResource['unit'],
    capacity: number,
    offered: number,
    atCeiling: number,
  ): void => {
    // atCeiling: what one instance is offered per event of its cell when it is saturated.
    const ceiling =
      atCeiling > 0 ? (eventsPerSecond / cellRate) * (capacity / atCeiling) : Infinity;
    rows.push({
      name,
      kind,
      count: count * cells,
      offered,
      capacity,
      unit,
      utilization: offered / capacity,
      ceilingEventsPerSecond: ceiling,
      ceilingUsers: ceiling / model.eventsPerUserPerSecond,
    });
  };
  const { producers, brokers, topic } = model;
  const wire = model.recordBytes * (producers?.compressionRatio ?? 1);
  if (producers !== null && brokers !== null && topic !== null) {
    const link = (name: string, count: number, nic: number, bytesPerEvent: number): void => {
      add(name, 'link', count, 'bytes', nic, cellRate * bytesPerEvent, bytesPerEvent);
    };
    link('producers.nic_out', producers.count, producers.nicBytesPerSecond, wire / producers.count);
    const cluster = (
      name: string,
      each: BrokerModel,
      factor: number,
      readers: number,
      work: number,
      offered: number,
    ): void => {
      const leads = Math.ceil(topic.partitions / each.count) / topic.partitions;
      const pauses = factor * wire * pauseSecondsPerByte(each);
      const perEvent = work + pauses;
      const load = offered + cellRate * leads * pauses;
      add(
        `${name}.handlers`,
        'station',
        each.count,
        'busy servers',
        each.handlers,
        load,
        leads * perEvent,
      );
      add(
        `${name}.disk`,
        'disk',
        each.count,
        'bytes',
        each.disk.bytesPerSecond,
        cellRate * leads * factor * wire,
        leads * factor * wire,
      );
      link(`${name}.nic_in`, each.count, each.nicBytesPerSecond, leads * factor * wire);
      link(
        `${name}.nic_out`,
        each.count,
        each.nicBytesPerSecond,
        leads * (factor - 1 + readers) * wire,
      );
    };
    const reading = (reads: string): number =>
      model.consumers.filter((group) => group.reads === reads).length;
    const full =
      recordHandlerSeconds(model, brokers, Infinity) +
      fetchSeconds(model, brokers, 'cluster', topic.replicationFactor, producers.count);
    const loaded = recordHandlerSeconds(model, brokers, cellRate / producers.count / brokers.count);
    const leads = Math.ceil(topic.partitions / brokers.count) / topic.partitions;
    const readers = reading('cluster') + model.mirrors.length;
    cluster('brokers', brokers, topic.replicationFactor, readers, full, cellRate * leads * loaded);
    for (const mirror of model.mirrors) {
      const name = `mirrors.${mirror.name}`;
      link(`${name}.nic_in`, mirror.tasks, mirror.nicBytesPerSecond, wire / mirror.tasks);
      link(`${name}.nic_out`, mirror.tasks, mirror.nicBytesPerSecond, wire / mirror.tasks);
      const share = Math.ceil(topic.partitions / mirror.brokers.count) / topic.partitions;
      const { tasks, replicationFactor } = mirror;
      const perRecord = recordHandlerSeconds(model, mirror.brokers, Infinity);
      const fetches = fetchSeconds(model, mirror.brokers, mirror.name, replicationFactor, tasks);
      cluster(
        `${name}.brokers`,
        mirror.brokers,
        mirror.replicationFactor,
        reading(mirror.name),
        perRecord + fetches,
        cellRate * share * perRecord,
      );
    }
  }
  for (const group of model.consumers) addGroup(model, group, cellRate, wire, add);
  for (const store of model.stores) addStore(model, store, cellRate, add);
  return {
    eventsPerSecond,
    bytesPerSecond,
    bytesPerDay: bytesPerSecond * DAY_SECONDS,
    storage: storage(model, bytesPerSecond),
    resources: rows,
  };
}

type Add = (
  name: string,
  kind: OfferedResource['kind'],
  count: number,
  unit: OfferedResource['unit'],
  capacity: number,
  offered: number,
  atCeiling: number,
) => void;

/** Handler seconds that pauses take for each byte written. */
function pauseSecondsPerByte({ pauses, handlers }: BrokerModel): number {
  return pauses === null ? 0 : (handlers * mean(pauses.time)) / pauses.everyBytes;
}

/** Handler seconds of one record when its channel carries `channelRate` records/s; Infinity = full batches. */
function recordHandlerSeconds(model: Model, brokers: BrokerModel, channelRate: number): number {
  const { producers, topic } = model;
  if (producers === null || topic === null) return 0;
  const wire = model.recordBytes * producers.compressionRatio;
  const fullBatch = fullBatchRecords(model);
  const partitions = Math.ceil(topic.partitions / brokers.count);
  const full = fullRequestRecords(model, brokers);
  const records = Math.min(1 + channelRate * producers.lingerSeconds, full);
  const sticky = model.keys.kind === 'none' && producers.partitioner === 'sticky';
  // Distinct partitions among n records: n draws of k, k (1 - (1 - 1/k)^n); sticky fills one batch after the other.
  const spread =
    partitions * (1 - Math.exp(records * Math.log1p(-1 / Math.max(1.000001, partitions))));
  const batches = Math.max(records / fullBatch, sticky ? Math.ceil(records / fullBatch) : spread);
  const request = mean(brokers.timePerRequest) + batches * brokers.timePerBatchSeconds;
  return request / records + brokers.timePerRecordSeconds + wire * brokers.timePerByteSeconds;
}

/**
 * Handler seconds of the fetches that go with one record when the handlers are saturated. Every connection then has one
 * request in the FIFO queue: a produce request of each client for one fetch of each session of readers and followers.
 */
function fetchSeconds(
  model: Model,
  brokers: BrokerModel,
  cluster: string,
  replicationFactor: number,
  clients: number,
): number {
  const partitions = Math.ceil((model.topic?.partitions ?? 1) / brokers.count);
  const readers = model.consumers
    .filter((group) => group.reads === cluster)
    .reduce((sum, group) => sum + Math.min(group.instances, partitions), 0);
  const mirrors =
    cluster === 'cluster'
      ? model.mirrors.reduce((sum, mirror) => sum + Math.min(mirror.tasks, partitions), 0)
      : 0;
  const followers = Math.min(brokers.count - 1, (replicationFactor - 1) * partitions);
  const fetches = (readers + mirrors + followers) / clients;
  return (fetches * mean(brokers.timePerFetch)) / fullRequestRecords(model, brokers);
}

/** Records of a request that carries a full batch of every partition that the broker leads. */
function fullRequestRecords(model: Model, brokers: BrokerModel): number {
  const { producers, topic } = model;
  if (producers === null || topic === null) return 1;
  const wire = model.recordBytes * producers.compressionRatio;
  const partitions = Math.ceil(topic.partitions / brokers.count);
  const room = Math.floor(producers.maxRequestSizeBytes / wire);
  return Math.max(1, Math.min(fullBatchRecords(model) * partitions, room));
}

function fullBatchRecords(model: Model): number {
  const { producers, recordBytes } = model;
  if (producers === null) return 1;
  return Math.max(
    1,
    Math.floor(producers.batchSizeBytes / (recordBytes * producers.compressionRatio)),
  );
}

function addGroup(
  model: Model,
  group: ConsumerGroupModel,
  cellRate: number,
  wire: number,
  add: Add,
): void {
  const name = `consumers.${group.name}`;
  const work = mean(group.processingTime);
  if (model.topic === null) {
    add(name, 'station', 1, 'busy servers', group.instances * group.threads, cellRate * work, work);
    return;
  }
  const active = Math.min(group.instances, model.topic.partitions);
  const share = Math.ceil(model.topic.partitions / active) / model.topic.partitions;
  const store = model.stores.find((each) => each.name === group.store);
  const loop = saturatedSeconds(model, group, store, wire);
  add(
    name,
    'station',
    group.instances,
    'busy servers',
    group.threads,
    cellRate * share * work,
    share * loop * group.threads,
  );
  add(
    `${name}.nic_in`,
    'link',
    group.instances,
    'bytes',
    group.nicBytesPerSecond,
    cellRate * share * wire,
    share * wire,
  );
  if (store !== undefined) {
    const bytes = share * store.bytesPerRecord;
    add(
      `${name}.nic_out`,
      'link',
      group.instances,
      'bytes',
      group.nicBytesPerSecond,
      cellRate * bytes,
      bytes,
    );
  }
}

function addStore(model: Model, store: StoreModel, cellRate: number, add: Add): void {
  let loaded = 0;
  let full = 0;
  for (const group of model.consumers.filter((each) => each.store === store.name)) {
    const active = Math.min(group.instances, model.topic?.partitions ?? 1);
    const concerned = shardsOfPoll(model, store, active);
    const perRequest = Math.max(1, group.maxPollRecords / concerned);
    full += mean(store.timePerRequest) / perRequest + recordSeconds(store);
    // At the given load a poll takes what came during one loop of the instance.
    const loop = pollSeconds(model, group, store, 1);
    const poll = Math.min(group.maxPollRecords, Math.max(1, (cellRate / active) * loop));
    loaded += mean(store.timePerRequest) / Math.max(1, poll / concerned) + recordSeconds(store);
  }
  add(
    `stores.${store.name}`,
    'station',
    store.shards,
    'busy servers',
    store.serversPerShard,
    (cellRate * loaded) / store.shards,
    full / store.shards,
  );
}

function storage(model: Model, bytesPerSecond: number): OfferedLoad['storage'] {
  const tiers: { tier: string; bytesPerDay: number; bytesKept: number }[] = [];
  const tier = (name: string, perSecond: number, kept: number): void => {
    tiers.push({ tier: name, bytesPerDay: perSecond * DAY_SECONDS, bytesKept: perSecond * kept });
  };
  if (model.topic !== null && model.producers !== null) {
    const copies = bytesPerSecond * model.producers.compressionRatio;
    tier('log', copies * model.topic.replicationFactor, model.topic.retentionSeconds);
    if (model.topic.archiveSeconds > 0) tier('log archive', copies, model.topic.archiveSeconds);
    for (const mirror of model.mirrors)
      tier(
        `mirror ${mirror.name}`,
        copies * mirror.replicationFactor,
        model.topic.retentionSeconds,
      );
  }
  for (const store of model.stores) {
    const perSecond = (bytesPerSecond / model.recordBytes) * store.bytesPerRecord;
    tier(`store ${store.name}`, perSecond * store.replicationFactor, store.retentionSeconds);
    if (store.archiveSeconds > 0)
      tier(`store ${store.name} archive`, perSecond, store.archiveSeconds);
  }
  return tiers;
}
