/**
 * Consumer groups: who gets what, deaths and restarts, by the classic protocol and the new one
 * (KIP-848).
 */
import type { Settings } from '../kafka/cluster.js';
import type { Lab, LabConsumer, Noted } from '../kafka/lab.js';
import { seconds } from '../kafka/lab.js';
import type { Observed, Scenario } from '../scenario.js';
import { INSTANT_BROKERS, runModel } from '../simulation.js';
import { every, toSend } from './producing.js';

const PARTITIONS = 6;
const LENGTH = 25;
/** Thirty records a second: one each 0.2 s to each partition. */
const TIMES = every(1 / 30, LENGTH * 30);
/** When an instance dies. */
const AT = 3;
const SESSION = 10;
const HEARTBEAT = 2;

interface Departure {
  readonly name: string;
  readonly asks: string;
  readonly protocol: 'classic' | 'consumer';
  readonly assignor: string;
  /** Whether members are known by group.instance.id. */
  readonly isStatic?: boolean;
  /** Seconds until the instance is started again; it stays away otherwise. */
  readonly restart?: number;
  readonly rebalance: 'eager' | 'cooperative';
  readonly differs?: Scenario['differs'];
}

const ITS = 'longest time without a record of its partitions (s)';
const OTHERS = 'and of the others (s)';

function departure({ name, asks, restart, differs, ...each }: Departure): Scenario {
  const { protocol, assignor, isStatic = false, rebalance } = each;
  const set: Settings = {
    'group.protocol': protocol,
    [protocol === 'classic' ? 'partition.assignment.strategy' : 'group.remote.assignor']: assignor,
    'session.timeout.ms': 1000 * SESSION,
    'heartbeat.interval.ms': 1000 * HEARTBEAT,
    ...(isStatic ? { 'group.instance.id': 'one each' } : {}),
  };
  const then = restart === undefined ? 'and stays away' : `and is started again ${restart} s later`;
  return {
    name,
    asks,
    set,
    done: `three instances read six partitions, thirty records a second; one dies without a word ${then}`,
    brokers: 1,
    observe: (lab) => observe(lab, each, restart),
    simulate: () => {
      const down = `{ kind: consumer_down, index: 1, at: ${AT} s, length: ${restart ?? 300} s }`;
      const ran = runModel(
        `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: 0 s, partitioner: round_robin, propagation: 0.05 ms }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: ${PARTITIONS} }
consumers: { g: { instances: 3, session_timeout: ${SESSION} s, static_members: ${isStatic && protocol === 'classic'}, rebalance: ${rebalance}, rebalance_time: ${HEARTBEAT} s } }
faults: { down: ${down} }
`,
        TIMES,
        LENGTH + 20,
      );
      const partitionOf = new Map(ran.of('sent').map((one) => [one.arrival, one.place]));
      const times: number[][] = Array.from({ length: PARTITIONS }, () => []);
      for (const { arrival, time } of ran.of('delivered')) {
        times[partitionOf.get(arrival) ?? 0].push(time);
      }
      // By range, instance 1 of three has partitions 2 and 3.
      return gaps(times, [2, 3]);
    },
    near: { [ITS]: { within: 2.5 }, [OTHERS]: { within: 0.8 } },
    ...(differs === undefined ? {} : { differs }),
  };
}

async function observe(
  lab: Lab,
  { protocol, assignor, isStatic = false }: Pick<Departure, 'protocol' | 'assignor' | 'isStatic'>,
  restart: number | undefined,
): Promise<Observed> {
  const topic = await lab.topic({ partitions: PARTITIONS });
  const group = `group-of-${topic}`;
  if (protocol === 'consumer') {
    const config = {
      'consumer.session.timeout.ms': 1000 * SESSION,
      'consumer.heartbeat.interval.ms': 1000 * HEARTBEAT,
    };
    await lab.ask('topic.configure', { type: 'GROUP', of: group, config });
  }
  const settings = (index: number): Settings => ({
    'group.id': group,
    'group.protocol': protocol,
    'auto.offset.reset': 'earliest',
    ...(isStatic ? { 'group.instance.id': `instance-${index}` } : {}),
    ...(protocol === 'classic'
      ? {
          'partition.assignment.strategy': `org.apache.kafka.clients.consumer.${assignor}`,
          'session.timeout.ms': 1000 * SESSION,
          'heartbeat.interval.ms': 1000 * HEARTBEAT,
        }
      : { 'group.remote.assignor': assignor }),
  });
  const mortal = await lab.mortal(settings(1), topic);
  const others = [await lab.consumer(settings(0), topic), await lab.consumer(settings(2), topic)];
  await untilShared([mortal, ...others]);
  const producer = await lab.producer({ 'linger.ms': 0 }, topic, PARTITIONS);
  const sending = producer.send(topic, toSend(TIMES, PARTITIONS), { in: 0.2 });
  await seconds(0.2 + AT);
  const dead = await mortal.kill();
  if (restart !== undefined) {
    await seconds(restart);
    others.push(await lab.consumer(settings(1), topic));
  }
  const { began } = await sending;
  await seconds(8);
  const logs = [dead];
  for (const each of others) logs.push(await each.close());
  await producer.close();
  const times: number[][] = Array.from({ length: PARTITIONS }, () => []);
  for (const { what, time, runs = [] } of logs.flat()) {
    if (what !== 'poll' || time < began + 1) continue;
    for (const { partition } of runs) times[partition].push(time - began);
  }
  return gaps(times, ownedBy(dead));
}

/** Until each has two partitions. */
async function untilShared(members: readonly Pick<LabConsumer, 'log'>[]): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt++) {
    await seconds(0.5);
    const owned = await Promise.all(members.map(async (each) => ownedBy(await each.log())));
    if (owned.every((each) => each.length === PARTITIONS / members.length)) return;
  }
  throw new Error('a group has not come together');
}

/** The partitions that a consumer has by what it has noted. */
export function ownedBy(noted: readonly Noted[]): number[] {
  const owned = new Set<string>();
  for (const { what, partitions = [] } of noted) {
    for (const each of partitions) {
      if (what === 'assigned') owned.add(each);
      else owned.delete(each);
    }
  }
  return [...owned].map((each) => Number(/\d+$/.exec(each)?.[0]));
}

function gaps(times: readonly (readonly number[])[], its: readonly number[]): Observed {
  const longest = times.map((each) => {
    const sorted = [...each].sort((a, b) => a - b);
    return Math.max(...sorted.slice(1).map((time, index) => time - sorted[index]));
  });
  const of = (wanted: boolean): number =>
    Math.max(...longest.filter((_, partition) => its.includes(partition) === wanted));
  return { [ITS]: of(true), [OTHERS]: of(false) };
}

const MOVES = 'none of theirs moves; in Kafka some go to whoever joins, and back';
const STOPS_LATE = 'all stop when it begins; in Kafka each when it has heard of it';
const FROM_HEARTBEAT =
  'the session ends its time after the death; in Kafka after the last heartbeat, which is earlier';

export const GROUPS: readonly Scenario[] = [
  departure({
    name: 'death-classic-eager',
    asks: 'How long is what a dead instance had not read?',
    protocol: 'classic',
    assignor: 'RangeAssignor',
    rebalance: 'eager',
    differs: { [OTHERS]: STOPS_LATE },
  }),
  departure({
    name: 'death-classic-cooperative',
    asks: 'And with cooperative rebalances?',
    protocol: 'classic',
    assignor: 'CooperativeStickyAssignor',
    rebalance: 'cooperative',
    differs: { [ITS]: FROM_HEARTBEAT },
  }),
  departure({
    name: 'death-new-protocol',
    asks: 'And by the protocol of KIP-848?',
    protocol: 'consumer',
    assignor: 'uniform',
    rebalance: 'cooperative',
  }),
  departure({
    name: 'restart-classic',
    asks: 'When does an instance read again that is restarted before its session has timed out?',
    protocol: 'classic',
    assignor: 'RangeAssignor',
    restart: 1,
    rebalance: 'eager',
    differs: { [OTHERS]: STOPS_LATE },
  }),
  departure({
    name: 'restart-classic-cooperative',
    asks: 'And with cooperative rebalances?',
    protocol: 'classic',
    assignor: 'CooperativeStickyAssignor',
    restart: 1,
    rebalance: 'cooperative',
  }),
  departure({
    name: 'restart-static',
    asks: 'And a static member?',
    protocol: 'classic',
    assignor: 'RangeAssignor',
    isStatic: true,
    restart: 1,
    rebalance: 'eager',
  }),
  departure({
    name: 'restart-new-protocol',
    asks: 'And by the protocol of KIP-848?',
    protocol: 'consumer',
    assignor: 'uniform',
    restart: 1,
    rebalance: 'cooperative',
    differs: { [OTHERS]: MOVES },
  }),
  departure({
    name: 'restart-static-new-protocol',
    asks: 'And a static member of it?',
    protocol: 'consumer',
    assignor: 'uniform',
    isStatic: true,
    restart: 1,
    rebalance: 'cooperative',
  }),
  departure({
    name: 'restart-late',
    asks: 'And one that is restarted after its session has timed out?',
    protocol: 'classic',
    assignor: 'RangeAssignor',
    restart: 10,
    rebalance: 'eager',
  }),
];
