/** RabbitMQ: who gets what waits, and what becomes of it when a worker is no more. */
import type { RabbitLab } from '../labs/rabbit.js';
import { timesOf, type Note } from '../notes.js';
import { TIMES, type QueueScenario } from '../scenario.js';
import { simulateQueue } from '../simulation.js';
import { burst, hire, orderOf } from './common.js';

type Settings = Readonly<Record<string, string>>;
const QUORUM: Settings = { 'x-queue-type': 'quorum' };

function brokerOf(settings: Settings): 'rabbitmq' | 'rabbitmq of three' {
  return settings === QUORUM ? 'rabbitmq of three' : 'rabbitmq';
}

function copiesOf(settings: Settings): { cluster: string; queue: string } {
  const copies = settings === QUORUM ? 3 : 1;
  return { cluster: `count: ${copies}`, queue: `replication_factor: ${copies}` };
}

const WORKERS = 16;

function makespan(prefetch: number, seconds: number): QueueScenario {
  return {
    name: `makespan-prefetch-${prefetch}`,
    asks: `How long do 16 workers take for 16 tasks with a prefetch of ${prefetch}?`,
    set: { prefetch },
    done: `16 tasks of ${seconds} s wait; then 16 workers connect, one after the other`,
    broker: 'rabbitmq',
    observe: async (lab) => {
      const queue = await lab.queue();
      await lab.send(queue, burst(WORKERS));
      lab.notes.begin();
      await hire(lab, queue, WORKERS, { prefetch, seconds });
      await lab.notes.until(lab.notes.now() + 4.5 * seconds);
      const done = lab.notes.of('done');
      // To begin takes time of its own: from a worker's first task to its last.
      const spans = Array.from({ length: WORKERS }, (_, worker) => {
        const at = timesOf(done.filter((each) => each.worker === worker));
        return at.length === 0 ? 0 : Math.max(...at) - Math.min(...at) + seconds;
      });
      const used = spans.filter((span) => span > 0).length;
      return { 'workers that got any': used, 'longest at work (s)': Math.max(...spans) };
    },
    simulate: () => {
      const told = simulateQueue({
        worker: `prefetch: ${prefetch}, processing_time: ${seconds} s`,
        workers: WORKERS,
        starts: Array.from({ length: WORKERS }, (_, index) => 1 + index / 1000),
        sends: [{ at: burst(WORKERS) }],
        seconds: 2 + 5 * seconds,
      });
      const at = timesOf(told.of('done'));
      return {
        'workers that got any': at.filter((each) => each < 1.5 * seconds + 1).length,
        'longest at work (s)': Math.max(...at) - Math.min(...at) + seconds,
      };
    },
    near: { 'longest at work (s)': TIMES },
  };
}

const SPREAD = Array.from({ length: 9 }, (_, index) => 0.05 * index);

const SLOWNESS = [1, 7 / 3, 10 / 3];

/** Three workers, unlike in speed, who do so many at once. */
function turns(
  name: string,
  prefetch: number,
  asks: string,
  settings: Settings = {},
): QueueScenario {
  const seconds = 0.3;
  const byTask = (done: readonly (readonly [number, number])[]) => ({
    'worker of each task': [...done].sort(([a], [b]) => a - b).map(([, worker]) => worker),
  });
  return {
    name,
    asks,
    set: { prefetch, ...settings },
    done: `three workers take 0.3, 0.7 and 1 s for a task, ${prefetch} at once; nine tasks, one each 0.05 s`,
    broker: brokerOf(settings),
    observe: async (lab: RabbitLab) => {
      const queue = await lab.queue(settings);
      for (const worker of [0, 1, 2]) {
        const said = { worker, prefetch, threads: prefetch, seconds: seconds * SLOWNESS[worker] };
        await lab.worker(queue, said);
      }
      lab.notes.begin();
      await lab.send(queue, SPREAD);
      await lab.notes.until(3);
      return byTask(lab.notes.of('done').map(({ task, worker }) => [task, worker]));
    },
    simulate: () => {
      const told = simulateQueue({
        ...copiesOf(settings),
        worker: `prefetch: ${prefetch}, threads: ${prefetch}, processing_time: ${seconds} s`,
        workers: 3,
        slowness: SLOWNESS,
        sends: [{ at: SPREAD }],
        seconds: 3,
      });
      return byTask(prefetch === 1 ? busy(told.of('done')) : apart(told.of('done')));
    },
  };

  /** Each task begins at once: how long it took says whose it was. */
  function apart(done: readonly Note[]): [number, number][] {
    return done.map(({ task, at }) => {
      const took = SLOWNESS.map((factor) => Math.abs(at - SPREAD[task] - seconds * factor));
      return [task, took.indexOf(Math.min(...took))];
    });
  }

  /**
   * Each worker begins with what is next in line when it is free: its last task's end says whose.
   */
  function busy(done: readonly Note[]): [number, number][] {
    const freeAt = [0, 0, 0];
    const byTask = [...done].sort((a, b) => a.task - b.task);
    return byTask.map(({ task, at }) => {
      const worker = freeAt.findIndex((free, each) => {
        const begins = Math.max(free, SPREAD[task]);
        return Math.abs(at - begins - seconds * SLOWNESS[each]) < 0.01;
      });
      freeAt[worker] = at;
      return [task, worker];
    });
  }
}

const EIGHT = burst(8);

/** Eight tasks, of which the first worker holds three, and the other three when that goes. */
function leaves(
  name: string,
  asks: string,
  how: 'die' | 'close',
  settings: Settings = {},
): QueueScenario {
  const gone = how === 'die' ? 'dies' : 'closes its channel';
  return {
    name,
    asks,
    set: { prefetch: 3, ...settings },
    done: `eight tasks; a worker holds three for long, another has come after 0.3 s and takes 0.3 s a task; the first ${gone} after 0.75 s`,
    broker: brokerOf(settings),
    observe: async (lab: RabbitLab) => {
      const queue = await lab.queue(settings);
      lab.notes.begin();
      const first = await lab.worker(queue, { worker: 0, prefetch: 3, seconds: 100 });
      await lab.send(queue, EIGHT);
      await lab.notes.until(0.3);
      await lab.worker(queue, { worker: 1, prefetch: 3, seconds: 0.3 });
      await lab.notes.until(0.75);
      await first[how]();
      await lab.notes.until(3.5);
      const done = lab.notes.of('done');
      const again = done.filter((note) => note.again).map(({ task }) => task);
      return { ...orderOf(done), 'handed out again': again.length };
    },
    simulate: () => {
      const told = simulateQueue({
        ...copiesOf(settings),
        worker: 'prefetch: 3, processing_time: 0.3 s',
        workers: 2,
        starts: [0, 0.3],
        slowness: [300, 1],
        dies: { worker: 0, at: 0.75 },
        sends: [{ at: EIGHT }],
        seconds: 3.5,
      });
      const [queue] = told.measured.queues ?? [];
      return { ...orderOf(told.of('done')), 'handed out again': queue.again };
    },
    near: { 'done at (s)': TIMES },
  };
}

export const PUSHED: readonly QueueScenario[] = [
  makespan(4, 0.4),
  makespan(1, 0.4),
  turns('turn-with-room', 10, 'Whose turn is it, where all have room?'),
  turns('turn-when-busy', 1, 'Whose turn is it, where each has room for one?'),
  leaves('death', 'Where in the queue is what a dead worker held?', 'die'),
  leaves('close', 'And what one held that closes its channel?', 'close'),
  turns('quorum-turn', 10, 'And whose turn is it with a quorum queue?', QUORUM),
  leaves('quorum-death', 'Where in a quorum queue is what a dead worker held?', 'die', QUORUM),
];
