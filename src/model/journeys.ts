/** Journeys that the model gives names: from what was read, and their cross-checks. */
import { isDirect } from './clusters.js';
import { writeOneOf } from './hints.js';
import type { JourneyModel, Model } from './model.js';
import { comingToGroup } from './pipelines.js';
import type { LanguageReader, Reading } from './read.js';
import { value } from './readingValues.js';

/** What stands for a name that is not there is a fault that checkJourneys says. */
export function journeyModels(
  root: Reading,
  producers: readonly { readonly name: string }[],
  groups: readonly { readonly name: string }[],
): JourneyModel[] {
  const among = (list: readonly { readonly name: string }[], given: unknown): number | null =>
    typeof given === 'string' ? Math.max(0, indexOf(list, given)) : null;
  return [...(root.many.get('journeys') ?? [])].map(([name, reading]) => ({
    name,
    from: among(producers, value(reading, 'from')),
    to: among(groups, value(reading, 'to')),
  }));
}

function indexOf(list: readonly { readonly name: string }[], given: string): number {
  return list.findIndex(({ name }) => name === given);
}

/** That each has an end, and that events come there. */
export function checkJourneys(root: Reading, model: Model, reader: LanguageReader): void {
  const { producers, consumers } = model;
  const kinds = producers.map(({ name }) => name).filter((name) => name !== '');
  const groups = consumers.map(({ name }) => name);
  const taken = [...groups, 'publish', 'end_to_end'];
  for (const [name, reading] of root.many.get('journeys') ?? []) {
    const say = (key: string, received: string, expected: string, hint: string): void => {
      const at = reading.places.get(key) ?? reading.place;
      const path = ['journeys', name, key].filter((part) => part !== '').join('.');
      reader.fault(at, path, received, expected, hint);
    };
    if (isDirect(model)) {
      say('', 'journeys without brokers', 'brokers and a topic', 'add brokers');
      continue;
    }
    if (taken.includes(name)) {
      say('', `the name ${name}`, 'a name that no other latency has', `write ${name}-done`);
    }
    const [from, to, complete] = ['from', 'to', 'complete'].map((key) => value(reading, key));
    if ((to === null) === (complete === null)) {
      const received = to === null ? 'nothing' : 'both to and complete';
      say('to', received, 'one of the two: to: a group, or complete: all', 'write complete: all');
    }
    const checkName = (key: string, given: unknown, known: readonly string[], of: string): void => {
      if (typeof given !== 'string' || known.includes(given)) return;
      const expected = known.length === 0 ? 'producers that have names' : `one of the ${of}`;
      const hint = known.length === 0 ? `remove ${key}` : writeOneOf(given, known, `the ${of}`);
      say(key, `"${given}"`, expected, hint);
    };
    checkName('from', from, kinds, 'names under producers');
    checkName('to', to, groups, 'names under consumers');
    if (reader.faults.length > 0 || typeof from !== 'string' || typeof to !== 'string') continue;
    const come = comingToGroup(model, consumers[groups.indexOf(to)]).map((kind) => kind.name);
    if (come.includes(from)) continue;
    const expected = `a group that events of ${from} come to`;
    say('to', `"${to}"`, expected, writeOneOf(from, come, 'the names under producers'));
  }
}
