/**
 * What kafka-producer-perf-test and kafka-consumer-perf-test print, to a model of one topic and
 * what was measured.
 *
 * Producer, one line at the end (since 0.8.2; the lines before it are of five seconds each and have
 * no quantiles):
 *   N records sent, R records/sec (B MB/sec), A ms avg latency, M ms max latency, q ms 50th, q ms
 *   95th, q ms 99th, q ms 99.9th.
 * Since Kafka 4 with --warmup-records a second such line tells the steady state, which is taken. MB
 * are 1,048,576 bytes. Consumer, a CSV with a header (since 2.0 with rebalance and fetch times;
 * before without; with --show-detailed-stats a line a sample, with an id before it).
 *
 * Latencies are differences of two clocks that tell whole milliseconds: q says between q - 0.5 and
 * q + 0.5 ms (each clock cuts off what it has beyond its last millisecond, on average alike).
 */
import { ImportError } from '../importError.js';
import {
  assumed,
  missing,
  part,
  taken,
  type Imported,
  type Line,
  type TextFile,
} from '../imported.js';
import { measuredPart, rankOf, type Observation, type Observed } from '../observation.js';
import { bytesText, digits, rateText } from '../units.js';

const MEBIBYTE = 1_048_576;
const MILLISECOND = 1e-3;
const WHAT = 'what kafka-producer-perf-test or kafka-consumer-perf-test prints';

interface Producer {
  readonly records: number;
  readonly perSecond: number;
  readonly bytesPerRecord: number;
  readonly observations: readonly Observation[];
}

interface Consumer {
  readonly perSecond: number;
  readonly bytesPerRecord: number;
}

/** Output of one tool, or of both, in one file or several. Throws ImportError. */
export function importPerfTest(files: readonly TextFile[]): Imported {
  const producers = files.flatMap(producerIn);
  const consumers = files.flatMap(consumerIn);
  const [first] = files;
  if (producers.length === 0 && consumers.length === 0) {
    const found = JSON.stringify(first.text.trim().split('\n')[0]);
    throw new ImportError(`${first.name}:1:1`, found, WHAT, 'give all that the tool has printed');
  }
  const names = files.map(({ name }) => name).join(', ');
  return {
    name: 'perf-test',
    question: 'What would the measured cluster do at another load?',
    lines: [
      part('workload', loadLines(producers, consumers, names)),
      part('producers', [
        producers.length === 0
          ? assumed('count', '1', 'one producer')
          : taken('count', String(producers.length), `${names}, a final line each`),
        assumed('linger', '0 ms', 'default of clients before Kafka 4, which has 5 ms'),
      ]),
      part('brokers', [missing('count', '1', 'the tools do not say how many brokers there are')]),
      part('topic', [
        missing('partitions', '1', 'the tools do not say how many partitions the topic has'),
        missing('replication_factor', '1', 'nor how many copies of each'),
      ]),
      part('consumers', [
        part('consumer', [assumed('instances', '1', 'the tool has one consumer')]),
      ]),
      ...measuredPart(observedOf(producers, consumers, names)),
    ],
    notes: notesOf(producers, consumers),
  };
}

/** Only what was measured, for a model that is there. Throws ImportError. */
export function readPerfTest(file: TextFile): Observed[] {
  const producers = producerIn(file);
  const consumers = consumerIn(file);
  if (producers.length === 0 && consumers.length === 0) {
    throw new ImportError(file.name, 'neither', WHAT, 'give all that the tool has printed');
  }
  return observedOf(producers, consumers, file.name);
}

/** Of several producers of one topic: rates add up; quantiles are the mean, of alike ones. */
function observedOf(
  producers: readonly Producer[],
  consumers: readonly Consumer[],
  source: string,
): Observed[] {
  const measures = [
    ...new Set(producers.flatMap((each) => each.observations.map((o) => o.measure))),
  ];
  const observations = measures.map((measure): Observation => {
    const values = producers.flatMap(({ observations: own }) =>
      own.filter((each) => each.measure === measure).map(({ value }) => value),
    );
    const sum = values.reduce((a, b) => a + b, 0);
    const longest = values.reduce((a, b) => Math.max(a, b), 0);
    if (measure === 'max') return { path: 'publish', measure, value: longest };
    return {
      path: 'publish',
      measure,
      value: measure === 'throughput' ? sum : sum / values.length,
    };
  });
  const read = consumers.map(({ perSecond }): Observation => {
    return { path: 'consumer', measure: 'throughput', value: perSecond };
  });
  return [
    { source, observations, rounding: MILLISECOND },
    { source, observations: read.slice(0, 1), rounding: 0 },
  ].filter((each) => each.observations.length > 0);
}

const NUMBER = String.raw`([\d.,]+(?:[eE][+-]?\d+)?)`;
const FINAL = new RegExp(
  String.raw`(\d+)( steady state)? records sent, ${NUMBER} records/sec \(${NUMBER} (MB|MiB|KB)/sec[^)]*\), ${NUMBER} ms avg latency, ${NUMBER}(?: ms)? max latency(.*)`,
);

/** The final line of the tool; of the steady state where it tells one. */
function producerIn({ name, text }: TextFile): Producer[] {
  const lines = text.split('\n');
  const found: Producer[] = [];
  lines.forEach((line, index) => {
    const match = FINAL.exec(line);
    if (match === null || !/50th/.test(match[8])) return;
    const isSteady = match.at(2) !== undefined;
    const place = `${name}:${index + 1}`;
    const value = (at: number): number => numberOf(match[at], `${place}:1`);
    const perSecond = value(3);
    const bytes = value(4) * (match[5] === 'KB' ? 1024 : MEBIBYTE);
    const quantiles = [...match[8].matchAll(/([\d.,]+) ms ([\d.]+)(?:st|nd|rd|th)/g)].map(
      ([, time, percent]): Observation => ({
        path: 'publish',
        measure: rankOf(Number(percent)),
        value: numberOf(time, `${place}:1`) * MILLISECOND,
      }),
    );
    const observations: Observation[] = [
      ...quantiles,
      { path: 'publish', measure: 'mean', value: value(6) * MILLISECOND },
      { path: 'publish', measure: 'max', value: value(7) * MILLISECOND },
      { path: 'publish', measure: 'throughput', value: perSecond },
    ];
    const one = { records: value(1), perSecond, bytesPerRecord: bytes / perSecond, observations };
    // The line of the steady state follows that of the whole run.
    if (isSteady && found.length > 0) found[found.length - 1] = one;
    else found.push(one);
  });
  return found;
}

/** Some locales write a comma for the point. */
function numberOf(text: string, place: string): number {
  const plain = /^\d+,\d+$/.test(text) ? text.replace(',', '.') : text.replaceAll(',', '');
  const value = Number(plain);
  if (Number.isFinite(value)) return value;
  throw new ImportError(place, text, 'a number', 'give the output as the tool printed it');
}

function consumerIn({ name, text }: TextFile): Consumer[] {
  const lines = text.split('\n').map((line) => line.trim());
  const at = lines.findIndex((line) => /nMsg\.sec/.test(line) && line.includes(','));
  if (at < 0) return [];
  const columns = lines[at].split(',').map((each) => each.trim().replace(/^#/, ''));
  const rows = lines
    .slice(at + 1)
    .map((line, index) => ({
      cells: line.split(',').map((each) => each.trim()),
      line: at + 2 + index,
    }))
    .filter(({ cells }) => cells.length >= columns.length - 1 && cells.length > 4);
  // Of the whole run there is one row; with --show-detailed-stats one a sample, of which the middle
  // one is taken.
  const last = columns.includes('threadId') ? rows.at(rows.length >> 1) : rows.at(-1);
  if (last === undefined) {
    const fix = 'give all that the tool has printed';
    throw new ImportError(`${name}:${at + 2}`, 'no line below the header', 'its numbers', fix);
  }
  const value = (column: string): number => {
    const index = columns.indexOf(column);
    const cell = index < 0 ? '' : (last.cells[index] ?? '');
    if (cell !== '' && Number.isFinite(Number(cell))) return Number(cell);
    const fix = 'give the output as the tool printed it';
    throw new ImportError(`${name}:${last.line}: ${column}`, cell || 'nothing', 'a number', fix);
  };
  const megabytes = value('MB.sec');
  const all = value('nMsg.sec');
  // Without the time of joining the group, where it is told.
  const perSecond = columns.includes('fetch.nMsg.sec') ? value('fetch.nMsg.sec') : all;
  return [{ perSecond, bytesPerRecord: all > 0 ? (megabytes * MEBIBYTE) / all : 1024 }];
}

function loadLines(
  producers: readonly Producer[],
  consumers: readonly Consumer[],
  names: string,
): Line[] {
  const rate = producers.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const [one] = [...producers, ...consumers];
  const bytes = Math.round(one.bytesPerRecord);
  return [
    rate > 0
      ? taken('rate', rateText(rate), `${names}, records/sec`)
      : taken('rate', rateText(consumers[0].perSecond), `${names}, nMsg.sec of the consumer`),
    assumed('arrivals', 'constant', 'the tool sends at equal distances with --throughput'),
    taken('record_size', bytesText(bytes), `${names}, MB/sec over records/sec`),
  ];
}

function notesOf(producers: readonly Producer[], consumers: readonly Consumer[]): string[] {
  const notes = [
    'The tools print no settings: give acks, batch_size, linger and the rest as they were called with.',
  ];
  const first = producers.at(0);
  if (first !== undefined) {
    notes.push(
      'Latencies are whole milliseconds: 3 ms may be 2.5 to 3.5 ms, and so they are fitted.',
    );
    const mean = first.observations.find(({ measure }) => measure === 'mean')?.value ?? 0;
    if (mean > 0.1) {
      notes.push(
        `A mean of ${digits(mean * 1e3)} ms is that of a full buffer: with --throughput -1 the tool sends as fast as it can, which shows the ceiling and no latency of a steady state.`,
      );
    }
  }
  if (consumers.length > 0) {
    notes.push(
      'The consumer reads what is there already: its throughput is a ceiling, not a load.',
    );
  }
  return notes;
}
