/**
 * What `kafka-log-dirs --describe` prints: two lines, then one JSON object of brokers, log folders
 * and partitions with their sizes in bytes. The largest copy of a partition is taken: others may
 * lag.
 */
import { ImportError } from '../importError.js';
import type { TextFile } from '../imported.js';
import { readJson } from '../document.js';

const WHAT = 'what kafka-log-dirs --describe prints: a line {"version":1,"brokers":[...]}';

export interface LogSizes {
  readonly brokers: number;
  /** Bytes of one copy, by topic. */
  readonly topics: ReadonlyMap<string, number>;
}

/** Throws ImportError. */
export function readLogDirs({ name, text }: TextFile): LogSizes {
  const at = text.indexOf('{');
  const fix = 'give its whole output as --log-dirs';
  if (at < 0) throw new ImportError(`${name}:1:1`, 'no {', WHAT, fix);
  const brokers = readJson({ name, text: text.slice(at) }, WHAT)
    .get('brokers')
    .list();
  if (brokers.length === 0) throw new ImportError(name, 'no brokers', WHAT, fix);
  const sizes = new Map<string, number>();
  for (const broker of brokers) {
    for (const folder of broker.get('logDirs').list()) {
      for (const each of folder.get('partitions').list()) {
        if (each.get('isFuture').text() === 'true') continue;
        const partition = each.get('partition').text() ?? '';
        const size = each.get('size').number() ?? 0;
        sizes.set(partition, Math.max(size, sizes.get(partition) ?? 0));
      }
    }
  }
  const topics = new Map<string, number>();
  for (const [partition, size] of sizes) {
    const topic = partition.replace(/-\d+$/, '');
    topics.set(topic, (topics.get(topic) ?? 0) + size);
  }
  return { brokers: brokers.length, topics };
}
