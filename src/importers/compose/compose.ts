/**
 * A Docker Compose file to a model: which services are brokers, which stores, and what the others
 * read and write by the names of their variables (INPUT_TOPIC, CONSUMER_TOPICS, OUTPUT_TOPIC, ...:
 * see DIRECTIONS). That is a guess; each says so. Formats 2, 3 and the Compose specification:
 * variables as a mapping or as a list of NAME=value, replicas under deploy or scale.
 */
import { readYaml, type Item } from '../document.js';
import { graphParts, type GraphTopic, type Service } from '../graph.js';
import { ImportError } from '../importError.js';
import { assumed, missing, taken, type Imported, type Line, type TextFile } from '../imported.js';
import { BROKER, settingLines, type Setting } from '../kafkaSettings.js';
import { asName } from '../names.js';

const WHAT = 'a Compose file';
const IMAGES = {
  broker: /(?:^|\/)(?:[\w.-]*-)?(?:kafka|redpanda|cp-server)(?::|@|$)/,
  store:
    /(?:^|\/)(?:postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|valkey|cassandra|scylla|elasticsearch|opensearch|cockroach|clickhouse-server|timescaledb|mssql)\b/,
} as const;
/** What a variable's name says of its topics. */
const DIRECTIONS: readonly (readonly ['reads' | 'sends', RegExp])[] = [
  [
    'reads',
    /(?:^|_)(?:IN|INPUT|INBOUND|CONSUME|CONSUMER|READ|READS|SOURCE|SUBSCRIBE|SUBSCRIBED|LISTEN|FROM)(?:_|$)/,
  ],
  [
    'sends',
    /(?:^|_)(?:OUT|OUTPUT|OUTBOUND|PRODUCE|PRODUCER|WRITE|WRITES|SINK|PUBLISH|SEND|TARGET|TO)(?:_|$)/,
  ],
];

interface Found {
  readonly name: string;
  readonly item: Item;
  readonly kind: 'broker' | 'store' | 'service';
  readonly variables: ReadonlyMap<string, string>;
  readonly instances: number;
}

/** Throws ImportError. */
export function importCompose(file: TextFile): Imported {
  const root = readYaml(file, WHAT).at(0);
  const entries = root?.get('services').entries() ?? [];
  if (entries.length === 0) {
    throw new ImportError(`${file.name}:1:1`, 'no services', WHAT, 'give a file with services:');
  }
  const all = entries.map(([name, item]) => foundOf(name, item));
  const brokers = all.filter(({ kind }) => kind === 'broker');
  const stores = all
    .filter(({ kind }) => kind === 'store')
    .map(({ name }) => ({ name: asName(name), from: `${file.name}, services.${name}` }));
  const settings = brokerSettings(brokers, file.name);
  const notes: string[] = [];
  const services = all
    .filter(({ kind }) => kind === 'service')
    .flatMap(
      (found) =>
        serviceOf(
          found,
          stores.map(({ name }) => name),
          file.name,
          notes,
        ) ?? [],
    );
  const topics = topicsOf(services, brokers, settings, file.name);
  const graph = graphParts(
    { services, topics, brokers: brokerLines(brokers, settings, file.name), stores },
    file.name,
  );
  return {
    name: asName(root?.get('name').text() ?? 'compose'),
    question: 'What gives way first in this system, and what latency do people see?',
    lines: graph.lines,
    notes: [
      ...graph.notes,
      ...notes,
      'Who reads and writes what is told by the names of variables only: look whether it is so.',
    ],
  };
}

function foundOf(name: string, item: Item): Found {
  const image = item.get('image').text() ?? '';
  const kind = IMAGES.broker.test(image)
    ? 'broker'
    : IMAGES.store.test(image)
      ? 'store'
      : 'service';
  const replicas = item.at('deploy.replicas').whole() ?? item.get('scale').whole() ?? 1;
  return {
    name,
    item,
    kind,
    variables: variablesOf(item.get('environment')),
    instances: Math.max(1, replicas),
  };
}

function variablesOf(item: Item): Map<string, string> {
  if (!Array.isArray(item.value)) {
    return new Map(item.entries().map(([name, value]) => [name, value.text() ?? '']));
  }
  return new Map(
    item.list().map((each) => {
      const text = each.text() ?? '';
      const at = text.indexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** Null for a service that has to do with no topic. */
function serviceOf(
  { name, item, variables, instances }: Found,
  stores: readonly string[],
  file: string,
  notes: string[],
): Service | null {
  const found = { reads: new Set<string>(), sends: new Set<string>() };
  const used: string[] = [];
  for (const [variable, value] of variables) {
    if (
      !/TOPIC|DESTINATION/i.test(variable) ||
      /REPLICATION|FACTOR|COUNT|AUTO|CREATE|TIMEOUT/i.test(variable)
    )
      continue;
    const direction = DIRECTIONS.find(([, pattern]) => pattern.test(variable.toUpperCase()))?.[0];
    const topics = namesIn(value);
    if (topics.length === 0) continue;
    if (direction === undefined) {
      const reads = [...variables.keys()].some((each) => /GROUP/i.test(each));
      notes.push(
        `${name}: ${variable} does not say whether it is read or written; taken to be ${reads ? 'read, since there is a group' : 'written, since there is no group'}.`,
      );
      for (const topic of topics) (reads ? found.reads : found.sends).add(topic);
    } else for (const topic of topics) found[direction].add(topic);
    used.push(variable);
  }
  if (used.length === 0) return null;
  const needs = dependsOn(item).map(asName);
  const from = `${file}, services.${name}`;
  return {
    name,
    reads: [...found.reads],
    sends: [...found.sends],
    lines: [],
    instances: { count: instances, from: `${from}, replicas` },
    store: needs.find((each) => stores.includes(each)) ?? null,
    from: `${from}, ${used.join(' and ')}`,
  };
}

/** `a,b`; a default of a variable that is filled in elsewhere: `${TOPIC:-orders}`. */
function namesIn(value: string): string[] {
  const text = value.replaceAll(/\$\{[^}:]*:?-([^}]*)\}/g, '$1');
  return text.split(/[,;\s]+/).filter((each) => /^[\w.-]+$/.test(each));
}

function dependsOn(item: Item): string[] {
  const given = item.get('depends_on');
  return Array.isArray(given.value)
    ? given.list().flatMap((each) => each.text() ?? [])
    : given.entries().map(([name]) => name);
}

/** KAFKA_NUM_IO_THREADS is num.io.threads; Bitnami writes KAFKA_CFG_ before it. */
function brokerSettings(brokers: readonly Found[], file: string): Map<string, Setting> {
  const found = new Map<string, Setting>();
  for (const { name, variables } of brokers) {
    for (const [variable, value] of variables) {
      const setting = /^KAFKA_(?:CFG_)?(.+)$/.exec(variable)?.[1];
      if (setting === undefined) continue;
      found.set(setting.toLowerCase().replaceAll('_', '.'), {
        value,
        from: `${file}, services.${name}`,
      });
    }
  }
  return found;
}

function brokerLines(
  brokers: readonly Found[],
  settings: ReadonlyMap<string, Setting>,
  file: string,
): Line[] {
  const count = brokers.reduce((sum, { instances }) => sum + instances, 0);
  const from = `${file}, ${brokers.map(({ name }) => name).join(', ')}`;
  return [
    count > 0
      ? taken('count', String(count), from)
      : missing('count', '1', 'no service has an image of Kafka'),
    ...settingLines(settings, BROKER).lines,
  ];
}

/** `orders:12:3,paid:6:3` of KAFKA_CREATE_TOPICS; else what the brokers make by themselves. */
function topicsOf(
  services: readonly Service[],
  brokers: readonly Found[],
  settings: ReadonlyMap<string, Setting>,
  file: string,
): GraphTopic[] {
  const made = new Map<string, { partitions: string; replicas: string }>();
  for (const each of (settings.get('create.topics')?.value ?? '').split(/[,\n]+/)) {
    const [name, partitions, replicas] = each.trim().split(':');
    if (/^[\w.-]+$/.test(name)) made.set(name, { partitions, replicas });
  }
  const names = new Set([
    ...made.keys(),
    ...services.flatMap(({ reads, sends }) => [...reads, ...sends]),
  ]);
  const most = brokers.reduce((sum, { instances }) => sum + instances, 0);
  const line = (key: string, own: string | undefined, setting: string, most: number): Line => {
    const from = settings.get(setting);
    const value = /^\d+$/.test(own ?? '') ? own : undefined;
    const text = value ?? from?.value ?? '1';
    const number = String(Math.min(most, Math.max(1, Number(text) || 1)));
    if (value !== undefined) return taken(key, number, `${file}, KAFKA_CREATE_TOPICS`);
    if (from !== undefined) return taken(key, number, `${from.from}, ${setting}`);
    return assumed(key, number, `Kafka's default of ${setting}`);
  };
  return [...names].map((name) => ({
    name,
    lines: [
      line('partitions', made.get(name)?.partitions, 'num.partitions', Infinity),
      line(
        'replication_factor',
        made.get(name)?.replicas,
        'default.replication.factor',
        Math.max(1, most),
      ),
    ],
  }));
}
