/** Cross-checks of clusters: what is on which, who reads and copies which, what a fault hits. */
import { hitsBroker } from './faultModel.js';
import { writeOrAdd } from './hints.js';
import type { FaultModel, Model } from './model.js';
import { topicPath } from './pipelines.js';
import type { LanguageReader, Reading } from './read.js';

/**
 * Each topic, mirror and fault has a cluster that is there; each cluster a topic, each group one.
 */
export function checkClusters(root: Reading, model: Model, reader: LanguageReader): void {
  const given = root.many.get('clusters');
  if (given !== undefined && root.one.has('brokers')) {
    const place = root.places.get('brokers') ?? root.place;
    const hint = 'move brokers under a name in clusters';
    reader.fault(place, 'brokers', 'brokers beside clusters', 'one of them', hint);
    return;
  }
  const names = [...(given?.keys() ?? [])];
  const before = reader.faults.length;
  for (const topic of model.topics) {
    checkName(topicReading(root, topic.name), topicPath(topic), 'cluster', names, reader);
  }
  const isPlaced = reader.faults.length === before;
  for (const { name } of model.mirrors) {
    checkName(entry(root, 'mirrors', name), `mirrors.${name}`, 'copies', names, reader);
  }
  for (const fault of model.faults) {
    const reading = entry(root, 'faults', fault.name);
    checkName(reading, `faults.${fault.name}`, 'cluster', names, reader, isOfCluster(fault));
  }
  model.clusters.forEach(({ name }, cluster) => {
    // Whose topic has a mistyped one is not known.
    if (!isPlaced || name === '' || model.topics.some((topic) => topic.cluster === cluster)) return;
    const place = given?.get(name)?.place ?? root.place;
    const hint = `write cluster: ${name} under a topic, or remove it`;
    const expected = 'a topic that is on it';
    reader.fault(place, `clusters.${name}`, 'a cluster without topics', expected, hint);
  });
  checkReaders(root, model, reader);
}

function entry(root: Reading, section: string, name: string): Reading | undefined {
  return root.many.get(section)?.get(name);
}

/** Whether a fault hits something that each cluster has. */
function isOfCluster({ kind, link }: FaultModel): boolean {
  const isLink = kind === 'link_cut' || kind === 'link_slow';
  return hitsBroker(kind) || (isLink && link === 'producers');
}

/** What a section says of its cluster is the name of one; where there are several, it says so. */
function checkName(
  reading: Reading | undefined,
  path: string,
  key: string,
  names: readonly string[],
  reader: LanguageReader,
  isNeeded = true,
): void {
  if (reading === undefined) return;
  const given = reading.values.get(key);
  const place = reading.places.get(key) ?? reading.place;
  if (typeof given === 'string' && !names.includes(given)) {
    const expected =
      names.length === 0 ? 'a name under clusters' : `a cluster: ${names.join(', ')}`;
    const hint =
      names.length === 0
        ? `remove ${key}, or write clusters: {${given}: {count: 3}} in place of brokers`
        : writeOrAdd(given, [...names], 'clusters');
    reader.fault(place, `${path}.${key}`, `"${given}"`, expected, hint);
  } else if (typeof given !== 'string' && isNeeded && names.length > 1) {
    const expected = `which of ${names.join(', ')}`;
    reader.fault(place, `${path}.${key}`, 'nothing', expected, `add ${key}: ${names[0]}`);
  }
}

/** A group's topics are on one cluster: that which its mirror copies, if it reads from one. */
function checkReaders(root: Reading, model: Model, reader: LanguageReader): void {
  if (model.clusters.length < 2) return;
  const nameOf = (cluster: number): string => model.clusters[cluster].name;
  for (const { name, topics, reads } of model.consumers) {
    const reading = entry(root, 'consumers', name) ?? root;
    const clusters = [...new Set(topics.map((topic) => model.topics[topic].cluster))];
    if (clusters.length > 1) {
      const said = `topics of ${clusters.map(nameOf).join(' and ')}`;
      const hint = 'write a group for each cluster, or a group that sends on from one to the other';
      const expected = 'topics of one cluster: a consumer is connected to one';
      const place = reading.places.get('reads') ?? reading.place;
      reader.fault(place, `consumers.${name}.reads`, said, expected, hint);
    }
    const mirror = model.mirrors.find((each) => each.name === reads);
    if (mirror === undefined || clusters.includes(mirror.copies)) continue;
    const place = reading.places.get('from') ?? reading.place;
    const received = `${mirror.name}, which copies ${nameOf(mirror.copies)}`;
    const expected = `the cluster, or a mirror of ${clusters.map(nameOf).join(' and ')}`;
    reader.fault(place, `consumers.${name}.from`, received, expected, 'write from: cluster');
  }
}

export function checkReplicas(root: Reading, model: Model, reader: LanguageReader): void {
  for (const topic of model.topics) {
    const brokers = model.clusters.at(topic.cluster);
    if (brokers === undefined) continue;
    const reading = topicReading(root, topic.name);
    const path = topicPath(topic);
    const place = (key: string) => reading.places.get(key) ?? reading.place;
    if (topic.replicationFactor > brokers.count) {
      reader.fault(
        place('replication_factor'),
        `${path}.replication_factor`,
        String(topic.replicationFactor),
        `at most the ${brokers.count} brokers ${brokers.name === '' ? 'of a cell' : `of ${brokers.name}`}`,
        `add brokers, or write ${brokers.count}`,
      );
    }
    if (topic.queue === null && topic.minInsyncReplicas > topic.replicationFactor) {
      reader.fault(
        place('min_insync_replicas'),
        `${path}.min_insync_replicas`,
        String(topic.minInsyncReplicas),
        `at most the replication factor ${topic.replicationFactor}`,
        `write ${topic.replicationFactor}`,
      );
    }
  }
  for (const mirror of model.mirrors) {
    const at = root.many.get('mirrors')?.get(mirror.name) ?? root;
    if (mirror.replicationFactor > mirror.brokers.count) {
      reader.fault(
        at.places.get('replication_factor') ?? at.place,
        `mirrors.${mirror.name}.replication_factor`,
        String(mirror.replicationFactor),
        `at most the mirror's ${mirror.brokers.count} brokers`,
        `write ${mirror.brokers.count}`,
      );
    }
  }
}

export function topicReading(root: Reading, name: string): Reading {
  return (name === '' ? root.one.get('topic') : root.many.get('topics')?.get(name)) ?? root;
}
