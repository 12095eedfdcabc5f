/** Cross-checks of links and disks with credits: less without them than with, and not of queues. */
import type { Model } from './model.js';
import type { LanguageReader, Reading } from './read.js';
import { credits, number } from './readingValues.js';

export function checkCredits(root: Reading, model: Model, reader: LanguageReader): void {
  const each = (section: string): [string, Reading][] => {
    const one = root.one.get(section);
    const many = [...(root.many.get(section) ?? [])];
    const named = many.map(([name, reading]): [string, Reading] => [`${section}.${name}`, reading]);
    return one === undefined ? named : [[section, one], ...named];
  };
  const mirrors = each('mirrors');
  const copies = mirrors.flatMap(([path, mirror]): [string, Reading][] => {
    const brokers = mirror.one.get('brokers');
    return brokers === undefined ? [] : [[`${path}.brokers`, brokers]];
  });
  const clusters = [...each('brokers'), ...each('clusters')];
  const hosts = [...clusters, ...copies, ...mirrors, ...each('producers'), ...each('consumers')];
  for (const [path, reading] of hosts) compare(path, reading, 'nic_credits', 'nic', reader);
  for (const [path, reading] of [...clusters, ...copies]) {
    const disk = reading.one.get('disk');
    if (disk !== undefined) compare(`${path}.disk`, disk, 'credits', 'bandwidth', reader);
  }
  model.clusters.forEach(({ queues }, index) => {
    const [path, reading] = clusters.at(index) ?? ['', root];
    if (queues === null) return;
    refuse(path, reading, 'nic_credits', reader);
    const disk = reading.one.get('disk');
    if (disk !== undefined) refuse(`${path}.disk`, disk, 'credits', reader);
  });
}

/** A baseline is below the full speed. */
function compare(
  path: string,
  reading: Reading,
  key: string,
  full: string,
  reader: LanguageReader,
): void {
  const given = credits(reading, key);
  const speed = number(reading, full);
  if (given === null || given.baselineBytesPerSecond < speed) return;
  const section = reading.one.get(key) ?? reading;
  const place = section.places.get('baseline') ?? section.place;
  const received = `${given.baselineBytesPerSecond} B/s, where ${full} is ${speed} B/s`;
  const expected = `less than ${full}, which lasts as long as credits do`;
  const hint = `write a lower baseline, or a higher ${full}`;
  reader.fault(place, `${path}.${key}.baseline`, received, expected, hint);
}

function refuse(path: string, reading: Reading, key: string, reader: LanguageReader): void {
  const section = reading.one.get(key);
  if (section === undefined) return;
  const place = reading.places.get(key) ?? section.place;
  const hint = 'remove it, and write the speed that lasts';
  reader.fault(place, `${path}.${key}`, `${key} of queues`, 'brokers of logs', hint);
}
