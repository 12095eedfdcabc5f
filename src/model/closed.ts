/**
 * A closed workload: callers that think, call, wait for the answers, and think again. What they
 * bring by arithmetic.
 *
 * A caller's cycle takes at least Z + R0: its think time, and the longest of the groups' services
 * with both ways. So N callers of a cell bring at most min(N / (Z + R0), the least of the
 * groups' ceilings) calls a second (the asymptotic bounds: Denning & Buzen 1978, "The operational
 * analysis of queueing network models"). A group that may lose calls, being down or its queue full,
 * answers those at once, and has no ceiling.
 */
import { mean } from '../statistics/index.js';
import { isDirect } from './clusters.js';
import { delaySeconds } from './delay.js';
import type { ConsumerGroupModel, Model, Placement } from './model.js';
import type { LanguageReader, Reading } from './read.js';

/**
 * The model with a user for each caller, their events at the bound, and each placement weighed by
 * its own.
 */
export function closedLoad(model: Model): Model {
  const callers = model.callers ?? 0;
  const placements = model.placements.map((each) => ({ ...each, weight: mostCalls(model, each) }));
  const users = placements.reduce((sum, { cells }) => sum + cells * callers, 0);
  const calls = placements.reduce((sum, { cells, weight }) => sum + cells * weight, 0);
  return { ...model, placements, users, eventsPerUserPerSecond: calls / users };
}

/** What a call depends on. */
type Called = Omit<Model, 'producers' | 'topics' | 'clusters'>;

/** Of one call that finds nobody before it, seconds: until the last group's answer is back. */
export function callSeconds(model: Model, placement: Placement): number {
  return longest(model, placement, () => false);
}

/** The same, but without the services of groups that may lose it. */
export function leastCallSeconds(model: Called, placement: Placement): number {
  return longest(model, placement, (group) => mayLose(model, group));
}

/** Calls a second of a cell. */
function mostCalls(model: Model, placement: Placement): number {
  const round = quickestRound(model, placement);
  const ceilings = model.consumers
    .filter((group) => !mayLose(model, group))
    .map((group) => (group.instances * group.threads) / mean(group.processingTime));
  return Math.min((model.callers ?? 0) / round, ...ceilings);
}

function quickestRound(model: Model, placement: Placement): number {
  const think = model.thinkTime === null ? 0 : mean(model.thinkTime);
  return think + leastCallSeconds(model, placement);
}

function longest(
  model: Called,
  placement: Placement,
  isLost: (group: ConsumerGroupModel) => boolean,
): number {
  const seconds = model.consumers.map((group) => {
    const way = delaySeconds(model, placement, 'home', group.role, group.propagation);
    return 2 * way + (isLost(group) ? 0 : mean(group.processingTime));
  });
  return Math.max(...seconds);
}

function mayLose({ callers, consumers, faults }: Called, group: ConsumerGroupModel): boolean {
  const { queueCapacity, instances, threads } = group;
  const places = queueCapacity === null ? Infinity : queueCapacity + instances * threads;
  const goesDown = faults.some(
    (fault) => fault.kind === 'consumer_down' && consumers[fault.group] === group,
  );
  return goesDown || places < (callers ?? 0);
}

/** Callers with a shorter cycle would call without end. */
const LEAST_ROUND_SECONDS = 1e-9;

export function checkClosed(root: Reading, model: Model, reader: LanguageReader): void {
  const workload = root.one.get('workload');
  if (model.thinkTime === null || workload === undefined) return;
  const say = (path: string, received: string, expected: string, hint: string): void => {
    const [key, owner] = path.startsWith('workload.') ? [path.slice(9), workload] : [path, root];
    reader.fault(owner.places.get(key) ?? owner.place, path, received, expected, hint);
  };
  const direct = isDirect(model);
  if (!direct || model.callers === null) {
    say(
      'workload.think_time',
      direct ? 'a think time without callers' : 'a think time, but brokers',
      'callers, of direct delivery',
      direct ? 'add callers: 10' : 'remove think_time, or brokers with producers and topic',
    );
    return;
  }
  const given = (reading: Reading, key: string): boolean =>
    (reading.places.get(key) ?? reading.place) !== reading.place;
  const stray = [
    ...(given(root, 'users') ? ['users'] : []),
    ...['events_per_user', 'rate', 'arrivals']
      .filter((key) => given(workload, key))
      .map((key) => `workload.${key}`),
  ];
  if (stray.length > 0) {
    const expected =
      'callers alone: with a think time they are the users, and call when they have thought';
    say(
      stray[0],
      `${stray.join(', ')} beside workload.think_time`,
      expected,
      `remove ${stray.join(', ')}`,
    );
  }
  for (const { name, kind } of model.faults) {
    if (kind !== 'surge') continue;
    const at = root.many.get('faults')?.get(name) ?? root;
    const expected = 'consumer_down: callers with a think time have no arrivals';
    reader.fault(
      at.places.get('kind') ?? at.place,
      `faults.${name}.kind`,
      kind,
      expected,
      'remove it',
    );
  }
  root.list.get('cells')?.forEach((cell, index) => {
    if (!given(cell, 'weight')) return;
    const expected = 'cells without weights: each has all the callers';
    reader.fault(
      cell.places.get('weight') ?? cell.place,
      `cells.${index}.weight`,
      'a weight beside workload.think_time',
      expected,
      'remove it',
    );
  });
  if (reader.faults.length > 0) return;
  if (model.placements.some((each) => quickestRound(model, each) < LEAST_ROUND_SECONDS)) {
    const expected =
      'callers that take at least 1 ns from call to call, also of calls that are lost';
    say('workload.think_time', 'no time from call to call', expected, 'write think_time: 1 ms');
  }
}
