/**
 * Resources of the Strimzi operator to a model: Kafka (its brokers, where there are no pools, and
 * the brokers' settings), KafkaNodePool (since 0.36; brokers are the pools with that role),
 * KafkaTopic, and the quotas of KafkaUser. Files as they are applied, or as `kubectl get -o yaml`
 * prints them (kind List). API versions v1alpha1 to v1.
 *
 * Kubernetes writes sizes as 100Gi (1,024 each) and 100G (1,000 each). What is missing: who writes
 * and reads, and how much.
 */
import { readYaml, type Item } from '../document.js';
import { graphParts, type GraphTopic } from '../graph.js';
import { ImportError } from '../importError.js';
import {
  assumed,
  part,
  taken,
  type Imported,
  type Line,
  type Part,
  type TextFile,
} from '../imported.js';
import {
  BROKER,
  TOPIC,
  flushesEach,
  settingLines,
  type Setting,
  type Settings,
} from '../kafkaSettings.js';
import { asName } from '../names.js';
import { bandwidthText, bytesText } from '../units.js';

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly spec: Item;
  readonly file: string;
}

const WHAT = 'a Kafka, KafkaNodePool or KafkaTopic of Strimzi';

/** Throws ImportError. */
export function importStrimzi(files: readonly TextFile[]): Imported {
  const all = files.flatMap((file) =>
    readYaml(file, WHAT).flatMap((item) => resources(item, file.name)),
  );
  const of = (kind: string): Resource[] => all.filter((each) => each.kind === kind);
  const clusters = of('Kafka');
  const names = files.map(({ name }) => name).join(', ');
  if (clusters.length + of('KafkaNodePool').length + of('KafkaTopic').length === 0) {
    const kinds = [...new Set(all.map(({ kind }) => kind))].join(', ');
    const found = kinds === '' ? 'no resource' : `only ${kinds}`;
    throw new ImportError(names, found, WHAT, 'give the files that describe the cluster');
  }
  if (clusters.length > 1) {
    const found = `the clusters ${clusters.map(({ name }) => name).join(' and ')}`;
    throw new ImportError(names, found, 'one cluster', 'give the files of one of them');
  }
  const cluster = clusters.at(0) ?? null;
  const config = cluster === null ? new Map<string, Setting>() : configOf(cluster);
  const brokers = brokerLines(cluster, of('KafkaNodePool'), config, of('KafkaUser'));
  const topics = of('KafkaTopic').filter(
    ({ name, spec }) => !/^(?:consumer-offsets|strimzi-)/.test(name) && spec.there,
  );
  const { lines, notes } = graphParts(
    {
      services: [],
      topics: topics.map((topic) => topicNode(topic, config, Number(brokers.count.value))),
      brokers: [brokers.count, ...brokers.rest],
      stores: [],
    },
    names,
  );
  return {
    name: asName(cluster?.name ?? 'strimzi'),
    question: 'What gives way first in this cluster, and what latency do people see?',
    lines,
    notes: [...notes, ...brokers.notes, 'Resources do not say who writes and reads, nor how much.'],
  };
}

/** A document, or what a List holds. */
function resources(item: Item, file: string): Resource[] {
  const kind = item.get('kind').text();
  if (kind === null) throw item.get('kind').not(WHAT, 'give resources as kubectl applies them');
  if (kind.endsWith('List')) {
    return item
      .get('items')
      .list()
      .flatMap((each) => resources(each, file));
  }
  const name = item.at('metadata.name').text() ?? 'unnamed';
  return [{ kind, name, spec: item.get('spec'), file }];
}

function configOf({ spec, file, name }: Resource): Map<string, Setting> {
  const settings = spec.at('kafka.config').entries();
  return new Map(
    settings.map(([key, item]) => [
      key,
      { value: item.text() ?? '', from: `${file}, Kafka ${name}` },
    ]),
  );
}

interface Brokers {
  readonly count: Line;
  readonly rest: readonly (Line | Part)[];
  readonly notes: readonly string[];
}

function brokerLines(
  cluster: Resource | null,
  pools: readonly Resource[],
  config: Settings,
  users: readonly Resource[],
): Brokers {
  const brokerPools = pools.filter(({ spec }) =>
    spec
      .get('roles')
      .list()
      .some((role) => role.text() === 'broker'),
  );
  const storage = brokerPools.at(0)?.spec.get('storage') ?? cluster?.spec.at('kafka.storage');
  const size = storage === undefined ? null : storageBytes(storage);
  const quota = quotaOf(users);
  const { lines, notes } = settingLines(config, BROKER);
  return {
    count: countLine(cluster, brokerPools),
    rest: [...lines, ...(quota === null ? [] : [quota]), ...diskParts(size, storage, config)],
    notes: [...notes, ...machineNotes(cluster, brokerPools)],
  };
}

function countLine(cluster: Resource | null, pools: readonly Resource[]): Line {
  if (pools.length > 0) {
    const count = pools.reduce((sum, { spec }) => sum + (spec.get('replicas').whole() ?? 1), 0);
    const from = pools.map(({ name, file }) => `${file}, KafkaNodePool ${name}`).join('; ');
    return taken('count', String(Math.max(1, count)), `${from}, replicas`);
  }
  const replicas = cluster?.spec.at('kafka.replicas').whole(1) ?? null;
  if (replicas !== null)
    return taken('count', String(replicas), `${cluster?.file ?? ''}, Kafka, replicas`);
  return assumed('count', '3', 'no Kafka with replicas, and no KafkaNodePool with the role broker');
}

function diskParts(size: number | null, storage: Item | undefined, config: Settings): Part[] {
  const lines = [
    ...(size === null
      ? []
      : [taken('size', bytesText(size), `${storage?.place ?? ''}, all volumes`)]),
    ...(flushesEach(config)
      ? [taken('flush', 'every_batch', 'log.flush.interval.messages=1')]
      : []),
  ];
  return lines.length === 0 ? [] : [part('disk', lines)];
}

/** All volumes of a broker; null where they have no size (ephemeral). */
function storageBytes(storage: Item): number | null {
  const type = storage.get('type').text();
  if (type === 'jbod') {
    const sizes = storage.get('volumes').list().map(storageBytes);
    const all = sizes.reduce<number>((sum, each) => sum + (each ?? 0), 0);
    return all > 0 ? all : null;
  }
  const size = storage.get('size').there ? storage.get('size') : storage.get('sizeLimit');
  return size.there ? quantity(size) : null;
}

const SIZES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['Ki', 1024],
  ['Mi', 1_048_576],
  ['Gi', 1_073_741_824],
  ['Ti', 1_099_511_627_776],
  ['Pi', 1_125_899_906_842_624],
]);

/** A size as Kubernetes writes it. */
function quantity(item: Item): number {
  const match = /^([\d.]+(?:e\d+)?)\s*([A-Za-z]*)$/.exec((item.text() ?? '').trim());
  const factor = match === null ? undefined : SIZES.get(match[2]);
  if (match === null || factor === undefined || !(Number(match[1]) > 0)) {
    throw item.not('a size such as 100Gi', 'write it with its unit');
  }
  return Number(match[1]) * factor;
}

/** The least of the users' quotas: the model has one for all. */
function quotaOf(users: readonly Resource[]): Line | null {
  const given = users.flatMap(({ name, spec, file }) => {
    const bytes = spec.at('quotas.producerByteRate').number(1);
    return bytes === null ? [] : [{ bytes, from: `${file}, KafkaUser ${name}` }];
  });
  if (given.length === 0) return null;
  const least = given.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  return taken('quota', bandwidthText(least.bytes), `${least.from}, producerByteRate`);
}

function machineNotes(cluster: Resource | null, pools: readonly Resource[]): string[] {
  const resources = pools.at(0)?.spec.get('resources') ?? cluster?.spec.at('kafka.resources');
  const cpu = resources?.at('limits.cpu').text() ?? resources?.at('requests.cpu').text() ?? null;
  if (cpu === null) return [];
  return [
    `A broker has ${cpu} processors; brokers.handlers are its threads (num.io.threads, 8 by default).`,
  ];
}

function topicNode({ name, spec, file }: Resource, config: Settings, brokers: number): GraphTopic {
  const from = `${file}, KafkaTopic ${name}`;
  const own = new Map<string, Setting>();
  const copies = config.get('min.insync.replicas');
  if (copies !== undefined) own.set('min.insync.replicas', copies);
  const kept = config.get('log.retention.ms');
  if (kept !== undefined) own.set('retention.ms', kept);
  for (const [key, item] of spec.get('config').entries())
    own.set(key, { value: item.text() ?? '', from });
  const number = (key: string, setting: string): Line => {
    const key2 = key === 'replicas' ? 'replication_factor' : key;
    const given = spec.get(key).whole(1);
    if (given !== null) return taken(key2, String(given), `${from}, ${key}`);
    const fallback = config.get(setting);
    if (fallback !== undefined) return taken(key2, fallback.value, `${fallback.from}, ${setting}`);
    return assumed(key2, '1', `Kafka's default of ${setting}`);
  };
  const replicas = number('replicas', 'default.replication.factor');
  const least = Math.min(Number(replicas.value), brokers);
  return {
    name: spec.get('topicName').text() ?? name,
    lines: [
      number('partitions', 'num.partitions'),
      replicas,
      ...settingLines(own, TOPIC).lines.filter(
        ({ key, value }) => key !== 'min_insync_replicas' || Number(value) <= least,
      ),
    ],
  };
}
