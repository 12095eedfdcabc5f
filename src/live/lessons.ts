/**
 * The twelve claims as short lessons (experiments/claims puts them to the test): a model that
 * breaks, beside it the one that is mended, and what to try. The same load and the same random
 * numbers on both sides.
 */
import { withValues } from '../model/edit.js';
import type { GivenModel } from './givenModel.js';

export interface Lesson {
  readonly name: string;
  /** What people say. */
  readonly claim: string;
  /** What to do, and what to look at. */
  readonly task: string;
  /** Of the models that come with Highwater. */
  readonly model: string;
  readonly a: Changes;
  /** Null: one model alone. `model`: another one than A's. */
  readonly b: { readonly model?: string; readonly changes: Changes } | null;
}

/** Values by path. */
type Changes = Readonly<Record<string, string>>;

/** A group whose instances carry about 1,900 records/s each, and 5,000/s that come. */
const SLOW: Changes = {
  users: '500',
  'consumers.workers.processing_time': 'exponential(4 ms)',
  'consumers.workers.threads': '8',
  'topic.partitions': '12',
};
const TWO_THREADS: Changes = {
  users: '400',
  'consumers.workers.processing_time': 'exponential(1 ms)',
  'consumers.workers.threads': '2',
};
const READS: Changes = {
  users: '500',
  'stores.events.reads_per_record': '1',
  'stores.events.time_per_read': '200 us',
};

export const LESSONS: readonly Lesson[] = [
  {
    name: 'first bottleneck',
    claim: 'At small scale the broker is the first bottleneck.',
    task: 'A is below what the broker carries, B above. Play, and see where records wait in B; then move the slider users of B down until they do not.',
    model: '100-users',
    a: { users: '3000' },
    b: { changes: { users: '4500' } },
  },
  {
    name: 'more brokers',
    claim: 'Adding brokers raises capacity almost in proportion.',
    task: 'Both get 60,000 records/s. A, with one broker, breaks; B has three. Set brokers.count of A to 2: is that enough?',
    model: '100-users',
    a: { users: '6000', 'topic.partitions': '12', 'consumers.workers.instances': '6' },
    b: {
      changes: {
        users: '6000',
        'topic.partitions': '12',
        'consumers.workers.instances': '6',
        'brokers.count': '3',
      },
    },
  },
  {
    name: 'partitions',
    claim: 'Partitions let consumers work in parallel; consumers beyond them add nothing.',
    task: 'A has four instances and two partitions: two of them have nothing to read, and lag grows. B has four partitions. Choose the group in the picture to see its instances.',
    model: '100-users',
    a: { ...SLOW, 'topic.partitions': '2', 'consumers.workers.instances': '4' },
    b: { changes: { ...SLOW, 'topic.partitions': '4', 'consumers.workers.instances': '4' } },
  },
  {
    name: 'more consumers',
    claim: 'More consumers bring lag and latency down.',
    task: 'Three instances in A, twelve in B. Compare p99; then slow the consumers for a while (a fault below) and see who is back first.',
    model: '100-users',
    a: { ...SLOW, 'consumers.workers.instances': '3' },
    b: { changes: { ...SLOW, 'consumers.workers.instances': '12' } },
  },
  {
    name: 'a cache',
    claim: 'A cache takes load off the store in proportion to its hits.',
    task: 'Each record reads from the store. In B nine of ten reads are found in a cache: look at how busy the stores are.',
    model: '100-users',
    a: READS,
    b: { changes: { ...READS, 'stores.events.cache.hit_ratio': '0.9' } },
  },
  {
    name: 'regions',
    claim: 'Regions near the users lower their latency.',
    task: 'One cell with a copy in another region. Follow a record that ends in far, and one that ends in near: where is the difference?',
    model: '1m-users',
    a: {},
    b: null,
  },
  {
    name: 'backpressure',
    claim: 'Backpressure and rate limits keep queues bounded under overload.',
    task: '50,000 records/s on a broker that carries 35,000. A lets everything in, B drops what is above 30,000/s. Compare what waits, and what is dropped.',
    model: '100-users',
    a: { users: '5000' },
    b: {
      changes: {
        users: '5000',
        'producers.rate_limit.rate': '30000/s',
        'producers.rate_limit.burst': '1000',
        'producers.rate_limit.policy': 'drop',
      },
    },
  },
  {
    name: 'sizing',
    claim: '10K users need 10 to 20 consumers.',
    task: 'B has 12 instances in place of those of A. Play: does B keep up with 100,000 records/s? The arithmetic above says when it would be full.',
    model: '10k-users',
    a: {},
    b: { changes: { 'consumers.workers.instances': '12' } },
  },
  {
    name: 'the first move',
    claim: 'When load grows tenfold: brokers and partitions first.',
    task: '50,000 records/s. A got more consumers, B more brokers. Which one carries more, and what would A still need?',
    model: '100-users',
    a: { users: '5000', 'topic.partitions': '12', 'consumers.workers.instances': '6' },
    b: { changes: { users: '5000', 'topic.partitions': '12', 'brokers.count': '3' } },
  },
  {
    name: 'delivery',
    claim: 'A queue with parallel consumers survives a crash; one consumer limits.',
    task: 'A has four instances, B one. Play, then kill an instance of each, and watch lag: nothing is lost, but who comes back?',
    model: '100-users',
    a: { ...TWO_THREADS, 'consumers.workers.instances': '4' },
    b: { changes: { ...TWO_THREADS, 'consumers.workers.instances': '1' } },
  },
  {
    name: 'latency by scale',
    claim: 'Latency grows with the scale, from ms to hundreds of ms.',
    task: 'The systems of 100 and of 10,000 users side by side. Follow a slow record of A, and see which stages take how long; where does B spend more?',
    model: '100-users',
    a: {},
    b: { model: '10k-users', changes: {} },
  },
  {
    name: 'order and quiet',
    claim: 'Reading from an empty queue fails nothing.',
    task: 'One user sends ten records a second. Step through, and see the polls wait for them; latency is that of one record.',
    model: '100-users',
    a: { users: '1' },
    b: null,
  },
];

/** Its models, as texts that can be changed. Null where one of them is not there. */
export function lessonModels(
  { name, model, a, b }: Lesson,
  gallery: readonly GivenModel[],
): { readonly a: GivenModel; readonly b: GivenModel | null } | null {
  const changed = (base: string, changes: Changes): GivenModel | null => {
    const found = gallery.find((each) => each.name === base);
    if (found === undefined) return null;
    const overrides = Object.entries(changes).map(([path, value]) => ({ path, value }));
    return { ...found, name: name.replaceAll(' ', '-'), text: withValues(found.text, overrides) };
  };
  const first = changed(model, a);
  const second = b === null ? null : changed(b.model ?? model, b.changes);
  if (first === null || (b !== null && second === null)) return null;
  return { a: first, b: second };
}
