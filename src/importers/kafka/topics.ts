/**
 * What `kafka-topics --describe` prints: a line a topic, and below it a line a partition. Before
 * 2.4 without blanks after colons; TopicId since 2.8, Elr and LastKnownElr since 4.0;
 * `Leader: none` where there is none.
 */
import { ImportError } from '../importError.js';
import type { TextFile } from '../imported.js';
import type { Setting } from '../kafkaSettings.js';

export interface DescribedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly settings: ReadonlyMap<string, Setting>;
}

export interface DescribedTopics {
  readonly topics: readonly DescribedTopic[];
  /** Numbers of the brokers that have copies. */
  readonly brokers: ReadonlySet<string>;
  /** Partitions without a leader, or with fewer copies in sync than there are. */
  readonly unwell: number;
}

const TOPIC = /^\s*Topic:\s*(\S+)\s.*?PartitionCount:\s*(\d+)\s+ReplicationFactor:\s*(\d+)(.*)$/;
const PARTITION =
  /^\s*Topic:\s*(\S+)\s+Partition:\s*(\d+)\s+Leader:\s*(\S+)\s+Replicas:\s*([\d,]+)\s+Isr:\s*([\d,]*)/;

/** Throws ImportError where there is no topic. */
export function readTopics(file: TextFile): DescribedTopics {
  const topics: DescribedTopic[] = [];
  const brokers = new Set<string>();
  let unwell = 0;
  for (const line of file.text.split('\n')) {
    const topic = TOPIC.exec(line);
    if (topic !== null) {
      const [, name, partitions, replicas, rest] = topic;
      const settings = settingsOf(/Configs:\s*(\S.*)$/.exec(rest)?.[1] ?? '', file.name);
      topics.push({ name, partitions: Number(partitions), replicas: Number(replicas), settings });
    }
    const partition = PARTITION.exec(line);
    if (partition === null) continue;
    const [, , , leader, replicas, isr] = partition;
    const copies = replicas.split(',');
    for (const broker of copies) brokers.add(broker);
    if (!/^\d+$/.test(leader) || isr.split(',').length < copies.length) unwell++;
  }
  if (topics.length > 0) return { topics, brokers, unwell };
  const first = file.text.trim().split('\n')[0];
  throw new ImportError(
    `${file.name}:1:1`,
    JSON.stringify(first),
    'what kafka-topics --describe prints: Topic: ... PartitionCount: ...',
    'give its whole output as --topics',
  );
}

/** `a=1,b=2`; a value may hold commas (a list), which then no equals sign follows. */
export function settingsOf(text: string, from: string): Map<string, Setting> {
  const found = new Map<string, Setting>();
  let last = '';
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const before = found.get(last);
    if (at > 0) {
      last = part.slice(0, at).trim();
      found.set(last, { value: part.slice(at + 1).trim(), from });
    } else if (before !== undefined) found.set(last, { value: `${before.value},${part}`, from });
  }
  return found;
}
