/**
 * What `kafka-consumer-groups --describe` prints: a table for each group, a line a partition.
 * Before 2.0 without the column GROUP (then all is one group), since 4.0 with LEADER-EPOCH where
 * --verbose is given; `-` where nothing is known.
 * Two of them, a known time apart, tell how fast each partition grows and is read.
 */
import { ImportError } from '../importError.js';
import type { TextFile } from '../imported.js';

export interface GroupRow {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** NaN where nothing has been committed. */
  readonly committed: number;
  readonly end: number;
  /** Empty where nobody is assigned. */
  readonly consumer: string;
}

/** Throws ImportError where there is no table, or a number in it is none. */
export function readGroups(file: TextFile, option: string): GroupRow[] {
  const rows: GroupRow[] = [];
  let columns: string[] = [];
  file.text.split('\n').forEach((line, index) => {
    const cells = line.trim().split(/\s+/);
    if (cells.includes('PARTITION') && cells.includes('LOG-END-OFFSET')) {
      columns = cells;
      return;
    }
    if (columns.length === 0 || cells.length < columns.indexOf('LOG-END-OFFSET') + 1) return;
    const cell = (name: string): string => cells.at(columns.indexOf(name)) ?? '-';
    if (!/^\d+$/.test(cell('PARTITION'))) return;
    const number = (name: string): number => {
      const text = cell(name);
      if (text === '-') return NaN;
      if (/^\d+$/.test(text)) return Number(text);
      const place = `${file.name}:${index + 1}: ${name}`;
      throw new ImportError(place, text, 'a whole number, or -', 'give the output as printed');
    };
    const consumer = columns.includes('CONSUMER-ID') ? cell('CONSUMER-ID') : cell('OWNER');
    rows.push({
      group: columns.includes('GROUP') ? cell('GROUP') : 'group',
      topic: cell('TOPIC'),
      partition: number('PARTITION'),
      committed: number('CURRENT-OFFSET'),
      end: number('LOG-END-OFFSET'),
      consumer: consumer === '-' ? '' : consumer,
    });
  });
  if (rows.length > 0) return rows;
  throw new ImportError(
    `${file.name}:1:1`,
    JSON.stringify(file.text.trim().split('\n')[0]),
    'what kafka-consumer-groups --describe prints: a table with TOPIC PARTITION CURRENT-OFFSET ...',
    `give its whole output as ${option}`,
  );
}

export interface TopicRates {
  /** Records appended per second; all partitions. */
  readonly appended: number;
  /** Share of the busiest partition. */
  readonly busiest: number;
  readonly partitions: number;
}

/** How fast topics grow: of those that a group reads in both. */
export function topicRates(
  before: readonly GroupRow[],
  after: readonly GroupRow[],
  seconds: number,
): Map<string, TopicRates> {
  const ends = new Map(before.map((row) => [keyOf(row), row.end]));
  const grown = new Map<string, Map<number, number>>();
  for (const row of after) {
    const records = row.end - (ends.get(keyOf(row)) ?? NaN);
    if (!(records >= 0)) continue;
    const own = grown.get(row.topic) ?? new Map<number, number>();
    grown.set(row.topic, own.set(row.partition, records));
  }
  return new Map(
    [...grown].map(([topic, partitions]) => {
      const all = [...partitions.values()].reduce((sum, each) => sum + each, 0);
      const most = [...partitions.values()].reduce((a, b) => Math.max(a, b), 0);
      const busiest = all === 0 ? 0 : most / all;
      return [topic, { appended: all / seconds, busiest, partitions: partitions.size }];
    }),
  );
}

export interface GroupState {
  readonly name: string;
  readonly topics: readonly string[];
  /** Consumers with partitions; 0 where nobody is there. */
  readonly instances: number;
  /** Records that are not committed yet, all partitions. */
  readonly lag: number;
  /**
   * Records committed per second, and by how much the lag grows; NaN where there is no later table.
   */
  readonly readPerSecond: number;
  readonly lagPerSecond: number;
}

/** The groups in the order of the table. `after` may be the same rows: then no rates are known. */
export function groupStates(
  before: readonly GroupRow[],
  after: readonly GroupRow[],
  seconds: number,
): GroupState[] {
  const names = [...new Set(after.map(({ group }) => group))];
  const earlier = new Map(before.map((row) => [`${row.group} ${keyOf(row)}`, row]));
  return names.map((name) => {
    const rows = after.filter(({ group }) => group === name);
    const pairs = rows.flatMap((row) => {
      const first = earlier.get(`${name} ${keyOf(row)}`);
      return first === undefined ? [] : [{ first, row }];
    });
    const sum = (of: (pair: { first: GroupRow; row: GroupRow }) => number): number =>
      pairs.reduce((total, pair) => total + (of(pair) || 0), 0) / seconds;
    return {
      name,
      topics: [...new Set(rows.map(({ topic }) => topic))],
      instances: new Set(rows.map(({ consumer }) => consumer).filter((each) => each !== '')).size,
      lag: rows.reduce((total, row) => total + (lagOf(row) || 0), 0),
      readPerSecond: sum(({ first, row }) => row.committed - first.committed),
      lagPerSecond: sum(({ first, row }) => lagOf(row) - lagOf(first)),
    };
  });
}

const lagOf = ({ end, committed }: GroupRow): number => end - committed;
const keyOf = ({ topic, partition }: GroupRow): string => `${topic}-${partition}`;
