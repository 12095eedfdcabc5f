/** What the samples of one or two moments say together: rates, sizes, times, who reads. */
import type { TextFile } from '../imported.js';
import { meanOf } from '../units.js';
import { factOf, type Fact, type RequestTime } from './facts.js';
import { readSamples, type Sample } from './samples.js';

interface Known {
  readonly fact: Fact;
  readonly sample: Sample;
  /** What tells it from other samples of the same fact: its instance and the like. */
  readonly key: string;
}

export interface Gathered {
  /** That something is said of, with rates or without. */
  readonly topics: readonly string[];
  /** Per second, by topic; empty where no rate is known. */
  readonly messages: ReadonlyMap<string, number>;
  readonly bytesIn: ReadonlyMap<string, number>;
  /** Of the whole cluster, where topics are not told apart. */
  readonly allMessages: number;
  readonly allBytesIn: number;
  readonly partitions: ReadonlyMap<string, number>;
  readonly replicas: ReadonlyMap<string, number>;
  /**
   * By group: its topics, members (0 = not told), records committed a second, and records it is
   * behind.
   */
  readonly groups: ReadonlyMap<string, GatheredGroup>;
  /** Brokers: as told, or hosts that were seen; 0 = not known. */
  readonly brokers: number;
  /** Share of time that the request handlers are idle, mean of the brokers; NaN = not known. */
  readonly idle: number;
  /** Seconds, mean over the brokers. */
  readonly requestTime: (request: string, time: RequestTime, of: number | 'mean') => number | null;
  /** Samples in all, and such as were of use. */
  readonly samples: number;
  readonly used: number;
}

export interface GatheredGroup {
  readonly topics: readonly string[];
  readonly members: number;
  readonly lag: number;
  readonly perSecond: number;
}

/** `seconds`: between the two, where there are; 0 = as their times say. Throws ImportError. */
export function gather(first: TextFile, later: TextFile | null, seconds: number): Gathered {
  const before = readSamples(first);
  const after = later === null ? before : readSamples(later);
  const known = knownOf(after);
  const earlier = new Map(knownOf(before).map((each) => [each.key, each.sample]));
  const rateOf = ({ key, sample, fact }: Known): number => {
    if (fact.rate) return sample.value;
    if (Number.isFinite(sample.perSecond)) return sample.perSecond;
    const then = earlier.get(key);
    if (later === null || then === undefined) return NaN;
    const span = seconds > 0 ? seconds : sample.time - then.time;
    // A counter that is smaller has begun anew.
    return sample.value >= then.value ? (sample.value - then.value) / span : NaN;
  };
  const of = (kind: Fact['kind']): Known[] => known.filter(({ fact }) => fact.kind === kind);
  const rates = (kind: 'messages' | 'bytes_in'): Map<string, number> => {
    const told = of(kind);
    const rated = told.some(({ fact }) => fact.rate) ? told.filter(({ fact }) => fact.rate) : told;
    return summed(rated.map((each) => [each.fact.topic, rateOf(each)]));
  };
  const byOffset = summed(of('end_offset').map((each) => [each.fact.topic, rateOf(each)]));
  const messages = rates('messages');
  const bytesIn = rates('bytes_in');
  return {
    topics: [...new Set(of('messages').map(({ fact }) => fact.topic))].filter(
      (each) => each !== '',
    ),
    messages: withoutAll(byOffset.size > 0 ? byOffset : messages),
    bytesIn: withoutAll(bytesIn),
    allMessages: messages.get('') ?? total(withoutAll(messages)),
    allBytesIn: bytesIn.get('') ?? total(withoutAll(bytesIn)),
    partitions: new Map([
      ...counted(of('end_offset').map(({ fact }) => [fact.topic, fact.partition] as const)),
      ...of('partitions').map(({ fact, sample }) => [fact.topic, sample.value] as const),
    ]),
    replicas: new Map(of('replicas').map(({ fact, sample }) => [fact.topic, sample.value])),
    groups: groupsOf(of, rateOf),
    brokers: of('brokers').at(0)?.sample.value ?? hosts(known),
    idle: meanIdle(of('idle').map(({ sample }) => sample.value)),
    requestTime: (request, time, rank) => {
      const values = of('request_time')
        .filter(
          ({ fact }) => fact.request === request && fact.time === time && isRank(fact.of, rank),
        )
        .map(({ sample }) => sample.value / 1e3);
      return values.length === 0 ? null : meanOf(values);
    },
    samples: after.length,
    used: known.length,
  };
}

function knownOf(samples: readonly Sample[]): Known[] {
  return samples.flatMap((sample) => {
    const fact = factOf(sample);
    if (fact === null) return [];
    const labels = Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1));
    return [{ fact, sample, key: `${sample.name} ${JSON.stringify(labels)}` }];
  });
}

type Of = (kind: Fact['kind']) => Known[];

function groupsOf(of: Of, rateOf: (each: Known) => number): Map<string, GatheredGroup> {
  const told = [...of('group_offset'), ...of('lag')];
  const names = [...new Set(told.map(({ fact }) => fact.group))];
  return new Map(
    names.map((group) => {
      const own = (kind: Fact['kind']): Known[] =>
        of(kind).filter(({ fact }) => fact.group === group);
      const topics = told.filter(({ fact }) => fact.group === group).map(({ fact }) => fact.topic);
      return [
        group,
        {
          topics: [...new Set(topics)],
          members: of('members').find(({ fact }) => fact.group === group)?.sample.value ?? 0,
          lag: own('lag').reduce((sum, { sample }) => sum + sample.value, 0),
          perSecond: own('group_offset').reduce((sum, each) => sum + (rateOf(each) || 0), 0),
        },
      ];
    }),
  );
}

/** Sums by name; what is not known is left out. */
function summed(entries: readonly (readonly [string, number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, value] of entries) {
    if (Number.isFinite(value)) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}

function counted(entries: readonly (readonly [string, string])[]): [string, number][] {
  const names = [...new Set(entries.map(([name]) => name))];
  return names.map((name) => [
    name,
    new Set(entries.filter(([each]) => each === name).map(([, part]) => part)).size,
  ]);
}

function withoutAll(rates: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...rates].filter(([topic]) => topic !== ''));
}

const total = (rates: ReadonlyMap<string, number>): number =>
  [...rates.values()].reduce((sum, rate) => sum + rate, 0);

/** Hosts of the JMX exporter. */
function hosts(known: readonly Known[]): number {
  const jmx = known.filter(({ fact }) => ['messages', 'idle', 'request_time'].includes(fact.kind));
  const names = jmx.flatMap(({ sample: { labels } }) => hostOf(labels));
  return new Set(names).size;
}

function hostOf(labels: Readonly<Partial<Record<string, string>>>): string[] {
  const host = labels['instance'] ?? labels['pod'];
  return host === undefined ? [] : [host];
}

/** Some exporters tell percent. */
function meanIdle(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const mean = meanOf(values);
  return mean > 1.5 ? mean / 100 : mean;
}

const isRank = (a: number | 'mean', b: number | 'mean'): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) < 1e-6);
