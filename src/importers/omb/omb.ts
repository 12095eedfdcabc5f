/**
 * The OpenMessaging Benchmark to a model: its workload (topics, partitions, producers, consumers,
 * rate), its Kafka driver (client and topic settings as texts of Java properties), and its result,
 * as what was measured.
 *
 * What the files do not say: how many brokers there are, what machines, and what a request costs.
 * Clients before Kafka 4 have linger.ms 0 by default; a driver that does not set it is taken to be
 * one of those.
 */
import { readYaml, type Item } from '../document.js';
import { ImportError } from '../importError.js';
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
import {
  CONSUMER,
  PRODUCER,
  TOPIC,
  flushesEach,
  properties,
  settingLines,
  type Setting,
  type Settings,
} from '../kafkaSettings.js';
import { asName } from '../names.js';
import { measuredPart } from '../observation.js';
import { bytesText, rateText } from '../units.js';
import { readResult } from './result.js';
import { brokersOf, topologyOf, type Topology } from './topology.js';

export interface OmbFiles {
  readonly workload: TextFile;
  readonly driver: TextFile;
  readonly result: TextFile | null;
}

/** Throws ImportError. */
export function importOmb({ workload, driver, result }: OmbFiles): Imported {
  const work = one(workload, 'a workload of the OpenMessaging benchmark');
  const drive = one(driver, 'a driver of the OpenMessaging benchmark');
  checkDriver(drive);
  const topology = topologyOf(work, workload.name);
  const path = topology.groups.length === 1 ? topology.groups[0].name : 'end_to_end';
  const outcome = result === null ? null : readResult(result, path);
  const rate = rateLine(work, workload.name, outcome?.publishRate ?? null, result?.name ?? '');
  const settings = (key: string): Map<string, Setting> =>
    properties(drive.get(key).text() ?? '', driver.name);
  const common = settings('commonConfig');
  const producers = settingLines(settings('producerConfig'), PRODUCER);
  const consumers = settingLines(settings('consumerConfig'), CONSUMER);
  const topicSettings = settings('topicConfig');
  const topic = settingLines(topicSettings, TOPIC);
  const replicas = replicasOf(drive, driver.name);
  return {
    name: asName(work.get('name').text() ?? outcome?.workload ?? 'omb'),
    question: 'What would the benchmarked system do at another load?',
    lines: [
      part('workload', [
        ...(topology.topics.length === 1 ? [rate] : []),
        ...workloadLines(work, workload.name),
      ]),
      part('producers', producerParts(topology, rate, producers.lines, settings('producerConfig'))),
      part('brokers', [
        ...brokersOf(common, Number(replicas.value)),
        ...(flushesEach(topicSettings)
          ? [part('disk', [taken('flush', 'every_batch', `${driver.name}, flush.messages=1`)])]
          : []),
      ]),
      ...topicParts(topology, [replicas, ...topic.lines]),
      part(
        'consumers',
        topology.groups.map(({ name, lines }) => part(name, [...lines, ...consumers.lines])),
      ),
      ...measuredPart(outcome?.observed ?? []),
    ],
    notes: [
      ...topology.notes,
      ...producers.notes,
      ...consumers.notes,
      ...topic.notes,
      ...(outcome?.notes ?? []),
      'The files do not say what machines these are: fit the times of brokers, or give them.',
    ],
  };
}

function one(file: TextFile, what: string): Item {
  const first = readYaml(file, what).at(0);
  if (first !== undefined && first.entries().length > 0) return first;
  throw new ImportError(file.name, 'nothing', what, 'give the .yaml of the benchmark');
}

/** Settings mean something for Kafka only. */
function checkDriver(driver: Item): void {
  const kind = driver.get('driverClass').text();
  if (kind === null) {
    throw driver.get('driverClass').not('driverClass, of a driver file', 'give the driver second');
  }
  if (/kafka|redpanda/i.test(kind)) return;
  throw driver
    .get('driverClass')
    .not('a driver of Kafka', 'give the driver that was used for Kafka');
}

function replicasOf(driver: Item, file: string): Line {
  const given = driver.get('replicationFactor').whole(1);
  if (given === null) return assumed('replication_factor', '1', `${file} does not say`);
  return taken('replication_factor', String(given), `${file}, replicationFactor`);
}

function workloadLines(work: Item, file: string): (Line | Part)[] {
  const size = work.get('messageSize').number(1);
  const keys = work.get('keyDistributor').text() ?? 'NO_KEY';
  return [
    assumed('arrivals', 'constant', 'the benchmark sends at equal distances'),
    size === null
      ? assumed('record_size', '1024 B', `${file} has no messageSize`)
      : taken('record_size', bytesText(size), `${file}, messageSize`),
    ...(keys === 'NO_KEY' ? [] : [part('keys', keyLines(file, keys))]),
  ];
}

function keyLines(file: string, distributor: string): Line[] {
  return [
    taken('kind', 'uniform', `${file}, keyDistributor ${distributor}`),
    assumed('count', '10000', 'the benchmark draws from so many keys'),
  ];
}

/** What came through; what was asked for where that is within a percent of it. */
function rateLine(work: Item, file: string, seen: number | null, resultFile: string): Line {
  const asked = work.get('producerRate').number() ?? 0;
  const isMet = asked > 0 && (seen === null || Math.abs(seen / asked - 1) < 0.01);
  if (isMet) return taken('rate', rateText(asked), `${file}, producerRate`);
  if (seen !== null) {
    const wanted = asked === 0 ? 'as much as it can' : `${asked}/s`;
    return taken('rate', rateText(seen), `${resultFile}, mean publishRate; asked: ${wanted}`);
  }
  const why = `${file} asks for as much as the system can (producerRate 0): give a result, or a rate`;
  return missing('rate', '10000/s', why);
}

function producerParts(
  { topics }: Topology,
  rate: Line,
  settings: readonly Line[],
  given: Settings,
): (Line | Part)[] {
  const old: Line[] = given.has('linger.ms')
    ? []
    : [assumed('linger', '0 ms', 'default of clients before Kafka 4, which has 5 ms')];
  if (topics.length === 1) return [...topics[0].producers, ...settings, ...old];
  const perSecond = Number(String(rate.value).replace('/s', '')) / topics.length;
  const own = { ...rate, value: rateText(perSecond), from: `${rate.from}, over all topics` };
  return topics.map(({ name, producers }) =>
    part(`to-${name}`, [taken('sends', name, 'its topic'), own, ...producers, ...settings, ...old]),
  );
}

function topicParts(topology: Topology, lines: readonly Line[]): Part[] {
  const [first] = topology.topics;
  return topology.topics.length === 1
    ? [part('topic', [...first.lines, ...lines])]
    : [
        part(
          'topics',
          topology.topics.map((topic) => part(topic.name, [...topic.lines, ...lines])),
        ),
      ];
}
