/** What the resources of one cell are offered and can do: a row for each, by arithmetic. */
import * as mathematics from '../mathematics/index.js';
import { pollsApart } from '../model/clusters.js';
import { leastCallSeconds } from '../model/closed.js';
import type { Model, Placement, StoreModel } from '../model/model.js';
import { pipelinesOf, type Pipeline } from '../model/pipelines.js';
import { emptiness } from '../model/tries.js';
import { mean } from '../statistics/index.js';
import { readersOf } from './brokerReaders.js';
import {
  cellFacts,
  type CellFacts,
  type ClusterFacts,
  type GroupFacts,
  type MirrorFacts,
} from './cellFacts.js';
import { saturatedMirrorSeconds, saturatedSeconds } from './pollArithmetic.js';
import { fullChunk, recordSeconds, shardsOfPoll, workSeconds } from './pollTime.js';
import {
  flushSeconds,
  followerSeconds,
  fullFetchesPerRequest,
  fullRequestRecords,
  fullWritesPerRequest,
  leastHandlerSeconds,
  pauseSecondsPerByte,
  recordHandlerSeconds,
  requestsPerSecond,
} from './produceArithmetic.js';
import { addCalls, calledRows, noCalls } from './calledRows.js';
import { diskSpeed, nicSpeed } from './credits.js';
import type { CellShares } from './shares.js';
import { withWaking } from './waking.js';
import { even, link, together, type CellRow, type Part } from './cellRow.js';
import { producerRows, readerWindowRows } from './producerRows.js';
import { queueOrderRows } from './queueOrder.js';
import { queueProducerRows, queueRows } from './queueRows.js';
import { readerProcessorRows } from './readerProcessor.js';

/** Of a cell, records a second: what has no load at all has as good as none. */
export const LEAST_RATE = 1e-9;

/**
 * The rows of one cell of a placement that is offered `rate` records a second: what its pipelines
 * ask for together.
 */
export function cellRows(
  model: Model,
  shares: readonly CellShares[],
  placement: Placement,
  rate: number,
): CellRow[] {
  const named = new Map<string, Part[]>();
  const add = (row: CellRow, share: number): void => {
    const { name, offered, atCeiling } = row;
    if (!(offered >= 0 && atCeiling >= 0 && row.capacity > 0)) {
      throw new Error(`arithmetic of ${name}: ${offered} and ${atCeiling} of ${row.capacity}`);
    }
    const parts = named.get(name);
    if (parts === undefined) named.set(name, [{ row, share }]);
    else parts.push({ row, share });
  };
  for (const [index, pipeline] of pipelinesOf(model).entries()) {
    const { share } = pipeline;
    const own = share === 1 ? rate : Math.max(LEAST_RATE, rate * share);
    for (const row of pipelineRows(pipeline, shares[index], placement, own)) add(row, share);
  }
  for (const row of queueRows(model, placement, rate)) add(row, 1);
  for (const row of queueOrderRows(model, placement, rate)) add(row, 1);
  return [...named.values()].map((parts) => {
    const row = together(parts);
    const { capacity, offered, atCeiling } = row;
    // Below its ceiling nothing is more than full: then requests, answers and polls grow. Nor is it
    // where callers think: they wait, or lose what would be too much.
    const most = model.thinkTime === null ? Math.max(capacity, rate * atCeiling) : capacity;
    return { ...row, offered: Math.min(offered, most) };
  });
}

function pipelineRows(
  pipeline: Pipeline,
  shares: CellShares,
  placement: Placement,
  rate: number,
): CellRow[] {
  if ((pipeline.topic?.queue ?? null) !== null) {
    return queueProducerRows(pipeline, placement, rate);
  }
  const facts = cellFacts(pipeline, shares, placement, rate);
  if (facts === null) return directRows(pipeline, placement, rate);
  const { stores, consumers } = pipeline;
  const used = stores.filter(({ name }) => consumers.some(({ store }) => store === name));
  const mine = pipeline.share === 1 ? stores : used;
  return [
    ...producerRows(pipeline, facts),
    ...clusterRows(facts, facts.home),
    ...facts.mirrors.flatMap((mirror) => mirrorRows(facts, mirror)),
    ...facts.groups.flatMap((group) => groupRows(facts, group)),
    ...mine.map((store) => storeRow(facts, store)),
    ...externalRows(pipeline, facts),
  ];
}

function directRows(model: Pipeline, placement: Placement, rate: number): CellRow[] {
  const { consumers, callers, thinkTime } = model;
  const rows = consumers.map((group) => {
    const name = `consumers.${group.name}`;
    const capacity = group.instances * group.threads;
    const row = { name, kind: 'station', count: 1, unit: 'busy servers', capacity } as const;
    return even(rate, row, mean(group.processingTime));
  });
  if (callers === null) return rows;
  const row = { kind: 'limit', count: 1, unit: 'busy servers', capacity: callers } as const;
  // A lost call is answered at once.
  const taken = leastCallSeconds(model, placement);
  const asked = even(rate, { name: 'callers', ...row }, taken);
  if (thinkTime === null) return [...rows, asked];
  // By Little's law all but rate * Z of them wait for an answer; a round is the think time and the
  // call.
  const think = mean(thinkTime);
  const round = think + taken;
  return [
    ...rows,
    { ...asked, offered: Math.max(0, callers - rate * think), atCeiling: round, least: round },
  ];
}

function clusterRows(facts: CellFacts, cluster: ClusterFacts): CellRow[] {
  const { rate } = facts;
  const { name, produced, requestRecords } = cluster;
  const { brokers, shares, wireBytesPerRecord: wire, clients } = produced;
  const { count } = brokers;
  const nic = nicSpeed(brokers);
  const readers = readersOf(facts, cluster);
  const pauses = shares.holds * wire * pauseSecondsPerByte(brokers);
  const work = (records: number): number =>
    shares.leads * recordHandlerSeconds(produced, records) + pauses;
  const fetch = mean(brokers.timePerFetch);
  const fetches = sum(cluster.followerAnswers) + sum(readers.map((each) => each.fetches));
  const away = followerSeconds(brokers, 0) - fetch;
  const copying = shares.followers.map((share) => ({ away, share, longest: Infinity }));
  const sessions = [...copying, ...readers.flatMap((each) => each.sessions)];
  const full = fullRequestRecords(produced);
  const fullFetches = fullFetchesPerRequest(produced, sessions) * fetch;
  const rows: CellRow[] = [
    {
      name: `${name}.handlers`,
      kind: 'station',
      count,
      unit: 'busy servers',
      capacity: brokers.handlers,
      offered: withWaking(
        rate * work(requestRecords) + fetches * fetch,
        (rate * shares.leads) / requestRecords + fetches,
        brokers.handlers,
        brokers.timePerWakeup,
      ),
      atCeiling: work(full) + (shares.leads * fullFetches) / full,
      shares: shares.allLed,
      ofAll: 1,
      least: shares.leads * leastHandlerSeconds(produced) + pauses,
    },
    diskRow(facts, cluster),
    link(rate, `${name}.nic_in`, nic, shares.holds * wire, shares.allHeld),
    link(
      rate,
      `${name}.nic_out`,
      nic,
      shares.leads * (produced.replicationFactor - 1 + readers.length) * wire,
      shares.allLed,
    ),
  ];
  const { rateLimit, quota, disk } = brokers;
  const limit = { kind: 'limit' } as const;
  if (disk.sizeBytes !== null) {
    const row = { name: `${name}.disk_size`, count, unit: 'bytes kept' } as const;
    const kept = shares.holds * wire * facts.retentionSeconds;
    rows.push(even(rate, { ...limit, ...row, capacity: disk.sizeBytes }, kept, shares.allHeld));
  }
  if (rateLimit !== null) {
    const row = { name: `${name}.rate_limit`, count: 1, unit: 'records' } as const;
    rows.push(even(rate, { ...limit, ...row, capacity: rateLimit.perSecond }, 1));
  }
  if (quota !== null) {
    const row = { name: `${name}.quota`, count: clients * count, unit: 'bytes' } as const;
    const capacity = quota.bytesPerSecond;
    const each = (shares.leads * wire) / clients;
    rows.push(even(rate, { ...limit, ...row, capacity }, each, shares.allLed));
  }
  return rows;
}

/** In bytes, or in time where appends wait for the disk, each write for an fsync. */
function diskRow({ rate }: CellFacts, { name, produced, ...loaded }: ClusterFacts): CellRow {
  const { brokers, shares, wireBytesPerRecord } = produced;
  const { count, disk } = brokers;
  const bytes = shares.holds * wireBytesPerRecord;
  const row = { name: `${name}.disk`, kind: 'disk', count } as const;
  const flush = flushSeconds(brokers);
  if (flush === 0) {
    const capacity = diskSpeed(disk);
    return even(rate, { ...row, unit: 'bytes', capacity }, bytes, shares.allHeld);
  }
  const full = (shares.leads * fullWritesPerRequest(produced)) / fullRequestRecords(produced);
  const { followerAnswers: answers } = loaded;
  const copied = answers.length === 0 ? 0 : (shares.follows * sum(answers)) / answers.length;
  const writes = requestsPerSecond(produced, rate, loaded.requestRecords) + copied;
  const writing = bytes / diskSpeed(disk);
  return {
    ...row,
    unit: 'busy servers',
    capacity: 1,
    offered: rate * writing + writes * flush,
    atCeiling: writing + full * flush,
    shares: shares.allHeld,
    ofAll: 1,
    least: writing,
  };
}

function mirrorRows(facts: CellFacts, { mirror, reading, cluster }: MirrorFacts): CellRow[] {
  const { rate } = facts;
  const { tasks, timePerBatchSeconds } = mirror;
  const nic = nicSpeed(mirror);
  const name = `mirrors.${mirror.name}`;
  const { most, all } = reading.shares;
  const bytes = most * reading.wireBytesPerRecord;
  return [
    {
      name,
      kind: 'limit',
      count: tasks,
      unit: 'busy servers',
      capacity: 1,
      offered: (rate * most * timePerBatchSeconds) / facts.home.chunk,
      atCeiling: saturatedMirrorSeconds(reading, timePerBatchSeconds),
      shares: all,
      ofAll: 1,
      least: 0,
    },
    link(rate, `${name}.nic_in`, nic, bytes, all, tasks),
    link(rate, `${name}.nic_out`, nic, bytes, all, tasks),
    ...readerWindowRows(rate, name, reading, mirror.receiveBufferBytes),
    ...clusterRows(facts, cluster),
  ];
}

function groupRows({ rate }: CellFacts, { loop, inUse, loaded }: GroupFacts): CellRow[] {
  const { settings: group, shares, store, wireBytesPerRecord, outcome } = loop;
  const { instances, threads } = group;
  const nic = nicSpeed(group);
  const { most, all } = shares;
  const name = `consumers.${group.name}`;
  const atCeiling = saturatedSeconds(loop);
  const atOnce = { ...loop, settings: { ...group, timePerPollSeconds: 0 } };
  const ofThreads = pollsApart(group) ? saturatedSeconds(atOnce) : atCeiling;
  const rows: CellRow[] = [
    {
      name,
      kind: 'station',
      count: instances,
      unit: 'busy servers',
      capacity: threads,
      // Whatever keeps the loop from going round, its threads have no time for more.
      offered: Math.max(inUse, rate * ofThreads) * threads,
      atCeiling: atCeiling * threads,
      shares: all,
      ofAll: 1,
      least: most * workSeconds(loop),
    },
    link(rate, `${name}.nic_in`, nic, most * wireBytesPerRecord, all, instances),
    ...readerWindowRows(rate, name, loop, group.receiveBufferBytes),
    ...readerProcessorRows(rate, name, loop, loaded.answersPerSecond),
  ];
  if (pollsApart(group)) {
    const each = (shares.largestPartition * group.timePerPollSeconds) / group.maxPollRecords;
    const row = {
      name: `${name}.polls`,
      kind: 'station',
      unit: 'busy servers',
      capacity: 1,
    } as const;
    const full = even(rate, { ...row, count: instances }, each, all);
    rows.push({ ...full, offered: loaded.takingsPerSecond * group.timePerPollSeconds });
  }
  if (store !== undefined) {
    rows.push(link(rate, `${name}.nic_out`, nic, most * store.bytesPerRecord, all, instances));
  }
  const limit = group.tries?.rateLimit ?? null;
  if (limit !== null) {
    const row = { name: `${name}.rate_limit`, kind: 'limit', count: 1, unit: 'records' } as const;
    const turns = outcome.tries / (group.tries?.bulk?.records ?? 1);
    const emptier = emptiness(group, rate / shares.members);
    const full = even(rate, { ...row, capacity: limit.perSecond }, turns);
    rows.push({ ...full, offered: full.offered * emptier });
  }
  return rows;
}

/** Of what is called: those that answer so many calls at one time at the most. */
function externalRows({ externals }: Pipeline, { rate, groups }: CellFacts): CellRow[] {
  const made = noCalls(externals);
  const loaded = noCalls(externals);
  for (const { loop } of groups) {
    const { settings, outcome, shares } = loop;
    const emptier = emptiness(settings, rate / shares.members);
    settings.tries?.calls.forEach((call, index) => {
      addCalls(made, call, outcome.sent[index], externals);
      addCalls(loaded, call, outcome.sent[index] * emptier, externals);
    });
  }
  return calledRows(externals, made, loaded, rate);
}

function storeRow({ rate, groups }: CellFacts, store: StoreModel): CellRow {
  let offered = 0;
  let atCeiling = 0;
  let least = 0;
  let shares: readonly number[] = [];
  for (const { loop, loaded } of groups) {
    if (loop.store !== store) continue;
    shares = [...loop.shards];
    const largest = loop.shards.reduce((most, share) => Math.max(most, share), 0);
    // Of the requests that a poll of so many records makes, those to the shard that gets most.
    const requests = (records: number, chunk: number): number =>
      store.placement === 'key'
        ? -mathematics.expm1(records * mathematics.log1p(-Math.min(1 - 1e-9, largest)))
        : Math.min(1, largest * shardsOfPoll(loop, records, chunk));
    const each = mean(store.timePerRequest);
    const work = largest * recordSeconds(store);
    const { writesInBulk, maxPollRecords } = loop.settings;
    const writes = writesInBulk ? loaded.pollsPerSecond * loop.shares.members : rate;
    const records = writesInBulk ? loaded.recordsPerPoll : 1;
    offered += rate * work + writes * requests(records, loaded.chunk) * each;
    const full = writesInBulk ? maxPollRecords : 1;
    least += work;
    atCeiling += work + (requests(full, fullChunk(loop)) / full) * each;
  }
  return {
    name: `stores.${store.name}`,
    kind: 'station',
    count: store.shards,
    unit: 'busy servers',
    capacity: store.serversPerShard,
    offered,
    atCeiling,
    shares,
    // A store that none of these groups writes to has to do with none of their records.
    ofAll: shares.length > 0 ? 1 : 0,
    least,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
