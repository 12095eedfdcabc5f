/**
 * Makes a random model with one topic one with several, and with several kinds of producers that
 * send to them.
 */
import fc from 'fast-check';
import type { Drawn } from './drawn.js';
import {
  ARRIVALS,
  KEYS,
  maybe,
  oneOf,
  producers,
  TOPIC,
  whole,
  type Allowed,
  type Section,
  type Topic,
} from './sections.js';

const MOST = 3;
const MOST_TOPICS = 4;

function kindOf(allowed: Allowed): fc.Arbitrary<Kind> {
  return fc.record({
    settings: producers(allowed),
    sends: whole(0, MOST_TOPICS - 1),
    weight: whole(1, 5),
    arrivals: maybe(ARRIVALS),
    record_size: maybe(oneOf('40 B', '300 B', '1000 B', '2700 B')),
    keys: maybe(KEYS),
  });
}

interface Kind {
  readonly settings: Section;
  readonly sends: number;
  readonly weight: number;
  readonly arrivals: unknown;
  readonly record_size: string | undefined;
  readonly keys: unknown;
}

interface Flows {
  readonly topics: readonly Topic[];
  readonly kinds: readonly Kind[];
  /** What each group reads, and whether it says so by the rate of a kind or by users. */
  readonly reads: readonly number[];
  /** Whether a group reads the next topic, too. */
  readonly both: readonly boolean[];
  readonly rates: boolean;
}

/** A topic may have no producers or no readers. */
export function withFlows(one: fc.Arbitrary<Drawn>, allowed: Allowed): fc.Arbitrary<Drawn> {
  const flows: fc.Arbitrary<Flows> = fc.record({
    topics: fc.array(TOPIC, { minLength: 1, maxLength: MOST_TOPICS }),
    kinds: fc.array(kindOf(allowed), { minLength: 1, maxLength: MOST }),
    reads: fc.array(whole(0, MOST_TOPICS - 1), { minLength: MOST, maxLength: MOST }),
    // What groups send on goes by one topic that each reads: see drawnGraphs.ts.
    both: fc.array(allowed.sends === true ? fc.constant(false) : fc.boolean(), {
      minLength: MOST,
      maxLength: MOST,
    }),
    rates: fc.boolean(),
  });
  return fc.tuple(one, flows).map(([drawn, parts]) => ({
    ...drawn,
    text: JSON.stringify(several(JSON.parse(drawn.text) as Single, parts)),
  }));
}

/** The topic with as many copies as there are brokers, at the most. */
export function copiesIn(brokers: number, topic: Topic): Topic {
  const copies = Math.min(topic.replication_factor, brokers);
  const minimum = Math.min(topic.min_insync_replicas, copies);
  return { ...topic, replication_factor: copies, min_insync_replicas: minimum };
}

/** As ./models.js puts it together. */
interface Single extends Section {
  readonly workload: Section & { readonly events_per_user: string };
  readonly brokers: { readonly count: number };
  readonly consumers: Readonly<Record<string, Section>>;
  readonly stores: Readonly<Record<string, Section & { readonly cache?: Section }>>;
  readonly faults?: Readonly<Record<string, Section>>;
}

function several(single: Single, { topics, kinds, reads, both, rates }: Flows): Section {
  const { users, workload, ...rest } = single;
  const { events_per_user, ...records } = workload;
  const topicOf = (number: number): string => `topic${number % topics.length}`;
  const all = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const surges = Object.values(single.faults ?? {}).some(({ kind }) => kind === 'surge');
  const rateOf = (weight: number): string =>
    `${Number(((parseFloat(events_per_user) * weight) / all).toPrecision(4))}/s`;
  const named = kinds.map(({ settings, sends, weight, arrivals, record_size, keys }, index) => {
    const kind = {
      ...settings,
      sends: topicOf(sends),
      [rates ? 'rate' : 'events_per_user']: rateOf(weight),
      arrivals: surges ? undefined : arrivals,
      record_size,
      keys,
    };
    return [`kind${index}`, kind] as const;
  });
  const groups = Object.entries(single.consumers).map(([name, group], index): [string, Section] => {
    const [topic, next] = [topicOf(reads[index]), topicOf(reads[index] + 1)];
    const read = both[index] && next !== topic ? [topic, next] : topic;
    return [name, { ...group, reads: read, from: group['reads'] }];
  });
  /** Whether all that comes from these topics has keys; without topics, all that there is. */
  const keyed = (from: readonly unknown[]): boolean =>
    named.every(([, { sends, keys }]) => {
      const concerns = from.length === 0 || from.includes(sends);
      return !concerns || (keys ?? workload['keys']) !== 'none';
    });
  const consumers = groups.map(([name, group]) => {
    const ordered = group['concurrency'] === 'key' && !keyed([group['reads']].flat());
    return [name, ordered ? { ...group, concurrency: 'partition' } : group];
  });
  const stores = Object.entries(single.stores).map(([name, store]) => {
    const from = groups.filter(([, { store: own }]) => own === name);
    if (store.cache === undefined || keyed(from.flatMap(([, group]) => group['reads']))) {
      return [name, store];
    }
    return [name, { ...store, cache: { ...store.cache, entries: undefined } }];
  });
  return {
    ...rest,
    users: rates ? undefined : users,
    workload: records,
    topic: undefined,
    producers: Object.fromEntries(named),
    topics: Object.fromEntries(
      topics.map((topic, index) => [topicOf(index), copiesIn(single.brokers.count, topic)]),
    ),
    consumers: Object.fromEntries(consumers) as Section,
    stores: Object.fromEntries(stores) as Section,
  };
}
