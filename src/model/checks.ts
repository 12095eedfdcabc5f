/** Cross-checks of a Model: references, replicas, sizes. Each adds its faults to the reader's. */
import { mean } from '../statistics/index.js';
import { hitsBroker } from './faultModel.js';
import { writeOneOf } from './hints.js';
import { isDirect } from './clusters.js';
import { namesProducers } from './checkFlows.js';
import { LANGUAGE } from './language.js';
import { MAXIMUM_CELLS, MAXIMUM_QUEUES } from './limits.js';
import type { ConsumerGroupModel, FaultModel, Model } from './model.js';
import { topicReading } from './checkClusters.js';
import { comingTo, queuesOf, topicPath } from './pipelines.js';
import type { LanguageReader, Reading } from './read.js';

/** The load is given in exactly one of two ways; callers with a think time bring their own. */
export function checkLoad(root: Reading, reader: LanguageReader): void {
  const workload = root.one.get('workload');
  if (workload === undefined || namesProducers(root)) return;
  const given = (reading: Reading, key: string): boolean =>
    (reading.values.get(key) ?? null) !== null;
  // Also a wrong one.
  if ((workload.places.get('think_time') ?? workload.place) !== workload.place) return;
  const users = given(root, 'users');
  const each = given(workload, 'events_per_user');
  if (given(workload, 'rate')) {
    if (!users && !each) return;
    const [owner, key] = users ? [root, 'users'] : [workload, 'events_per_user'];
    const path = users ? 'users' : 'workload.events_per_user';
    reader.fault(
      owner.places.get(key) ?? owner.place,
      path,
      `${path} beside workload.rate`,
      'users and workload.events_per_user, or workload.rate alone',
      `remove ${path}, or workload.rate`,
    );
    return;
  }
  if (!users) {
    const hint = each ? 'add users' : 'add users and workload.events_per_user, or workload.rate';
    reader.fault(root.place, 'users', 'nothing', 'users: users in all', hint);
  }
  if (users && !each) {
    const expected = 'events_per_user: events of one user';
    const hint = 'add events_per_user';
    reader.fault(workload.place, 'workload.events_per_user', 'nothing', expected, hint);
  }
}

export function checkSections(root: Reading, model: Model, reader: LanguageReader): void {
  const need = (key: string): void => {
    reader.fault(
      root.places.get(key) ?? root.place,
      key,
      'nothing',
      `the section ${key}`,
      `add ${key}: (${LANGUAGE.sections?.[key]?.about ?? ''})`,
    );
  };
  // Where there is no such section, or a faulty one, that has been said.
  if (root.many.get('consumers')?.size === 0) need('consumers');
  if (!isDirect(model)) {
    if (model.producers.length === 0) need('producers');
    if (model.topics.length === 0 && !namesProducers(root)) need('topic');
    return;
  }
  for (const key of ['producers', 'topic', 'topics']) {
    if (root.one.has(key) || root.many.has(key)) {
      reader.fault(
        root.places.get(key) ?? root.place,
        key,
        `${key} without brokers`,
        'brokers, or direct delivery without either',
        `add brokers, or remove ${key}`,
      );
    }
  }
  if (model.mirrors.length > 0) need('brokers');
}

const FEW = 12;

/** All of a few; how many of many. */
function oneOf(known: readonly string[]): string {
  return known.length <= FEW ? `one of ${known.join(', ')}` : `one of ${known.length} names`;
}

export function checkReferences(root: Reading, model: Model, reader: LanguageReader): void {
  const check = (
    section: string,
    name: string,
    key: string,
    given: string,
    known: readonly string[],
  ): void => {
    if (known.includes(given)) return;
    const reading = name === '' ? root.one.get(section) : root.many.get(section)?.get(name);
    const path = [section, name, key].filter((part) => part !== '').join('.');
    const place = reading?.places.get(key) ?? reading?.place ?? root.place;
    reader.fault(
      place,
      path,
      `"${given}"`,
      oneOf(known),
      writeOneOf(given, known, `the names under ${section === 'consumers' ? `${key}s` : section}`),
    );
  };
  const rolesEverywhere = Object.keys(model.placements[0].roles).filter((role) =>
    model.placements.every((placement) => Object.hasOwn(placement.roles, role)),
  );
  for (const kind of model.producers)
    check('producers', kind.name, 'region', kind.role, rolesEverywhere);
  for (const { name, role } of model.clusters) {
    if (name !== '') check('clusters', name, 'region', role, rolesEverywhere);
  }
  for (const mirror of model.mirrors)
    check('mirrors', mirror.name, 'region', mirror.role, rolesEverywhere);
  const stores = [...model.stores.map((store) => store.name), 'none'];
  for (const group of model.consumers) {
    check('consumers', group.name, 'region', group.role, rolesEverywhere);
    check('consumers', group.name, 'reads', group.reads, [
      'cluster',
      ...model.mirrors.map((mirror) => mirror.name),
    ]);
    check(
      'consumers',
      group.name,
      'store',
      group.store ?? 'none',
      isDirect(model) ? ['none'] : stores,
    );
  }
  const paths = ['publish', ...model.consumers.map((group) => group.name), 'end_to_end'];
  for (const { path } of model.measured) check('measured', path, '', path, paths);
  for (const { name, cache } of model.stores) {
    if (cache === null || cache.entries === null || hasKeys(model, (group) => group.store === name))
      continue;
    const at = root.many.get('stores')?.get(name) ?? root;
    reader.fault(
      at.places.get('cache') ?? at.place,
      `stores.${name}.cache.entries`,
      'a cache of keys, but records without keys',
      'workload.keys',
      'write keys: {kind: zipf, count: 1M, exponent: 0.9}',
    );
  }
  checkConcurrency(root, model, reader);
  checkBulkWrites(root, model, reader);
  checkFaults(root, model, reader);
  for (const store of model.stores)
    check('stores', store.name, 'region', store.role, rolesEverywhere);
  for (const external of model.externals)
    check('externals', external.name, 'region', external.role, rolesEverywhere);
}

/** Whether all that such groups read has keys. */
function hasKeys(model: Model, isMeant: (group: ConsumerGroupModel) => boolean): boolean {
  const { keys, producers, consumers } = model;
  if (isDirect(model)) return keys.kind !== 'none';
  const topics = consumers.filter(isMeant).flatMap((group) => group.topics);
  // Without such a group it counts for whatever comes.
  const read =
    topics.length === 0 ? producers : topics.flatMap((topic) => comingTo(model).at(topic) ?? []);
  return read.every((kind) => kind.keys.kind !== 'none');
}

/** An order of what the records do not have. */
function checkConcurrency(root: Reading, model: Model, reader: LanguageReader): void {
  for (const { name, concurrency } of model.consumers) {
    const direct = isDirect(model) && concurrency !== 'free';
    const keyless = concurrency === 'key' && !hasKeys(model, (group) => group.name === name);
    if (!direct && !keyless) continue;
    const at = root.many.get('consumers')?.get(name) ?? root;
    reader.fault(
      at.places.get('concurrency') ?? at.place,
      `consumers.${name}.concurrency`,
      direct ? 'an order, but direct delivery' : 'an order by key, but records without keys',
      direct ? 'free, without brokers' : 'workload.keys',
      direct ? 'write free, or add brokers' : 'write keys: {kind: uniform, count: 1M}',
    );
  }
}

/** A way of writing of what is not written, or always one by one. */
function checkBulkWrites(root: Reading, model: Model, reader: LanguageReader): void {
  for (const { name, store, waitsForPoll, queue } of model.consumers) {
    if (queue !== null) continue;
    const group = root.many.get('consumers')?.get(name) ?? root;
    const place = group.places.get('bulk_writes') ?? group.place;
    if (place === group.place || (store !== null && waitsForPoll)) continue;
    reader.fault(
      place,
      `consumers.${name}.bulk_writes`,
      store === null ? 'a way of writing, but no store' : 'it beside wait_for_poll: false',
      store === null ? 'none without a store' : 'none: records are written one by one there',
      store === null ? 'remove it, or name a store' : 'remove it, or write wait_for_poll: true',
    );
  }
}

/**
 * Faults that name a broker, an instance or a link that is not there, or that the model cannot
 * have.
 */
function checkFaults(root: Reading, model: Model, reader: LanguageReader): void {
  for (const fault of model.faults) {
    const reading = root.many.get('faults')?.get(fault.name) ?? root;
    const say = (key: string, received: string, expected: string, hint: string): void => {
      const path = `faults.${fault.name}.${key}`;
      reader.fault(reading.places.get(key) ?? reading.place, path, received, expected, hint);
    };
    if (fault.region === -1) {
      const hint = `one of ${model.regions.join(', ')}`;
      say('region', 'a region that is not there', hint, `write ${model.regions[0]}`);
    }
    const { when } = fault;
    if (when.kind === 'random' && cycleSeconds(when) < LEAST_CYCLE_SECONDS) {
      const expected = `on average at least ${LEAST_CYCLE_SECONDS} s with time_to_repair`;
      say('time_to_failure', 'hardly any time', expected, 'write a longer time');
    }
    const direct = isDirect(model);
    if (direct && fault.kind !== 'consumer_down' && fault.kind !== 'surge') {
      say('kind', fault.kind, 'consumer_down or surge, without brokers', 'add brokers');
    }
    const cluster = model.clusters.at(fault.cluster);
    const brokers = cluster?.count ?? 1;
    const whose = cluster === undefined || cluster.name === '' ? 'the cell' : cluster.name;
    if (hitsBroker(fault.kind) && fault.index >= brokers) {
      say('index', String(fault.index), `0 to ${brokers - 1}: a broker of ${whose}`, 'write 0');
    }
    const instances = model.consumers.at(Math.max(0, fault.group))?.instances ?? 1;
    if (/consumer/.test(fault.kind) && fault.index >= instances) {
      say('index', String(fault.index), `0 to ${instances - 1}: an instance`, 'write 0');
    }
    const links = [
      'producers',
      ...model.consumers.map(({ name }) => name),
      ...model.mirrors.map(({ name }) => name),
    ];
    if (/link/.test(fault.kind) && !links.includes(fault.link)) {
      const hint = writeOneOf(fault.link, links, 'producers, consumers and mirrors of the model');
      say('link', `"${fault.link}"`, oneOf(links), hint);
    }
    if (/external/.test(fault.kind) && fault.external < 0) {
      const names = model.externals.map(({ name }) => name);
      const expected = names.length === 0 ? 'something under externals' : oneOf(names);
      const given = reading.values.get('external');
      const received = typeof given === 'string' && given !== '' ? `"${given}"` : 'no externals';
      const hint = names.length === 0 ? 'add externals' : `write ${names[0]}`;
      say('external', received, expected, hint);
    }
    const arrivals = direct ? [model.arrivals] : model.producers.map((kind) => kind.arrivals);
    const other = arrivals.find(({ kind }) => kind !== 'poisson');
    if (fault.kind === 'surge' && other !== undefined) {
      say('kind', `a surge of ${other.kind} arrivals`, 'poisson arrivals', 'remove arrivals');
    }
  }
}

/** A random fault that takes no time would happen without end. */
const LEAST_CYCLE_SECONDS = 0.001;

function cycleSeconds(when: FaultModel['when'] & { kind: 'random' }): number {
  return mean(when.timeToFailure) + mean(when.timeToRepair);
}

export function checkSizes(root: Reading, model: Model, reader: LanguageReader): void {
  const queues = queuesOf(model.producers, model.topics);
  if (queues > MAXIMUM_QUEUES) {
    const [topic] = model.topics;
    const reading = topicReading(root, topic.name);
    const [kind] = model.producers;
    const first = `${kind.count} producers x ${model.topics[kind.topic].partitions} partitions`;
    reader.fault(
      reading.places.get('partitions') ?? reading.place,
      `${topicPath(topic)}.partitions`,
      `${first}${model.producers.length > 1 ? ' and others' : ''} = ${queues} queues in a cell`,
      `at most ${MAXIMUM_QUEUES}`,
      'split the system into more, smaller cells',
    );
  }
  const cellsPlace = root.list.get('cells')?.at(0)?.place ?? root.place;
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  if (cells > MAXIMUM_CELLS) {
    reader.fault(
      cellsPlace,
      'cells',
      `${cells} cells`,
      `at most ${MAXIMUM_CELLS}`,
      'make the cells larger',
    );
  }
  if (!model.placements.some((placement) => placement.weight > 0)) {
    reader.fault(
      cellsPlace,
      'cells',
      'no cell with users',
      'a weight above 0',
      'give at least one cell a weight',
    );
  }
}

/** Values that contradict each other, or what they are for. */
export function checkValues(root: Reading, model: Model, reader: LanguageReader): void {
  const regions = root.one.get('regions');
  const jitter = mean(model.regionJitter);
  if (regions !== undefined && Math.abs(jitter - 1) > MEAN_TOLERANCE) {
    reader.fault(
      regions.places.get('jitter') ?? regions.place,
      'regions.jitter',
      `a distribution of mean ${Number(jitter.toPrecision(4))}`,
      'one of mean 1: it multiplies every delay between regions',
      'write for example lognormal(1, 0.03), and longer delays under delay',
    );
  }
  const taken = (section: string, names: readonly string[], reserved: readonly string[]): void => {
    for (const name of names.filter((each) => reserved.includes(each))) {
      reader.fault(
        root.many.get(section)?.get(name)?.place ?? root.place,
        `${section}.${name}`,
        `the name ${name}`,
        'another one: this has a meaning of its own',
        `write for example ${name}2`,
      );
    }
  };
  const named = (list: readonly { readonly name: string }[]): string[] =>
    list.map(({ name }) => name);
  taken('consumers', named(model.consumers), ['publish', 'end_to_end']);
  taken('mirrors', named(model.mirrors), ['cluster']);
  taken('stores', named(model.stores), ['none']);
  const { durationSeconds } = model.run;
  for (const { name, when } of model.faults) {
    if (when.kind === 'random' || durationSeconds === null || when.atSeconds < durationSeconds) {
      continue;
    }
    const reading = root.many.get('faults')?.get(name) ?? root;
    reader.fault(
      reading.places.get('at') ?? reading.place,
      `faults.${name}.at`,
      `${when.atSeconds} s, when the run is over`,
      `a time within run.duration, ${durationSeconds} s`,
      'write an earlier time, or a longer duration',
    );
  }
}

/** An empirical distribution's mean is rounded. */
const MEAN_TOLERANCE = 0.01;
