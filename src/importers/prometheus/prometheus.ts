/**
 * Metrics of a Kafka cluster, saved once or twice, to a model: load and size of records by topic,
 * groups, and what a request takes at a broker. RequestMetrics map to stages: RequestQueueTimeMs to
 * broker_wait, LocalTimeMs to broker_service, RemoteTimeMs to replication (of acks=all; of a fetch
 * it is its wait for records).
 *
 * LocalTimeMs is all that a handler does for a request, whatever its records: it becomes
 * time_per_request, and the times per batch, record and byte 0, so that nothing counts twice. At
 * another size of batches that is wrong.
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
import { Names } from '../names.js';
import type { Observed } from '../observation.js';
import { bytesText, digits, durationText, rateText } from '../units.js';
import { gather, type Gathered, type GatheredGroup } from './gathered.js';
import { REQUEST_TIMES, TIMES, type RequestTime } from './facts.js';
import { MAXIMUM_ENTRIES, MAXIMUM_GROUPS } from '../../model/limits.js';
import { ImportError } from '../importError.js';

const INTERNAL = /^__/;
/** A group for all, where none is told. */
const ALL = 'readers';

/** `seconds`: between the two files; 0 = as their times say. Throws ImportError. */
export function importPrometheus(
  first: TextFile,
  later: TextFile | null,
  seconds: number,
): Imported {
  const seen = gather(first, later, seconds);
  const files = later === null ? first.name : `${first.name} and ${later.name}`;
  const groups = [...seen.groups]
    .map(([name, group]): [string, GatheredGroup] => [
      name,
      { ...group, topics: group.topics.filter((topic) => !INTERNAL.test(topic)) },
    ])
    .filter(([, { topics }]) => topics.length > 0)
    .slice(0, MAXIMUM_GROUPS);
  const topics = topicsOf(seen, groups);
  if (seen.used === 0) {
    const expected = "metrics of Kafka's brokers (JMX exporter) or of kafka_exporter";
    throw new ImportError(
      files,
      `${seen.samples} samples of none`,
      expected,
      'save those of Kafka',
    );
  }
  const names = { topics: new Names(), groups: new Names() };
  for (const topic of topics) names.topics.of(topic);
  const readers: [string, GatheredGroup][] =
    groups.length > 0 ? groups : [[ALL, { topics, members: 0, lag: 0, perSecond: 0 }]];
  return {
    name: 'prometheus',
    question: 'What gives way first in this cluster, and what latency do people see?',
    lines: [
      part(
        'producers',
        topics.map((topic) => producerPart(topic, topics.length, seen, names.topics, files)),
      ),
      part('brokers', brokerLines(seen, topics, files)),
      part(
        'topics',
        topics.map((topic) => topicPart(topic, seen, names.topics, files)),
      ),
      part(
        'consumers',
        readers.map(([name, group]) => groupPart(name, group, names, files)),
      ),
    ],
    notes: notesOf(seen, names.topics, groups, files),
  };
}

/** What a calibration can be held to: how busy the request handlers are. */
export function readPrometheus(
  first: TextFile,
  later: TextFile | null,
  seconds: number,
): Observed[] {
  const { idle, allMessages } = gather(first, later, seconds);
  const observations: Observed['observations'] = [
    ...(idle >= 0
      ? [{ path: 'brokers.handlers', measure: 'utilization' as const, value: 1 - idle }]
      : []),
    ...(allMessages > 0
      ? [{ path: 'publish', measure: 'throughput' as const, value: allMessages }]
      : []),
  ];
  if (observations.length > 0) return [{ source: first.name, observations, rounding: 0 }];
  const expected = 'the idle share of request handlers, or messages in';
  throw new ImportError(
    first.name,
    'neither',
    expected,
    "save the brokers' metrics (JMX exporter)",
  );
}

function topicsOf(seen: Gathered, groups: readonly [string, GatheredGroup][]): string[] {
  const all = new Set([
    ...seen.messages.keys(),
    ...groups.flatMap(([, { topics }]) => topics),
    ...seen.partitions.keys(),
    ...seen.topics,
  ]);
  const own = [...all].filter((topic) => !INTERNAL.test(topic));
  const rate = (topic: string): number => seen.messages.get(topic) ?? 0;
  if (own.length === 0) return ['events'];
  return own.sort((a, b) => rate(b) - rate(a)).slice(0, MAXIMUM_ENTRIES);
}

function producerPart(
  topic: string,
  count: number,
  seen: Gathered,
  names: Names,
  from: string,
): Part {
  const alone = count === 1 ? seen.allMessages : NaN;
  const rate = seen.messages.get(topic) ?? alone;
  const bytes = seen.bytesIn.get(topic) ?? (count === 1 ? seen.allBytesIn : NaN);
  const wide =
    seen.allMessages > 0 && seen.allBytesIn > 0 ? seen.allBytesIn / seen.allMessages : NaN;
  const size = rate > 0 && bytes > 0 ? bytes / rate : wide;
  return part(`to-${names.of(topic)}`.slice(0, 64), [
    taken('sends', names.of(topic), 'one kind of producers for each topic'),
    rate > 0
      ? taken('rate', rateText(rate), `${from}, messages in`)
      : missing('rate', '100/s', 'counters tell rates where they are saved twice'),
    size > 0
      ? taken(
          'record_size',
          bytesText(Math.max(1, Math.round(size))),
          `${from}, bytes in over messages in, as on the wire`,
        )
      : missing('record_size', '1 KB', 'no bytes in are told'),
    missing('count', '1', 'the metrics do not say who writes'),
  ]);
}

function brokerLines(seen: Gathered, topics: readonly string[], from: string): Line[] {
  const copies = topics.reduce((most, topic) => Math.max(most, seen.replicas.get(topic) ?? 1), 1);
  const mean = (request: string, time: RequestTime): number | null =>
    seen.requestTime(request, time, 'mean') ?? seen.requestTime(request, time, 0.5);
  const produce = mean('produce', 'localtimems');
  const fetch = mean('fetchconsumer', 'localtimems') ?? mean('fetch', 'localtimems');
  const inAll = 'LocalTimeMs holds it already';
  return [
    seen.brokers > 0
      ? taken('count', String(Math.max(copies, seen.brokers)), `${from}, brokers`)
      : missing('count', String(copies), 'no label tells how many brokers there are'),
    ...(produce === null || produce === 0
      ? []
      : [
          taken('time_per_request', durationText(produce), `${from}, LocalTimeMs of Produce`),
          assumed('time_per_batch', '0 s', inAll),
          assumed('time_per_record', '0 s', inAll),
          assumed('time_per_byte', '0 s/B', inAll),
        ]),
    ...(fetch === null || fetch === 0
      ? []
      : [taken('time_per_fetch', durationText(fetch), `${from}, LocalTimeMs of fetches`)]),
  ];
}

function topicPart(topic: string, seen: Gathered, names: Names, from: string): Part {
  const partitions = seen.partitions.get(topic);
  const replicas = seen.replicas.get(topic);
  return part(names.of(topic), [
    partitions === undefined
      ? missing('partitions', '1', 'kafka_exporter tells it')
      : taken('partitions', String(partitions), `${from}, partitions`),
    replicas === undefined
      ? missing('replication_factor', '1', 'kafka_exporter tells it')
      : taken('replication_factor', String(replicas), `${from}, replicas`),
  ]);
}

function groupPart(
  name: string,
  { topics, members }: GatheredGroup,
  names: { readonly topics: Names; readonly groups: Names },
  from: string,
): Part {
  const reads = topics.map((topic) => names.topics.of(topic));
  return part(names.groups.of(name), [
    taken(
      'reads',
      reads.length === 1 ? reads[0] : reads,
      name === ALL ? 'nobody is told: it reads all' : `${from}, offsets of the group`,
    ),
    members > 0
      ? taken('instances', String(members), `${from}, members`)
      : missing('instances', '1', 'no metric tells how many there are'),
    missing('processing_time', '1 ms', 'the metrics do not say what a record takes'),
  ]);
}

function notesOf(
  seen: Gathered,
  names: Names,
  groups: readonly [string, GatheredGroup][],
  from: string,
): string[] {
  const notes = names.changed().map(([was, is]) => `${was} is ${is} here.`);
  if (seen.idle >= 0) {
    const busy = digits(Number((100 * (1 - seen.idle)).toPrecision(3)));
    notes.push(
      `Request handlers are ${busy}% busy: calibrate holds a model to it (--to ${from.split(' ')[0]}).`,
    );
  }
  for (const time of TIMES) {
    const p50 = seen.requestTime('produce', time, 0.5);
    const p99 = seen.requestTime('produce', time, 0.99);
    if (p50 === null && p99 === null) continue;
    const said = [
      p50 === null ? '' : `p50 ${durationText(p50)}`,
      p99 === null ? '' : `p99 ${durationText(p99)}`,
    ];
    notes.push(
      `Produce, ${REQUEST_TIMES[time]}: ${said.filter((each) => each !== '').join(', ')}.`,
    );
  }
  for (const [name, { lag, perSecond }] of groups) {
    if (!(perSecond > 0) || !(lag > 0)) continue;
    notes.push(
      `${name} is ${durationText(Number((lag / perSecond).toPrecision(2)))} behind by what it has committed.`,
    );
  }
  return notes;
}
