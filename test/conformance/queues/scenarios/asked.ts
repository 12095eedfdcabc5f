/** Redis and NATS: workers who ask for messages, and what comes back to be had by another. */
import type { NatsSettings, NatsWorker } from '../labs/nats.js';
import type { RedisWorker } from '../labs/redis.js';
import type { Notes } from '../notes.js';
import { TIMES, type QueueScenario } from '../scenario.js';
import { simulateQueue, type Said } from '../simulation.js';
import { burst, orderOf } from './common.js';

interface Asked {
  readonly name: string;
  readonly asks: string;
  readonly set: QueueScenario['set'];
  readonly done: string;
  /** All alike; when they begin, and which of them dies. */
  readonly starts: readonly number[];
  readonly dies?: Said['dies'];
  readonly sends: readonly number[];
  readonly until: number;
  readonly simulated: Pick<Said, 'queue' | 'worker'>;
  readonly differs?: Readonly<Record<string, string>>;
}

interface OfRedis extends Asked {
  readonly worker: Omit<RedisWorker, 'worker'>;
}

interface OfNats extends Asked {
  readonly queue: NatsSettings;
  readonly worker: Omit<NatsWorker, 'worker'>;
}

function common(said: Asked, preset: string) {
  return {
    name: said.name,
    asks: said.asks,
    set: said.set,
    done: said.done,
    simulate: () => {
      const { simulated, sends, until, starts, dies } = said;
      const told = simulateQueue({
        ...simulated,
        cluster: `count: 1, preset: ${preset}`,
        workers: starts.length,
        starts,
        ...(dies === undefined ? {} : { dies }),
        sends: [{ at: sends }],
        seconds: until,
      });
      return orderOf(told.of('done'));
    },
    near: { 'done at (s)': TIMES },
    ...(said.differs === undefined ? {} : { differs: said.differs }),
  };
}

/** Starts workers, and ends one, each at its time. */
async function employ(
  notes: Notes,
  { starts, dies, until }: Asked,
  begin: (worker: number) => Promise<{ die(): void }>,
): Promise<void> {
  const all = starts.map(async (start, worker) => {
    await notes.until(start);
    const begun = await begin(worker);
    if (dies?.worker !== worker) return;
    await notes.until(dies.at);
    begun.die();
  });
  await Promise.all([...all, notes.until(until)]);
}

function ofRedis(said: OfRedis): QueueScenario {
  return {
    ...common(said, 'redis_streams'),
    broker: 'redis',
    observe: async (lab) => {
      await lab.stream();
      lab.notes.begin();
      const sent = lab.send('stream', said.sends);
      await employ(lab.notes, said, (worker) =>
        Promise.resolve(lab.reader({ ...said.worker, worker })),
      );
      await sent;
      return orderOf(lab.notes.of('done'));
    },
  };
}

function ofNats(said: OfNats): QueueScenario {
  return {
    ...common(said, 'nats_jetstream'),
    broker: 'nats',
    observe: async (lab) => {
      await lab.queue(said.queue);
      lab.notes.begin();
      const sent = lab.send(said.sends);
      await employ(lab.notes, said, (worker) => lab.reader({ ...said.worker, worker }));
      await sent;
      return orderOf(lab.notes.of('done'));
    },
  };
}

const LATE_ACK = {
  done: 'one task; two workers, the second from 0.3 s on, take 0.8 s for it',
  starts: [0, 0.3],
  sends: [0.1],
  until: 4,
};
const EIGHT = burst(8, 0.1);
const FIVE = burst(5, 0.1);

export const ASKED: readonly QueueScenario[] = [
  ofRedis({
    name: 'stream-count-2',
    asks: 'In which order does a worker get what it asks for?',
    set: { COUNT: 2 },
    done: 'eight tasks; a worker from 0.3 s on takes 0.2 s for each, and asks again when all are done',
    starts: [0.3],
    sends: EIGHT,
    until: 2.5,
    worker: { receive: 2, seconds: 0.2 },
    simulated: { worker: 'receive: 2, receive_when: done, processing_time: 0.2 s' },
  }),
  ofRedis({
    name: 'stream-count-8',
    asks: 'How much does the first take that asks for many?',
    set: { COUNT: 8 },
    done: 'eight tasks wait; two workers, from 0.3 and 0.4 s on, take 0.2 s for each',
    starts: [0.3, 0.4],
    sends: EIGHT,
    until: 2.5,
    worker: { receive: 8, seconds: 0.2 },
    simulated: { worker: 'receive: 8, receive_when: done, processing_time: 0.2 s' },
  }),
  ofRedis({
    name: 'stream-claim',
    asks: 'When does another get what a dead worker had?',
    set: { COUNT: 3, 'XAUTOCLAIM min-idle-time': 700 },
    done: 'five tasks; a worker has three and dies at 0.25 s; another, from 0.4 s on, takes 0.2 s for each, first those that are idle for long enough',
    starts: [0, 0.4],
    dies: { worker: 0, at: 0.25 },
    sends: FIVE,
    until: 2.5,
    worker: { receive: 3, seconds: 0.2, idleSeconds: 0.7 },
    simulated: {
      queue: 'visibility_timeout: 700 ms',
      worker: 'receive: 3, receive_when: done, processing_time: 0.2 s',
    },
  }),
  ofRedis({
    ...LATE_ACK,
    name: 'stream-late-ack',
    asks: 'What is the word of a worker worth whose task another has claimed?',
    set: { COUNT: 1, 'XAUTOCLAIM min-idle-time': 500 },
    worker: { receive: 1, seconds: 0.8, idleSeconds: 0.5 },
    simulated: {
      queue: 'visibility_timeout: 500 ms',
      worker: 'receive: 1, receive_when: done, processing_time: 0.8 s',
    },
  }),
  ofNats({
    name: 'jetstream-batch-2',
    asks: 'In which order does a worker get what it asks for?',
    set: { batch: 2 },
    done: 'eight tasks; a worker from 0.3 s on takes 0.2 s for each, and asks again when all are done',
    starts: [0.3],
    sends: EIGHT,
    until: 2.5,
    queue: { ackWaitSeconds: 30 },
    worker: { receive: 2, seconds: 0.2 },
    simulated: { worker: 'receive: 2, receive_when: done, processing_time: 0.2 s' },
  }),
  ofNats({
    name: 'jetstream-batch-not-full',
    asks: 'Does a question wait for more than there is?',
    set: { batch: 3, expires: 5 },
    done: 'tasks at 0.1, 0.2 and 0.3 s; a worker takes 0.5 s for each, three at once',
    starts: [0],
    sends: [0.1, 0.2, 0.3],
    until: 2,
    queue: { ackWaitSeconds: 30 },
    worker: { receive: 3, seconds: 0.5, threads: 3 },
    simulated: { worker: 'receive: 3, prefetch: 3, threads: 3, processing_time: 0.5 s' },
  }),
  ofNats({
    name: 'jetstream-ack-wait',
    asks: 'When does another get what a dead worker had?',
    set: { ack_wait: 0.7, batch: 3 },
    done: 'five tasks; a worker has three and dies at 0.25 s; another, from 0.4 s on, takes 0.2 s for each, one at a time',
    starts: [0, 0.4],
    dies: { worker: 0, at: 0.25 },
    sends: FIVE,
    until: 2.5,
    queue: { ackWaitSeconds: 0.7 },
    worker: { receive: 3, seconds: 0.2 },
    simulated: {
      queue: 'visibility_timeout: 700 ms',
      worker: 'receive: 3, prefetch: 3, processing_time: 0.2 s',
    },
  }),
  ofNats({
    ...LATE_ACK,
    name: 'jetstream-late-ack',
    asks: 'What is the word of a worker worth whose task was given to another?',
    set: { ack_wait: 0.5, batch: 1 },
    queue: { ackWaitSeconds: 0.5 },
    worker: { receive: 1, seconds: 0.8 },
    simulated: {
      queue: 'visibility_timeout: 500 ms',
      worker: 'receive: 1, receive_when: done, processing_time: 0.8 s',
    },
  }),
  ofNats({
    name: 'jetstream-max-ack-pending',
    asks: 'Whose are the messages that max_ack_pending counts?',
    set: { max_ack_pending: 2, batch: 2 },
    done: 'eight tasks wait; three workers, from 0.3 s on, take 0.3 s for each, two at once',
    starts: [0.3, 0.31, 0.32],
    sends: EIGHT,
    until: 2.5,
    queue: { ackWaitSeconds: 30, maxAckPending: 2 },
    worker: { receive: 2, seconds: 0.3, threads: 2 },
    simulated: {
      queue: 'max_unacknowledged: 2',
      worker: 'receive: 2, prefetch: 2, threads: 2, processing_time: 0.3 s',
    },
  }),
  {
    name: 'jetstream-max-deliver',
    asks: 'What becomes of a message that is handed out max_deliver times?',
    set: { max_deliver: 3, batch: 1, retention: 'workqueue' },
    done: 'one task; a worker takes 0.2 s for it, and says that it has failed',
    broker: 'nats',
    observe: async (lab) => {
      await lab.queue({ ackWaitSeconds: 30, maxDeliver: 3 });
      lab.notes.begin();
      await lab.reader({ worker: 0, receive: 1, seconds: 0.2, then: 'nak' });
      await lab.send([0.1]);
      await lab.notes.until(2);
      return { 'handed out': lab.notes.of('done').length, 'in the stream': await lab.left() };
    },
    simulate: () => {
      const told = simulateQueue({
        cluster: 'count: 1, preset: nats_jetstream',
        queue: 'max_deliveries: 3',
        worker: 'receive: 1, receive_when: done, processing_time: 0.2 s, fails: 100%',
        sends: [{ at: [0.1] }],
        seconds: 2,
      });
      const [queue] = told.measured.queues ?? [];
      // The audits would tell of any that is left.
      return { 'handed out': queue.handedOut, 'in the stream': 0 };
    },
    differs: {
      'in the stream': 'what is given up is gone; JetStream keeps it, and hands it out no more',
    },
  },
  {
    name: 'list-death',
    asks: 'What becomes of what a dead worker has popped from a list?',
    set: { BRPOP: 'one at a time' },
    done: 'four tasks; a worker dies at 0.25 s with the first; another, from 0.4 s on, takes 0.2 s for each',
    broker: 'redis',
    observe: async (lab) => {
      lab.notes.begin();
      const first = lab.popper({ worker: 0, receive: 1, seconds: 100 });
      await lab.send('list', burst(4, 0.1));
      await lab.notes.until(0.25);
      first.die();
      await lab.notes.until(0.4);
      lab.popper({ worker: 1, receive: 1, seconds: 0.2 });
      await lab.notes.until(2);
      return orderOf(lab.notes.of('done'));
    },
    simulate: () => {
      const told = simulateQueue({
        cluster: 'count: 1, preset: redis_streams',
        queue: 'visibility_timeout: 1 s',
        worker: 'receive: 1, receive_when: done, processing_time: 0.2 s',
        workers: 2,
        starts: [0, 0.4],
        slowness: [500, 1],
        dies: { worker: 0, at: 0.25 },
        sends: [{ at: burst(4, 0.1) }],
        seconds: 2,
      });
      return orderOf(told.of('done'));
    },
    near: { 'done at (s)': TIMES },
    differs: {
      'done, tasks': "all workers acknowledge what they have done; what is popped is nobody else's",
      'done at (s)': "all workers acknowledge what they have done; what is popped is nobody else's",
    },
  },
];
