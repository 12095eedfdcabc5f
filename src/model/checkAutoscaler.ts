/** Cross-checks of a group's autoscaler. */
import type { AutoscalerModel } from './autoscalerModel.js';
import type { Reading } from './read.js';
import { isGiven } from './readingValues.js';

/** Notes a fault of a key. */
export type Say = (key: string, received: string, expected: string, hint: string) => void;

/** Keys that say something beside one value of another key alone. */
const ONLY: readonly (readonly [key: string, of: 'rules' | 'by', value: string])[] = [
  ['cool_down', 'rules', 'plain'],
  ['tolerance', 'rules', 'kubernetes'],
  ['allow_idle_consumers', 'rules', 'kubernetes'],
  ['polling_interval', 'rules', 'kubernetes'],
  ['scale_up', 'rules', 'kubernetes'],
  ['scale_down', 'rules', 'kubernetes'],
  ['target_lag', 'by', 'lag'],
  ['allow_idle_consumers', 'by', 'lag'],
  ['polling_interval', 'by', 'lag'],
  ['target_utilization', 'by', 'utilization'],
  ['schedule', 'by', 'schedule'],
  ['repeats_every', 'by', 'schedule'],
];

export function checkAutoscaler(autoscaler: AutoscalerModel, reading: Reading, say: Say): void {
  const { minimum, maximum, by } = autoscaler;
  if (minimum > maximum) {
    const hint = `write ${maximum}, or a higher maximum`;
    say('minimum', String(minimum), `at most the maximum of ${maximum}`, hint);
  }
  const told = new Set<string>();
  for (const [key, other, value] of ONLY) {
    if (told.has(key) || !isGiven(reading, key) || autoscaler[other] === value) continue;
    told.add(key);
    const is = `it beside ${other}: ${autoscaler[other]}`;
    say(key, is, `${other}: ${value}`, `remove it, or write ${other}: ${value}`);
  }
  if (by === 'lag' && (reading.values.get('target_lag') ?? null) === null) {
    const expected = 'target_lag: unread records an instance';
    say('target_lag', 'nothing', expected, 'add target_lag');
  }
  if (by === 'schedule') checkSchedule(autoscaler, say);
}

function checkSchedule(
  { schedule, maximum, repeatsEverySeconds }: AutoscalerModel,
  say: Say,
): void {
  if (schedule.length === 0) {
    const hint = 'write schedule: {morning: {at: 8 h, instances: 10}}';
    say('schedule', 'nothing', 'steps by names', hint);
  }
  const times = schedule.map(({ atSeconds }) => atSeconds);
  const twice = times.find((time, index) => times.indexOf(time) < index);
  if (twice !== undefined) {
    say('schedule', `two steps at ${twice} s`, 'one at each time', 'remove one of them');
  }
  const most = Math.max(...schedule.map(({ instances }) => instances));
  if (most > maximum) {
    const hint = `write ${maximum}, or a higher maximum`;
    say('schedule', `${most} instances`, `at most the maximum of ${maximum}`, hint);
  }
  const last = Math.max(...times);
  if (repeatsEverySeconds !== null && last >= repeatsEverySeconds) {
    const expected = `more than ${last} s, when the last step is`;
    say('repeats_every', `${repeatsEverySeconds} s`, expected, 'write a longer time');
  }
}
