/**
 * What a model costs a month, by its prices: hosts that run, bytes that are kept, bytes that cross.
 * Arithmetic on the offered load, without simulating: storage is full (it keeps its whole
 * retention), an autoscaler's group counts as many instances as the file says, and producers are
 * somebody else's machines.
 */
import { clusterPath } from '../model/clusters.js';
import type { ConsumerGroupModel, Model, PriceModel } from '../model/model.js';
import { pipelinesOf, type Pipeline } from '../model/pipelines.js';
import { storageTiers } from './storage.js';

export interface CostItem {
  /** For example `brokers`, `kept in logs and stores`, `between regions`. */
  readonly name: string;
  /** Of `unit`, a month. */
  readonly quantity: number;
  readonly unit: string;
  readonly perMonth: number;
}

export interface Cost {
  readonly currency: string;
  readonly perMonth: number;
  readonly items: readonly CostItem[];
}

const HOURS_PER_MONTH = 730;
const SECONDS_PER_MONTH = 3600 * HOURS_PER_MONTH;

/** Null where the model has no prices. */
export function monthlyCost(model: Model): Cost | null {
  const { prices } = model;
  if (prices === null) return null;
  const items = [
    ...hosts(model, prices),
    ...kept(model, prices),
    crossing('between regions', regionBytes(model), prices.gigabyteBetweenRegions),
    crossing('between zones', zoneBytes(model, prices.zones), prices.gigabyteBetweenZones),
  ].filter((item) => item.perMonth > 0);
  return {
    currency: prices.currency,
    perMonth: items.reduce((sum, item) => sum + item.perMonth, 0),
    items,
  };
}

function hosts(model: Model, prices: PriceModel): CostItem[] {
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const item = (name: string, count: number, perHour: number): CostItem => {
    const quantity = count * cells;
    return { name, quantity, unit: 'hosts', perMonth: quantity * perHour * HOURS_PER_MONTH };
  };
  const items: CostItem[] = [];
  for (const cluster of model.clusters) {
    const perHour = prices.brokerHour + cluster.handlers * prices.handlerHour;
    items.push(item(clusterPath(cluster), cluster.count, perHour));
  }
  for (const { name, brokers, tasks } of model.mirrors) {
    const perHour = prices.brokerHour + brokers.handlers * prices.handlerHour;
    items.push(item(`mirrors.${name}.brokers`, brokers.count, perHour));
    items.push(item(`mirrors.${name}.tasks`, tasks, prices.consumerHour));
  }
  for (const { name, instances, threads } of model.consumers) {
    const perHour = prices.consumerHour + threads * prices.threadHour;
    items.push(item(`consumers.${name}`, instances, perHour));
  }
  for (const { name, shards, replicationFactor } of model.stores) {
    items.push(item(`stores.${name}`, shards * replicationFactor, prices.shardHour));
  }
  return items;
}

function kept(model: Model, prices: PriceModel): CostItem[] {
  const bytes = { disk: 0, archive: 0 };
  for (const { archive, bytesKept } of storageTiers(model)) {
    bytes[archive ? 'archive' : 'disk'] += bytesKept;
  }
  const item = (name: string, sum: number, price: number): CostItem => ({
    name,
    quantity: sum / 1e9,
    unit: 'GB',
    perMonth: (sum / 1e9) * price,
  });
  return [
    item('kept in logs and stores', bytes.disk, prices.gigabyteMonth),
    item('kept in archives', bytes.archive, prices.archiveGigabyteMonth),
  ];
}

function crossing(name: string, bytesPerSecond: number, price: number): CostItem {
  const quantity = (bytesPerSecond * SECONDS_PER_MONTH) / 1e9;
  return { name, quantity, unit: 'GB', perMonth: quantity * price };
}

function regionBytes(model: Model): number {
  return pipelinesOf(model).reduce((sum, pipeline) => sum + betweenRegions(pipeline), 0);
}

/** Bytes a second that go from a region to another, over all placements. */
function betweenRegions(model: Pipeline): number {
  const wire = model.recordBytes * (model.producers?.compressionRatio ?? 1);
  const events = model.users * model.eventsPerUserPerSecond;
  const weights = model.placements.reduce((sum, each) => sum + each.cells * each.weight, 0);
  return model.placements.reduce((sum, { roles, cells, weight }) => {
    const share = (events * cells * weight) / weights;
    const crosses = (from: string, to: string): number => (roles[from] === roles[to] ? 0 : 1);
    const home = model.cluster?.role ?? 'home';
    let perEvent = wire * crosses(model.producers?.role ?? home, home);
    for (const mirror of model.mirrors) perEvent += wire * crosses(home, mirror.role);
    for (const group of model.consumers) {
      perEvent += wire * crosses(sourceRole(model, group), group.role);
      const store = model.stores.find(({ name }) => name === group.store);
      if (store !== undefined) perEvent += store.bytesPerRecord * crosses(group.role, store.role);
    }
    return sum + share * perEvent;
  }, 0);
}

function sourceRole(model: Pipeline, group: ConsumerGroupModel): string {
  return (
    model.mirrors.find(({ name }) => name === group.reads)?.role ?? model.cluster?.role ?? 'home'
  );
}

function zoneBytes(model: Model, zones: number): number {
  return pipelinesOf(model).reduce((sum, pipeline) => sum + betweenZones(pipeline, zones), 0);
}

/**
 * Bytes a second that go from a zone to another where a cluster and its clients are spread evenly
 * over z zones: (z - 1) / z of what is produced and of what each group in the cluster's region
 * reads, and every copy for a follower (a replica a zone).
 */
function betweenZones(model: Pipeline, zones: number): number {
  const { cluster, producers, topic } = model;
  if (zones < 2 || cluster === null || producers === null || topic === null) return 0;
  const bytesPerSecond =
    model.users * model.eventsPerUserPerSecond * model.recordBytes * producers.compressionRatio;
  const elsewhere = (zones - 1) / zones;
  const near = model.consumers.filter((group) => group.role === sourceRole(model, group)).length;
  const copies = (factor: number): number => Math.min(factor, zones) - 1;
  const mirrored = model.mirrors.reduce(
    (sum, mirror) => sum + elsewhere + copies(mirror.replicationFactor),
    0,
  );
  return bytesPerSecond * (elsewhere * (1 + near) + copies(topic.replicationFactor) + mirrored);
}
