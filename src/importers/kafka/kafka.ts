/**
 * A cluster as its command-line tools describe it, to a model: topics, their settings, who reads
 * them; with a second look at the groups a known time later, how much is written to each topic and
 * how unevenly; with the sizes of the logs, how large a record is. Who writes, and what the work of
 * a record takes, no tool of Kafka tells.
 */
import {
  assumed,
  missing,
  part,
  taken,
  type Imported,
  type Line,
  type Part,
  type TextFile,
} from '../imported.js';
import { BROKER, TOPIC, flushesEach, settingLines, type Setting } from '../kafkaSettings.js';
import { Names } from '../names.js';
import { MAXIMUM_ENTRIES, MAXIMUM_GROUPS } from '../../model/limits.js';
import { bandwidthText, bytesText, digits, durationText, rateText } from '../units.js';
import { readConfigs, type DescribedConfigs } from './configs.js';
import { groupStates, readGroups, topicRates, type GroupState, type TopicRates } from './groups.js';
import { recordSizes, type Sizes } from './recordSize.js';
import { readTopics, type DescribedTopic } from './topics.js';

export interface KafkaFiles {
  readonly topics: TextFile;
  readonly configs: TextFile | null;
  readonly groups: TextFile;
  readonly groupsLater: TextFile | null;
  /** Between the two looks; 0 where there is one. */
  readonly secondsApart: number;
  readonly logDirs: TextFile | null;
  readonly logDirsLater: TextFile | null;
}

/** Topics of Kafka's own, and of its tools. */
const INTERNAL = /^(?:__|_schemas$|_confluent|connect-(?:configs|offsets|status)$)/;

/** Throws ImportError. */
export function importKafka(files: KafkaFiles): Imported {
  const described = readTopics(files.topics);
  const configs: DescribedConfigs =
    files.configs === null
      ? { topics: new Map(), brokers: new Map(), producerQuota: null }
      : readConfigs(files.configs);
  const before = readGroups(files.groups, '--groups');
  const after =
    files.groupsLater === null ? before : readGroups(files.groupsLater, '--groups-later');
  const seconds = files.secondsApart;
  const rates = seconds > 0 ? topicRates(before, after, seconds) : new Map<string, TopicRates>();
  const states = groupStates(before, after, seconds);
  const sizes = recordSizes(files.logDirs, files.logDirsLater, before, after);
  const { topics, groups, notes } = chosen(described.topics, states, rates);
  const names = new Names();
  for (const { name } of topics) names.of(name);
  const groupNames = new Names();
  const looks = [
    files.groups.name,
    ...(files.groupsLater === null ? [] : [files.groupsLater.name]),
  ];
  const from = looks.join(' and ');
  return {
    name: 'kafka',
    question: 'What gives way first in this cluster, and what latency do people see?',
    lines: [
      part(
        'producers',
        topics.map((topic) => producerPart(topic, names, rates, sizes, from)),
      ),
      part('brokers', brokerLines(described.brokers, files.topics.name, configs)),
      part(
        'topics',
        topics.map((topic) => topicPart(topic, names, configs, files.topics.name)),
      ),
      part(
        'consumers',
        groups.map((group) => groupPart(group, groupNames, names, topics, rates, from)),
      ),
    ],
    notes: [
      ...notes,
      ...[...names.changed(), ...groupNames.changed()].map(([was, is]) => `${was} is ${is} here.`),
      ...(described.unwell > 0
        ? [
            `Partitions without a leader, or with fewer copies in sync than they should have: ${described.unwell}. The cluster was not well.`,
          ]
        : []),
      ...groups.flatMap(lagNote),
      'Kafka does not tell who writes nor how: give producers.*.count, linger, batch_size and acks.',
    ],
  };
}

/**
 * What is read by somebody, without Kafka's own; the busiest where there are more than a model may
 * have.
 */
function chosen(
  all: readonly DescribedTopic[],
  states: readonly GroupState[],
  rates: ReadonlyMap<string, TopicRates>,
): { topics: DescribedTopic[]; groups: GroupState[]; notes: string[] } {
  const notes: string[] = [];
  const load = (topics: readonly string[]): number =>
    topics.reduce((sum, topic) => sum + (rates.get(topic)?.appended ?? 0), 0);
  const known = new Set(all.map(({ name }) => name));
  const users = states
    .map((state) => ({
      ...state,
      topics: state.topics.filter((topic) => known.has(topic) && !INTERNAL.test(topic)),
    }))
    .filter(({ topics }) => topics.length > 0);
  const groups = [...users]
    .sort((a, b) => load(b.topics) - load(a.topics))
    .slice(0, MAXIMUM_GROUPS);
  if (users.length > groups.length) {
    notes.push(`The ${groups.length} groups that read most are here, of ${users.length}.`);
  }
  const read = new Set(groups.flatMap(({ topics }) => topics));
  const others = all.filter(({ name }) => !read.has(name) && !INTERNAL.test(name));
  const topics = all.filter(({ name }) => read.has(name)).slice(0, MAXIMUM_ENTRIES);
  if (others.length > 0) {
    notes.push(
      `Left out, since no group of these reads them and so their load is not known: ${others.map(({ name }) => name).join(', ')}.`,
    );
  }
  return { topics, groups: groups.map((g) => withTopics(g, topics)), notes };
}

function withTopics(group: GroupState, topics: readonly DescribedTopic[]): GroupState {
  return {
    ...group,
    topics: group.topics.filter((each) => topics.some(({ name }) => name === each)),
  };
}

function producerPart(
  { name }: DescribedTopic,
  names: Names,
  rates: ReadonlyMap<string, TopicRates>,
  sizes: Sizes,
  from: string,
): Part {
  const rate = rates.get(name);
  const size = sizes.of(name);
  return part(`to-${names.of(name)}`.slice(0, 64), [
    taken('sends', names.of(name), 'one kind of producers for each topic'),
    rate === undefined || rate.appended === 0
      ? missing(
          'rate',
          '100/s',
          rate === undefined
            ? 'one look tells no rate: give --groups-later'
            : `nothing was written between ${from}`,
        )
      : taken('rate', rateText(rate.appended), `${from}: growth of LOG-END-OFFSET`),
    missing('count', '1', 'Kafka does not tell who writes'),
    size === null
      ? missing('record_size', '1 KB', 'give --log-dirs, twice')
      : {
          ...taken('record_size', bytesText(size.bytes), size.from),
          origin: size.sure ? 'taken' : 'assumed',
        },
    ...skewParts(rate, from),
  ]);
}

/** Above that the busiest partition is no chance. */
const SKEWED = 1.2;
/** Keys besides the hot one, so many that they are spread evenly. */
const MANY_KEYS = '1000000';

/** One hot key that brings the busiest partition to its share m of P: m = s + (1 - s) / P. */
function skewParts(rate: TopicRates | undefined, from: string): Part[] {
  if (rate === undefined || rate.partitions < 2) return [];
  const even = 1 / rate.partitions;
  if (rate.busiest < SKEWED * even) return [];
  const share = (rate.busiest - even) / (1 - even);
  const times = digits(Number((rate.busiest / even).toPrecision(3)));
  return [
    part('keys', [
      taken('kind', 'hot', `${from}: one partition gets ${times} times its share`),
      assumed('count', MANY_KEYS, 'the others are even'),
      taken(
        'share',
        digits(Math.min(1, Number(share.toPrecision(3)))),
        'of the hot key, so that it is',
      ),
    ]),
  ];
}

function brokerLines(
  brokers: ReadonlySet<string>,
  from: string,
  configs: DescribedConfigs,
): (Line | Part)[] {
  const count = Math.max(1, brokers.size);
  const { lines } = settingLines(configs.brokers, BROKER);
  const quota = configs.producerQuota;
  return [
    taken('count', String(count), `${from}, brokers with copies`),
    ...lines,
    ...(quota === null ? [] : [taken('quota', bandwidthText(quota), 'least producer_byte_rate')]),
    ...(flushesEach(configs.brokers)
      ? [part('disk', [taken('flush', 'every_batch', 'log.flush.interval.messages=1')])]
      : []),
  ];
}

function topicPart(
  { name, partitions, replicas, settings }: DescribedTopic,
  names: Names,
  configs: DescribedConfigs,
  from: string,
): Part {
  const own = new Map<string, Setting>([
    ...brokerDefaults(configs.brokers),
    ...settings,
    ...(configs.topics.get(name) ?? []),
  ]);
  const { lines } = settingLines(own, TOPIC);
  return part(names.of(name), [
    taken('partitions', String(partitions), `${from}, PartitionCount`),
    taken('replication_factor', String(replicas), `${from}, ReplicationFactor`),
    ...lines.filter((line) => line.key !== 'min_insync_replicas' || Number(line.value) <= replicas),
  ]);
}

/** Of the brokers, where a topic says nothing. */
function brokerDefaults(brokers: DescribedConfigs['brokers']): [string, Setting][] {
  const copies = brokers.get('min.insync.replicas');
  const kept = brokers.get('log.retention.ms');
  return [
    ...(copies === undefined ? [] : [['min.insync.replicas', copies] as [string, Setting]]),
    ...(kept === undefined ? [] : [['retention.ms', kept] as [string, Setting]]),
  ];
}

/** Of what a record may take at most where a group keeps up. */
const LIKELY_SHARE = 0.5;
const LIKELY_SECONDS = 1e-3;
/** A lag that grows by this share of what comes is no chance. */
const FALLS_BEHIND = 0.02;

function groupPart(
  group: GroupState,
  groupNames: Names,
  names: Names,
  topics: readonly DescribedTopic[],
  rates: ReadonlyMap<string, TopicRates>,
  from: string,
): Part {
  const reads = group.topics.map((topic) => names.of(topic));
  const comes = group.topics.reduce((sum, topic) => sum + (rates.get(topic)?.appended ?? 0), 0);
  return part(groupNames.of(group.name), [
    ...(topics.length > 1 || reads.length > 0
      ? [taken('reads', reads.length === 1 ? reads[0] : reads, `${from}, TOPIC`)]
      : []),
    group.instances > 0
      ? taken('instances', String(group.instances), `${from}, consumers with partitions`)
      : missing('instances', '1', `${from}: nobody was there`),
    timeLine(group, Math.max(1, group.instances), comes, from),
  ]);
}

/**
 * A group that falls behind works at its ceiling, which tells what a record takes; one that keeps
 * up tells a bound.
 */
function timeLine(group: GroupState, instances: number, comes: number, from: string): Line {
  const { readPerSecond, lagPerSecond } = group;
  if (comes > 0 && lagPerSecond > FALLS_BEHIND * comes && readPerSecond > 0) {
    const why = `${from}: it falls behind, ${digits(Math.round(readPerSecond))} records/s by ${instances}`;
    return taken('processing_time', durationText(instances / readPerSecond), why);
  }
  if (!(comes > 0)) {
    return missing(
      'processing_time',
      durationText(LIKELY_SECONDS),
      'nothing tells what a record takes',
    );
  }
  const most = instances / comes;
  const likely = Math.min(LIKELY_SECONDS, LIKELY_SHARE * most);
  const why = `at most ${durationText(Number(most.toPrecision(2)))} on one thread, since it keeps up`;
  return missing('processing_time', durationText(Number(likely.toPrecision(2))), why);
}

function lagNote({ name, lag, readPerSecond, lagPerSecond }: GroupState): string[] {
  if (!(readPerSecond > 0)) return [];
  const grows = lagPerSecond > FALLS_BEHIND * readPerSecond;
  const behind = durationText(Number((lag / readPerSecond).toPrecision(2)));
  const said = grows ? `and falls behind by ${digits(Math.round(lagPerSecond))}/s` : 'and keeps up';
  return [`${name} is ${behind} behind by what it has committed, ${said}.`];
}
