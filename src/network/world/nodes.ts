/** What a finished cell counted at its nodes: see ../nodeAudit.ts. */
import { readField } from '../../engine/layout.js';
import { CLUSTER, GROUP, LOG, SEND, TOPIC, WORLD } from '../../engine/rows.js';
import type { Model } from '../../model/model.js';
import { firstLogOf } from '../../model/clusters.js';
import { producersPath, topicPath } from '../../model/pipelines.js';
import type { Edge, Nodes, Place } from '../nodeAudit.js';
import { readWindows } from './windows.js';
import type { TrialContext } from '../trialContext.js';
import { heldByBrokers, queueCounts } from './queueCounts.js';

export interface OpenNodes {
  /** [group] and [topic]: see ../../engine/kernels.ts. */
  readonly unfinished: Float64Array;
  readonly inside: Float64Array;
}

/** Room for what the end of the world gives. */
export function openNodes({ arena, model }: TrialContext): OpenNodes {
  const columns = (count: number): Float64Array => arena.floats(Math.max(1, count)).fill(0);
  return { unfinished: columns(model.consumers.length), inside: columns(model.topics.length) };
}

export function closeNodes(
  { arena, model }: TrialContext,
  { unfinished, inside }: OpenNodes,
  world: (field: keyof typeof WORLD.fields) => number,
): Nodes {
  const groups = model.consumers.map((_, index) => world('groups') + index * GROUP.bytes);
  const read = (group: number, field: keyof typeof GROUP.fields): number =>
    readField(arena, GROUP, group, field);
  const ended = (group: number): number =>
    read(group, 'delivered') + read(group, 'lost') + read(group, 'failedEver');
  const owedOf = (topic: number): number => {
    const cluster = world('clusters') + model.topics[topic].cluster * CLUSTER.bytes;
    const logs = readField(arena, CLUSTER, cluster, 'logs');
    const log = logs + firstLogOf(model.topics, topic) * LOG.bytes;
    return readField(arena, TOPIC, readField(arena, LOG, log, 'topic'), 'owed');
  };
  const topics = readTogether(model).map((together): Place => {
    const own = groups.filter((_, group) =>
      model.consumers[group].topics.some((topic) => together.includes(topic)),
    );
    return {
      name: together.map((topic) => topicPath(model.topics[topic])).join(' and '),
      owed: together.reduce((sum, topic) => sum + owedOf(topic), 0),
      ended: own.reduce((sum, group) => sum + ended(group), 0),
      inside: together.reduce((sum, topic) => sum + inside[topic], 0),
    };
  });
  const edges = model.consumers.flatMap(({ name, sends }, index) => {
    const group = groups[index];
    const rows = read(group, 'sends');
    // Those that failed again count among those delivered again.
    const again = read(group, 'deliveredAgain') - read(group, 'failedAgain');
    const done =
      read(group, 'delivered') + again - read(group, 'unsent') + read(group, 'sentNotDone');
    // What a queue gave up is sent nowhere.
    const failed = read(group, 'failedEver') + read(group, 'failedAgain') - read(group, 'givenUp');
    // Where it gathers, each key of a closed window counts as one that is done.
    const given = readWindows(arena, group)?.('closed') ?? null;
    return sends.map(({ topic, share, ofFailed }, send): Edge => {
      return {
        name: producersPath({ name: model.topics[topic].name, sentBy: name, ofFailed }),
        share,
        done: ofFailed ? failed : (given ?? done),
        unfinished: ofFailed || given !== null ? 0 : unfinished[index],
        chosen: readField(arena, SEND, rows + send * SEND.bytes, 'chosen'),
      };
    });
  });
  const windows = model.consumers.flatMap(({ name }, index) => {
    const its = readWindows(arena, groups[index]);
    if (its === null) return [];
    return [{ name, opened: its('opened'), closed: its('closed'), open: its('open') }];
  });
  const queues = queueCounts({ arena, model }, world('queues'));
  const held = heldByBrokers({ arena, model }, world('queues'), world('clusters'));
  return { topics, edges, queues, held, windows };
}

/**
 * Topics by number: those that one group reads together, and what others read with these, count as
 * one.
 */
function readTogether({ topics, consumers }: Model): number[][] {
  const set = topics.map((_, topic) => topic);
  for (const group of consumers) {
    const least = Math.min(...group.topics.map((topic) => set[topic]));
    const joined = group.topics.map((topic) => set[topic]);
    set.forEach((each, topic) => {
      if (joined.includes(each)) set[topic] = least;
    });
  }
  return [...new Set(set)].map((each) => [...topics.keys()].filter((topic) => set[topic] === each));
}
