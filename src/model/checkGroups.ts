/**
 * Cross-checks of consumer groups: keys that say nothing beside others, and values that contradict
 * each other.
 */
import { checkAutoscaler, type Say } from './checkAutoscaler.js';
import type { ConsumerGroupModel, Model } from './model.js';
import type { LanguageReader, Reading } from './read.js';
import { isGiven } from './readingValues.js';

export function checkGroups(root: Reading, model: Model, reader: LanguageReader): void {
  for (const group of model.consumers) {
    const reading = root.many.get('consumers')?.get(group.name) ?? root;
    const say = sayer(reading, `consumers.${group.name}`, reader);
    if (isGiven(reading, 'max_poll_interval') && group.queue === null)
      checkPolls(group, model, say);
    const autoscaler = reading.one.get('autoscaler');
    if (autoscaler !== undefined && group.autoscaler !== null) {
      const path = `consumers.${group.name}.autoscaler`;
      checkAutoscaler(group.autoscaler, autoscaler, sayer(autoscaler, path, reader));
    }
  }
}

function sayer(reading: Reading, path: string, reader: LanguageReader): Say {
  return (key, received, expected, hint) => {
    const place = reading.places.get(key) ?? reading.place;
    reader.fault(place, `${path}.${key}`, received, expected, hint);
  };
}

/** How long a poll may take, where instances wait for polls. */
function checkPolls(group: ConsumerGroupModel, { clusters }: Model, say: Say): void {
  const { waitsForPoll, maxPollIntervalSeconds: most, timePerPollSeconds: least } = group;
  if (clusters.length === 0) {
    const expected = 'brokers and a topic: direct calls are not polled for';
    say('max_poll_interval', 'max_poll_interval without brokers', expected, 'add brokers');
  } else if (!waitsForPoll) {
    const expected = 'none: instances that do not wait for their polls are never late';
    const hint = 'remove it, or write wait_for_poll: true';
    say('max_poll_interval', 'it beside wait_for_poll: false', expected, hint);
  } else if (most <= least) {
    const expected = `more than time_per_poll, ${least} s: else every poll is late`;
    say('max_poll_interval', `${most} s`, expected, 'write a longer one');
  }
}
