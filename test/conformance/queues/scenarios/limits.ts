/** RabbitMQ: messages that fail, get too old or are too many; priorities; confirms. */
import { timesOf, tasksOf } from '../notes.js';
import { TIMES, type QueueScenario } from '../scenario.js';
import { simulateQueue, type Said } from '../simulation.js';
import { burst, orderOf } from './common.js';
import type { RabbitLab, RabbitWorker } from '../labs/rabbit.js';
import type { Observed } from '../../scenario.js';

type Settings = Readonly<Record<string, string | number>>;
const QUORUM: Settings = { 'x-queue-type': 'quorum' };

interface Limited {
  readonly name: string;
  readonly asks: string;
  readonly set: Settings;
  readonly done: string;
  /** A quorum queue, with a copy on each of three nodes. */
  readonly isCopied?: boolean;
  readonly queue: Settings;
  readonly worker: Omit<RabbitWorker, 'worker'>;
  /** When it connects. */
  readonly from?: number;
  readonly sends: Said['sends'];
  readonly until: number;
  readonly simulated: Pick<Said, 'queue' | 'worker' | 'cluster' | 'producers'>;
  readonly shows: readonly ('done' | 'dead' | 'refused' | 'confirmed')[];
  readonly differs?: Readonly<Record<string, string>>;
}

/** One queue, its dead letters, and one worker. */
function limited(said: Limited): QueueScenario {
  const { shows, sends, until, from = 0, queue: settings } = said;
  const seen = (
    of: (what: Limited['shows'][number]) => ReturnType<RabbitLab['notes']['of']>,
  ): Observed => Object.assign({}, ...shows.map((what) => orderOf(of(what), what))) as Observed;
  return {
    name: said.name,
    asks: said.asks,
    set: said.set,
    done: said.done,
    broker: said.isCopied === true ? 'rabbitmq of three' : 'rabbitmq',
    observe: async (lab: RabbitLab) => {
      const queue = await lab.queueWithDead(settings);
      lab.notes.begin();
      const sent = sends.map(async ({ at, priority = 0 }, kind) => {
        const first = sends.slice(0, kind).reduce((sum, each) => sum + each.at.length, 0);
        await lab.send(queue, at, { first, priority });
      });
      await lab.notes.until(from);
      await lab.worker(queue, { ...said.worker, worker: 0 });
      await Promise.all(sent);
      await lab.notes.until(until);
      return seen((what) => lab.notes.of(what));
    },
    simulate: () => {
      const { queue = '', ...rest } = said.simulated;
      const copies = said.isCopied === true ? 3 : 1;
      const told = simulateQueue({
        ...rest,
        cluster: `count: ${copies}`,
        queue: `dead_letter: dead, replication_factor: ${copies}, ${queue}`,
        starts: [from],
        sends,
        seconds: until,
      });
      return seen((what) => told.of(what));
    },
    near: Object.fromEntries(shows.map((what) => [`${what} at (s)`, TIMES])),
    ...(said.differs === undefined ? {} : { differs: said.differs }),
  };
}

const FIVE = burst(5, 0.1);
const SIX = burst(6, 0.1);

export const LIMITED: readonly QueueScenario[] = [
  limited({
    name: 'rejected',
    asks: 'When is a message a dead letter that a worker rejects?',
    set: { 'basic.reject': 'requeue=false', prefetch: 10 },
    done: 'five messages; a worker takes 0.3 s for each, and rejects it',
    queue: {},
    worker: { prefetch: 10, seconds: 0.3, then: 'reject' },
    sends: [{ at: FIVE }],
    until: 2.5,
    simulated: {
      queue: 'max_deliveries: 1',
      worker: 'prefetch: 10, processing_time: 0.3 s, fails: 100%',
    },
    shows: ['dead'],
  }),
  limited({
    name: 'requeued-prefetch-1',
    asks: 'Where is a message handed out again that its worker sends back, and when is it given up?',
    set: { ...QUORUM, 'x-delivery-limit': 2, prefetch: 1 },
    done: 'three messages; a worker takes 0.2 s for each, and sends it back',
    isCopied: true,
    queue: { ...QUORUM, 'x-delivery-limit': 2 },
    worker: { prefetch: 1, seconds: 0.2, then: 'requeue' },
    sends: [{ at: burst(3, 0.1) }],
    until: 3,
    simulated: {
      queue: 'max_deliveries: 3',
      worker: 'prefetch: 1, processing_time: 0.2 s, fails: 100%',
    },
    shows: ['dead'],
    differs: {
      'dead at (s)':
        'once one is given up RabbitMQ 3.10 has two with the worker, beyond its prefetch: they come in turn',
    },
  }),
  limited({
    name: 'requeued-prefetch-10',
    asks: 'And where the worker has fetched more?',
    set: { ...QUORUM, 'x-delivery-limit': 2, prefetch: 10 },
    done: 'three messages; a worker takes 0.2 s for each, and sends it back',
    isCopied: true,
    queue: { ...QUORUM, 'x-delivery-limit': 2 },
    worker: { prefetch: 10, seconds: 0.2, then: 'requeue' },
    sends: [{ at: burst(3, 0.1) }],
    until: 3,
    simulated: {
      queue: 'max_deliveries: 3',
      worker: 'prefetch: 10, processing_time: 0.2 s, fails: 100%',
    },
    shows: ['dead'],
  }),
  limited({
    name: 'time-to-live',
    asks: 'When are messages dropped that wait for too long?',
    set: { 'x-message-ttl': 500, prefetch: 1 },
    done: 'five messages; a worker takes 0.35 s for each, one at a time',
    queue: { 'x-message-ttl': 500 },
    worker: { prefetch: 1, seconds: 0.35 },
    sends: [{ at: FIVE }],
    until: 2,
    simulated: { queue: 'time_to_live: 500 ms', worker: 'prefetch: 1, processing_time: 0.35 s' },
    shows: ['done', 'dead'],
  }),
  limited({
    name: 'time-to-live-prefetched',
    asks: 'And those that a worker has fetched?',
    set: { 'x-message-ttl': 500, prefetch: 10 },
    done: 'five messages; a worker fetches them all, and takes 0.35 s for each',
    queue: { 'x-message-ttl': 500 },
    worker: { prefetch: 10, seconds: 0.35 },
    sends: [{ at: FIVE }],
    until: 2.5,
    simulated: { queue: 'time_to_live: 500 ms', worker: 'prefetch: 10, processing_time: 0.35 s' },
    shows: ['done', 'dead'],
  }),
  limited({
    name: 'drop-head',
    asks: 'Which messages are dropped when the queue is full?',
    set: { 'x-max-length': 3, 'x-overflow': 'drop-head', prefetch: 1 },
    done: 'six messages; a worker has the first',
    queue: { 'x-max-length': 3, 'x-overflow': 'drop-head' },
    worker: { prefetch: 1, seconds: 0.3 },
    sends: [{ at: SIX }],
    until: 2,
    simulated: {
      queue: 'max_length: 3, overflow: drop_head',
      worker: 'prefetch: 1, processing_time: 0.3 s',
    },
    shows: ['done', 'dead'],
  }),
  limited({
    name: 'reject-publish',
    asks: 'And which are refused instead?',
    set: { 'x-max-length': 3, 'x-overflow': 'reject-publish', prefetch: 1 },
    done: 'six messages; a worker has the first',
    queue: { 'x-max-length': 3, 'x-overflow': 'reject-publish' },
    worker: { prefetch: 1, seconds: 0.3 },
    sends: [{ at: SIX }],
    until: 2,
    simulated: {
      queue: 'max_length: 3, overflow: reject',
      worker: 'prefetch: 1, processing_time: 0.3 s',
    },
    shows: ['done', 'refused', 'confirmed'],
  }),
  limited({
    name: 'quorum-reject-publish',
    asks: 'And by a quorum queue?',
    set: { ...QUORUM, 'x-max-length': 3, 'x-overflow': 'reject-publish', prefetch: 1 },
    done: 'six messages, 0.05 s apart; a worker has the first',
    isCopied: true,
    queue: { ...QUORUM, 'x-max-length': 3, 'x-overflow': 'reject-publish' },
    worker: { prefetch: 1, seconds: 0.5 },
    sends: [{ at: [0.1, 0.15, 0.2, 0.25, 0.3, 0.35] }],
    until: 3.5,
    simulated: {
      queue: 'max_length: 3, overflow: reject',
      worker: 'prefetch: 1, processing_time: 0.5 s',
    },
    shows: ['done', 'refused'],
  }),
  limited({
    name: 'priorities',
    asks: 'In which order are messages of several priorities handed out that wait?',
    set: { 'x-max-priority': 9, prefetch: 1 },
    done: 'six messages of priorities 0, 0, 5, 5, 9 and 9 wait; then a worker comes',
    queue: { 'x-max-priority': 9 },
    worker: { prefetch: 1, seconds: 0.2 },
    from: 0.5,
    sends: [
      { at: burst(2, 0.1) },
      { at: burst(2, 0.15), priority: 5 },
      { at: burst(2, 0.2), priority: 9 },
    ],
    until: 2.2,
    simulated: { worker: 'prefetch: 1, processing_time: 0.2 s' },
    shows: ['done'],
  }),
  limited({
    name: 'priorities-prefetched',
    asks: 'And where a worker has fetched some before?',
    set: { 'x-max-priority': 9, prefetch: 2 },
    done: 'four messages of priority 0, of which a worker has fetched two, then two of priority 9',
    queue: { 'x-max-priority': 9 },
    worker: { prefetch: 2, seconds: 0.3 },
    sends: [{ at: burst(4, 0.1) }, { at: burst(2, 0.2), priority: 9 }],
    until: 2.2,
    simulated: { worker: 'prefetch: 2, processing_time: 0.3 s' },
    shows: ['done'],
  }),
  limited({
    name: 'priorities-full',
    asks: 'Which go where messages of several priorities are too many?',
    set: { 'x-max-priority': 9, 'x-max-length': 3, 'x-overflow': 'drop-head', prefetch: 1 },
    done: 'messages of priorities 0, 0, 9, 9 and 0; nobody works until 0.6 s',
    queue: { 'x-max-priority': 9, 'x-max-length': 3, 'x-overflow': 'drop-head' },
    worker: { prefetch: 1, seconds: 0.2 },
    from: 0.6,
    sends: [{ at: burst(2, 0.1) }, { at: burst(2, 0.2), priority: 9 }, { at: burst(1, 0.3) }],
    until: 2,
    simulated: {
      queue: 'max_length: 3, overflow: drop_head',
      worker: 'prefetch: 1, processing_time: 0.2 s',
    },
    shows: ['done', 'dead'],
  }),
  {
    name: 'confirm',
    asks: 'Does a confirm wait for a worker, or for a full queue?',
    set: { delivery_mode: 'persistent', 'confirm.select': 'on' },
    done: 'five messages, 0.1 s apart, to a queue that nobody reads',
    broker: 'rabbitmq',
    observe: async (lab) => {
      const queue = await lab.queue();
      lab.notes.begin();
      await lab.send(queue, [0.1, 0.2, 0.3, 0.4, 0.5]);
      await lab.notes.until(1);
      const confirmed = lab.notes.of('confirmed');
      return { confirmed: tasksOf(confirmed), 'confirmed at (s)': timesOf(confirmed) };
    },
    simulate: () => {
      const told = simulateQueue({
        worker: 'prefetch: 1, processing_time: 100 s',
        starts: [1],
        sends: [{ at: [0.1, 0.2, 0.3, 0.4, 0.5] }],
        seconds: 1,
      });
      const confirmed = told.of('confirmed');
      return { confirmed: tasksOf(confirmed), 'confirmed at (s)': timesOf(confirmed) };
    },
    near: { 'confirmed at (s)': TIMES },
  },
];
