/**
 * Makes groups of a random model with several topics send on to them: in rows, in trees, in
 * circles.
 */
import fc from 'fast-check';
import type { Drawn } from './drawn.js';
import { maybe, oneOf, producers, whole, type Allowed, type Section } from './sections.js';

/** Records of all topics for each event, at most. */
const MOST_RECORDS = 6;

interface Send {
  /** How many topics further on; what goes back, or in a circle, is less. */
  readonly further: number;
  readonly share: number;
  readonly records: number;
  readonly after: string;
  readonly recordSize: string | undefined;
  readonly settings: Section;
}

/** What one group sends; `splits`: each record goes one of these ways. */
interface Sends {
  readonly list: readonly Send[];
  readonly splits: boolean;
}

function sendsOf(allowed: Allowed): fc.Arbitrary<Sends> {
  const send = fc.record({
    further: whole(0, 3),
    share: oneOf(1, 1, 0.33, 0.2, 0.05, 0),
    records: oneOf(1, 1, 2, 3),
    after: oneOf('0 s', '0 s', '1 ms', '40 ms', '300 ms'),
    recordSize: maybe(oneOf('40 B', '300 B', '2700 B')),
    settings: sending(allowed),
  });
  return fc.record({
    list: fc.array(send, { maxLength: 3 }),
    splits: oneOf(false, false, true),
  });
}

/** Of a producer's settings those that an instance's may have. */
export function sending(allowed: Allowed): fc.Arbitrary<Section> {
  const OTHERS = [
    'count',
    'region',
    'nic',
    'nic_credits',
    'propagation',
    'overflow',
    'shed_from',
    'max_block',
  ];
  return producers(allowed).map((settings) => {
    const own = Object.entries(settings).filter(([key]) => !OTHERS.includes(key));
    return Object.fromEntries(own.filter(([key]) => key !== 'rate_limit' && key !== 'processor'));
  });
}

/** As ./drawnFlows.js puts it together. */
interface Several extends Section {
  readonly workload: Section;
  readonly stores: Readonly<Record<string, Section & { readonly cache?: Section }>>;
  readonly producers: Readonly<Record<string, Section>>;
  readonly topics: Readonly<Record<string, Section>>;
  readonly consumers: Readonly<Record<string, Section>>;
}

/** Of some kind's events, or of all, until they are complete; and to a group, of all. */
function journeysOf(model: Several, from: number, to: number): Section | undefined {
  const [kind, group] = [Object.keys(model.producers)[from], Object.keys(model.consumers)[to]];
  if (to === 3 && from === 3) return undefined;
  return {
    complete: { complete: 'all', from: kind },
    ...(to < Object.keys(model.consumers).length ? { arrive: { to: group } } : {}),
  };
}

/** One group sends at least. */
export function withSends(several: fc.Arbitrary<Drawn>, allowed: Allowed): fc.Arbitrary<Drawn> {
  const one = sendsOf(allowed);
  const named = fc.tuple(whole(0, 3), whole(0, 3));
  const first = one.filter(({ list }) => list.length > 0);
  return fc.tuple(several, fc.tuple(first, one, one), named).map(([drawn, sends, [from, to]]) => {
    const model = JSON.parse(drawn.text) as Several;
    const journeys = journeysOf(model, from, to);
    return { ...drawn, text: JSON.stringify({ ...sendingOn(model, sends), journeys }) };
  });
}

function sendingOn(model: Several, drawn: readonly Sends[]): Section {
  const topics = Object.keys(model.topics);
  const groups = Object.entries(model.consumers);
  const edges = groups.map(([, group], index) => {
    return edgesOf(drawn[index], topics.indexOf(String(group['reads'])), topics.length);
  });
  while (recordsOf(model, edges) > MOST_RECORDS)
    edges.forEach((own) => {
      own.forEach(calm);
    });
  const consumers = groups.map(([name, group], index): [string, Section] => {
    if (edges[index].length === 0) return [name, group];
    const sends = edges[index].map(({ to, share, records, send }): [string, Section] => [
      topics[to],
      { ...send.settings, share, records, after: send.after, record_size: send.recordSize },
    ]);
    return [name, { ...group, sends: Object.fromEntries(sends) }];
  });
  const keys = model.workload['keys'];
  const keyed = Object.values(model.producers).every((kind) => (kind['keys'] ?? keys) !== 'none');
  return {
    ...model,
    consumers: Object.fromEntries(
      consumers.map(([name, group]) => [name, keyed ? group : keyless(group)]),
    ),
    stores: Object.fromEntries(
      Object.entries(model.stores).map(([name, store]) => [name, keyed ? store : uncached(store)]),
    ),
  };
}

/** Records without a key may come to any topic. */
function keyless(group: Section): Section {
  return group['concurrency'] === 'key' ? { ...group, concurrency: 'partition' } : group;
}

function uncached(store: Section & { readonly cache?: Section }): Section {
  return store.cache === undefined
    ? store
    : { ...store, cache: { ...store.cache, entries: undefined } };
}

interface Edge {
  readonly from: number;
  readonly to: number;
  share: number;
  records: number;
  readonly send: Send;
}

function edgesOf({ list, splits }: Sends, from: number, topics: number): Edge[] {
  const edges = list.map((send): Edge => {
    const to = (from + send.further) % topics;
    const share = to > from ? send.share : Math.min(send.share, 0.2);
    return { from, to, share, records: send.records, send };
  });
  const different = edges.filter(({ to }, index) => {
    return edges.findIndex((edge) => edge.to === to) === index;
  });
  if (splits && different.length > 1) {
    different.forEach((edge) => (edge.share = Math.floor(1e4 / different.length) / 1e4));
  }
  return different;
}

function calm(edge: Edge): void {
  edge.records = 1;
  // Three of them at most, which exclude each other from now on.
  edge.share = edge.share > 0.6 ? 0.3 : edge.share / 2;
}

/** Of all topics together, for each event; by rounds, as far as it matters. */
function recordsOf(model: Several, edges: readonly (readonly Edge[])[]): number {
  const topics = Object.keys(model.topics);
  const rates = topics.map((topic) => {
    const own = Object.values(model.producers).filter(({ sends }) => sends === topic);
    const sum = own.reduce((all, kind) => all + rateOf(kind), 0);
    return sum;
  });
  const total = rates.reduce((all, each) => all + each, 0);
  let round = rates;
  let sum = total;
  for (let number = 0; number < 100; number++) {
    const next = topics.map(() => 0);
    for (const { from, to, share, records } of edges.flat()) {
      next[to] += round[from] * share * records;
    }
    round = next;
    sum += round.reduce((all, each) => all + each, 0);
  }
  return sum / total;
}

function rateOf({ rate, events_per_user }: Section): number {
  return parseFloat(String(rate ?? events_per_user));
}
