/**
 * Puts the topics of a random model on clusters of their own: one to three, near and far, each with
 * its own brokers; mirrors copy the cluster that their readers read, faults hit one of them.
 */
import fc from 'fast-check';
import type { Drawn } from './drawn.js';
import { copiesIn } from './drawnFlows.js';
import { brokers, oneOf, whole, type Allowed, type Section, type Topic } from './sections.js';

const MOST = 3;
const MOST_TOPICS = 4;

interface Clusters {
  readonly clusters: readonly { readonly settings: Section; readonly region: string }[];
  /** [topic]: the cluster that it is on, modulo how many there are. */
  readonly on: readonly number[];
  /** [fault]: the cluster that it hits. */
  readonly hit: readonly number[];
  /** [mirror]: the cluster that it copies, where nobody reads from it. */
  readonly copied: readonly number[];
}

export function withClusters(several: fc.Arbitrary<Drawn>, allowed: Allowed): fc.Arbitrary<Drawn> {
  const cluster = fc.record({ settings: brokers(allowed, true), region: oneOf('home', 'far') });
  const numbers = fc.array(whole(0, MOST - 1), { minLength: MOST_TOPICS, maxLength: MOST_TOPICS });
  const drawn: fc.Arbitrary<Clusters> = fc.record({
    clusters: fc.array(cluster, { minLength: 1, maxLength: MOST }),
    on: numbers,
    hit: numbers,
    copied: numbers,
  });
  return fc.tuple(several, drawn).map(([{ text, ...rest }, clusters]) => ({
    ...rest,
    text: JSON.stringify(onClusters(JSON.parse(text) as Several, clusters)),
  }));
}

/** As ./drawnFlows.js puts it together. */
interface Several extends Section {
  readonly topics: Readonly<Record<string, Topic>>;
  readonly mirrors: Readonly<Record<string, Section>>;
  readonly consumers: Readonly<Record<string, Section>>;
  readonly faults?: Readonly<Record<string, Section>>;
}

function onClusters(model: Several, { clusters, on, hit, copied }: Clusters): Section {
  const topics = Object.keys(model.topics);
  // Those that have a topic, in their order.
  const used = [...new Set(topics.map((_, index) => on[index] % clusters.length))].sort();
  const name = (number: number): string => `cluster${number % clusters.length}`;
  const clusterOf = (topic: unknown): string => name(on[topics.indexOf(String(topic))]);
  const first = (reads: unknown): unknown => [reads].flat()[0];
  const names = used.map(name);
  const consumers = Object.entries(model.consumers).map(([group, section]): [string, Section] => {
    const whose = clusterOf(first(section['reads']));
    // A group's topics are of one cluster.
    const reads = [section['reads']].flat().filter((topic) => clusterOf(topic) === whose);
    return [group, { ...section, reads: reads.length === 1 ? reads[0] : reads }];
  });
  const mirrors = Object.entries(model.mirrors).map(([mirror, section], index) => {
    const reader = consumers.find(([, { from }]) => from === mirror);
    const copies =
      reader === undefined
        ? names[copied[index] % names.length]
        : clusterOf(first(reader[1]['reads']));
    return [mirror, { ...section, copies }] as const;
  });
  const copiesOf = (mirror: unknown): unknown =>
    mirrors.find(([each]) => each === mirror)?.[1]['copies'];
  const countOf = (number: number): number =>
    Number(clusters[number % clusters.length].settings['count']);
  return {
    ...model,
    brokers: undefined,
    clusters: Object.fromEntries(
      used.map((number) => {
        const { settings, region } = clusters[number];
        return [name(number), { ...settings, region }];
      }),
    ),
    topics: Object.fromEntries(
      topics.map((topic, index) => [
        topic,
        { ...copiesIn(countOf(on[index]), model.topics[topic]), cluster: name(on[index]) },
      ]),
    ),
    consumers: Object.fromEntries(
      consumers.map(([group, section]) => {
        const { reads, from } = section;
        const isThere = from === 'cluster' || copiesOf(from) === clusterOf(first(reads));
        return [group, isThere ? section : { ...section, from: 'cluster' }];
      }),
    ),
    mirrors: Object.fromEntries(mirrors),
    faults: faultsOf(model, (index) => {
      const number = used[hit[index] % used.length];
      return { name: name(number), count: countOf(number) };
    }),
  };
}

function faultsOf(
  { faults }: Several,
  hits: (index: number) => { readonly name: string; readonly count: number },
): Section | undefined {
  if (faults === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(faults).map(([fault, section], index) => {
      const { name, count } = hits(index);
      const isOfBroker = ['broker_down', 'broker_stop', 'slow_disk'].includes(
        String(section['kind']),
      );
      const which = isOfBroker ? { index: Number(section['index']) % count } : {};
      return [fault, { ...section, ...which, cluster: name }];
    }),
  );
}
