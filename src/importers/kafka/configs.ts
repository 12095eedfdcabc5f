/**
 * What `kafka-configs --describe` prints. Since 2.5 a heading for each entity, then a line a
 * setting with its synonyms (`Dynamic configs for topic orders are:`,
 * `All configs for broker 1 are:`); before, one line an entity
 * (`Configs for topic 'orders' are retention.ms=60000,...`); quotas are one line still.
 */
import { ImportError } from '../importError.js';
import type { TextFile } from '../imported.js';
import type { Setting } from '../kafkaSettings.js';
import { settingsOf } from './topics.js';

export interface DescribedConfigs {
  /** By topic. */
  readonly topics: ReadonlyMap<string, ReadonlyMap<string, Setting>>;
  /** Of the brokers: a later one's stand where they differ. */
  readonly brokers: ReadonlyMap<string, Setting>;
  /** Bytes per second that a client may send, the least of all that are given; null = none. */
  readonly producerQuota: number | null;
}

interface Entity {
  readonly kind: 'topic' | 'broker' | 'client';
  /** Of a topic. */
  readonly name: string;
}

/** Throws ImportError where there is no setting of anything. */
export function readConfigs(file: TextFile): DescribedConfigs {
  const topics = new Map<string, Map<string, Setting>>();
  const brokers = new Map<string, Setting>();
  const clients = new Map<string, Setting>();
  const placeFor = (entity: Entity): Map<string, Setting> => {
    if (entity.kind === 'broker') return brokers;
    if (entity.kind === 'client') return clients;
    const own = topics.get(entity.name) ?? new Map<string, Setting>();
    topics.set(entity.name, own);
    return own;
  };
  let current: Entity | null = null;
  let quota: number | null = null;
  let headings = 0;
  for (const line of file.text.split('\n')) {
    const heading = headingOf(line);
    if (heading !== null) {
      headings++;
      current = heading.entity;
      if (current === null) continue;
      const own = placeFor(current);
      for (const [name, setting] of settingsOf(heading.rest, file.name)) own.set(name, setting);
      const bytes = Number(clients.get('producer_byte_rate')?.value);
      if (bytes > 0) quota = Math.min(quota ?? bytes, bytes);
      clients.clear();
      continue;
    }
    const setting = /^\s+([\w.-]+)=(.*?)(?:\s+sensitive=(?:true|false).*)?$/.exec(line);
    if (setting === null || current === null) continue;
    placeFor(current).set(setting[1], { value: setting[2], from: file.name });
  }
  if (headings > 0 || file.text.trim() === '') return { topics, brokers, producerQuota: quota };
  throw new ImportError(
    `${file.name}:1:1`,
    JSON.stringify(file.text.trim().split('\n')[0]),
    'what kafka-configs --describe prints: ... configs for topic NAME are:',
    'give its whole output as --configs',
  );
}

/** `Dynamic configs for topic orders are:`; entity null of what is of no interest. */
function headingOf(line: string): { readonly entity: Entity | null; readonly rest: string } | null {
  const found = /configs for (.*?) are\s?:?(.*)$/i.exec(line.trim());
  if (found === null) return null;
  const [, what, rest] = found;
  const topic = /^topics?[ :]'?([\w.-]+)'?$/.exec(what)?.[1];
  if (topic !== undefined) return { entity: { kind: 'topic', name: topic }, rest };
  if (/^brokers?\b|in the cluster/.test(what))
    return { entity: { kind: 'broker', name: '' }, rest };
  if (/client-id|user/.test(what)) return { entity: { kind: 'client', name: '' }, rest };
  return { entity: null, rest };
}
