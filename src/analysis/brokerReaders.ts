/**
 * The readers of a cluster as the broker sees them that leads most: their sessions, and how often
 * these fetch.
 */
import { mean } from '../statistics/index.js';
import { readable, type CellFacts, type ClusterFacts } from './cellFacts.js';
import { memoized } from './pollArithmetic.js';
import type { ReaderLoad } from './pollTime.js';
import { answersPerSecond, type BrokerSession } from './produceArithmetic.js';

/** A group or a mirror at the broker that leads most. */
export interface ReaderAtBroker {
  /** Of all its sessions, a second. */
  readonly fetches: number;
  readonly sessions: readonly BrokerSession[];
}

export function readersOf(facts: CellFacts, cluster: ClusterFacts): ReaderAtBroker[] {
  const { groups, mirrors, home } = facts;
  const { broker } = cluster.produced.shares;
  const reader = (
    reading: ReaderLoad,
    waiting: number,
    longest: number,
    least = 1,
  ): ReaderAtBroker => {
    const away = 2 * reading.delaySeconds;
    const fetch = mean(reading.brokers.timePerFetch);
    const own = reading.shares.sessions.filter((session) => session.broker === broker);
    const each = memoized((share: number) => {
      const appendsPerSecond = readable(cluster, facts.rate, share, {
        records: least,
        seconds: longest,
      });
      return answersPerSecond(appendsPerSecond, away + fetch + waiting, longest);
    });
    return {
      fetches: own.reduce((all, { share }) => all + each(share), 0),
      sessions: own.map(({ share }) => ({ away, share, longest })),
    };
  };
  return [
    ...groups
      .filter((group) => group.cluster === cluster)
      .map(({ loop, loaded }) => {
        const { fetchMaxWaitSeconds, fetchMinBytes } = loop.settings;
        const least = fetchMinBytes / loop.wireBytesPerRecord;
        return reader(loop, loaded.waitingSeconds, fetchMaxWaitSeconds, least);
      }),
    ...(cluster === home
      ? mirrors.map(({ reading }) => reader(reading, 0, MIRROR_WAIT_SECONDS))
      : []),
  ];
}

/** fetch.max.wait of a mirror's tasks, as the simulator has it. */
const MIRROR_WAIT_SECONDS = 0.5;
