/**
 * How long the slowest queue of a model takes to forget how it began, by arithmetic, before
 * anything is simulated.
 *
 * A queue of one server forgets as exp(-t / r), r = E[S] / (1 - sqrt rho)^2 for M/M/1 (Cohen 1982,
 * The Single Server Queue, III.7); c servers clear c times as fast, but never sooner than what is
 * being served: r = max(R, R / (c (1 - sqrt rho)^2)). R is the mean residual service, E[S^2] / (2
 * E[S]): E[S] of exponential services, half of it of constant ones (r of heavy traffic is
 * proportional to it, as Kingman's wait is), and what an infinity of servers forgets in. Behind a
 * broker each member of a group is a queue by itself that ends a record in 1 / (its own ceiling);
 * how its polls remember is seen by pilots alone. Callers with a think time have forgotten when all
 * have gone round, one after the other at the slowest group.
 */
import { mean, variance, type Distribution } from '../statistics/index.js';
import { isDirect } from '../model/clusters.js';
import { callSeconds } from '../model/closed.js';
import type { Model } from '../model/model.js';
import { groupShare, partitionsOf } from '../model/pipelines.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import type { OfferedLoad } from './offeredLoad.js';
import { overloadOf } from './overload.js';

export interface Relaxation {
  /** Relaxation time, seconds; 0 where nothing queues, or nothing can settle. */
  readonly seconds: number;
  /** Queues that are alike in one cell: what one tells slowly, many tell together. */
  readonly queues: number;
}

/**
 * Nearer to 1 arithmetic is not exact enough to tell: it is exact of direct queues, and about 5%
 * off behind brokers.
 */
const MOST_LOAD = 0.99;
const MOST_LOAD_OF_MEMBERS = 0.97;
/** Of services without a variance, in means. */
const MOST_RESIDUAL = 100;

/** Of each queue of a cell whose services may be long: groups and stores. */
export function relaxations(model: Model, offered: OfferedLoad): Relaxation[] {
  if (overloadOf(model, offered, 0) !== null) return [];
  if (model.thinkTime !== null) return [roundOf(model, model.thinkTime)];
  return [
    ...model.consumers.map((group) => {
      const residual = residualSeconds(group.processingTime);
      const load = loadOf(offered, `consumers.${group.name}`);
      if (isDirect(model)) {
        const servers = group.instances * group.threads;
        return { seconds: relaxation(residual, residual / servers, load), queues: 1 };
      }
      const members = Math.min(group.instances, partitionsOf(model, group));
      const rates = model.placements.map(
        (_, placement) => cellEventsPerSecond(model, placement) * groupShare(model, group),
      );
      const between = (members * load) / Math.max(...rates);
      const variability = residual / mean(group.processingTime) || 1;
      const room = Math.min(load, MOST_LOAD_OF_MEMBERS);
      return { seconds: relaxation(residual, between * variability, room), queues: members };
    }),
    ...model.stores.map((store) => {
      const residual = residualSeconds(store.timePerRequest);
      const load = loadOf(offered, `stores.${store.name}`);
      const between = residual / store.serversPerShard;
      return { seconds: relaxation(residual, between, load), queues: store.shards };
    }),
  ];
}

/** Callers are alike: what one tells slowly, all tell together. */
function roundOf(model: Model, thinkTime: Distribution): Relaxation {
  const callers = model.callers ?? 1;
  const seconds = model.consumers.map(({ processingTime, instances, threads }) => {
    const atOnce = Math.min(callers, instances * threads);
    return (residualSeconds(processingTime) * callers) / atOnce;
  });
  const calls = model.placements.map((placement) => callSeconds(model, placement));
  const round = residualSeconds(thinkTime) + Math.max(...calls) + Math.max(...seconds);
  return { seconds: round, queues: callers };
}

/** The given load over the resource's ceiling; 0 where arithmetic does not name it. */
export function loadOf(offered: OfferedLoad, resource: string): number {
  const row = offered.resources.find(({ name }) => name === resource);
  return row === undefined ? 0 : offered.eventsPerSecond / row.ceilingEventsPerSecond;
}

/** `between`: mean residual service over the servers that share a queue. */
function relaxation(residual: number, between: number, load: number): number {
  const room = 1 - Math.sqrt(Math.min(load, MOST_LOAD));
  return Math.max(residual, between / (room * room));
}

/** E[S^2] / (2 E[S]); 0 of services without length. */
function residualSeconds(service: Distribution): number {
  const average = mean(service);
  if (average === 0) return 0;
  return Math.min((average + variance(service) / average) / 2, MOST_RESIDUAL * average);
}
