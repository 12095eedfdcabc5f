/**
 * Who writes and reads what, as descriptions of services say it, to the parts of a model. How much
 * is written no such description says, nor what the work of a record takes: these are to be filled
 * in.
 *
 * A service that reads is a group; what it sends, it sends for each record that it has read, until
 * somebody says otherwise. One that only sends is a kind of producers for each topic. A topic that
 * nobody writes to gets producers, one that nobody reads gets a group: outside of what was
 * described.
 */
import { MAXIMUM_GROUPS } from '../model/limits.js';
import { ImportError } from './importError.js';
import { assumed, missing, part, taken, type Line, type Part } from './imported.js';
import { Names } from './names.js';

export interface Service {
  readonly name: string;
  /** Topics. */
  readonly reads: readonly string[];
  readonly sends: readonly string[];
  /** Of the group or the producers: instances, settings. */
  readonly lines: readonly Line[];
  /** How many there are; null where it is not said. */
  readonly instances: { readonly count: number; readonly from: string } | null;
  /** It is not described, but must be there. */
  readonly outside?: boolean;
  /** A store that it writes to. */
  readonly store: string | null;
  readonly from: string;
}

export interface GraphTopic {
  readonly name: string;
  readonly lines: readonly Line[];
}

export interface Graph {
  readonly services: readonly Service[];
  readonly topics: readonly GraphTopic[];
  readonly brokers: readonly (Line | Part)[];
  readonly stores: readonly { readonly name: string; readonly from: string }[];
}

const RATE = '100/s';
const SIZE = '1 KB';
const TIME = '1 ms';

/** Parts of the model, and notes. Throws ImportError where there is nothing. */
export function graphParts(graph: Graph, file: string): { lines: Part[]; notes: string[] } {
  if (graph.topics.length === 0) {
    const expected = 'topics that somebody writes or reads';
    throw new ImportError(file, 'no topic', expected, 'give a description that names its topics');
  }
  const readers = graph.services.filter(({ reads }) => reads.length > 0);
  const unread = graph.topics.filter(
    ({ name }) => !readers.some(({ reads }) => reads.includes(name)),
  );
  const groups = [...readers, ...unread.map(outsideReader)];
  if (groups.length > MAXIMUM_GROUPS) {
    const expected = `at most ${MAXIMUM_GROUPS} services that read`;
    throw new ImportError(file, `${groups.length}`, expected, 'give a part of the system');
  }
  const names = { topics: new Names(), groups: new Names(), producers: new Names() };
  for (const { name } of graph.topics) names.topics.of(name);
  const circles = closingEdges(readers);
  return {
    lines: [
      part('producers', producerParts(graph, names)),
      part('brokers', graph.brokers),
      part(
        'topics',
        graph.topics.map(({ name, lines }) => part(names.topics.of(name), lines)),
      ),
      part(
        'consumers',
        groups.map((group) => groupPart(group, names, circles)),
      ),
      ...storeParts(graph),
    ],
    notes: notesOf(names, unread, circles),
  };
}

interface AllNames {
  readonly topics: Names;
  readonly groups: Names;
  readonly producers: Names;
}

function outsideReader({ name }: GraphTopic): Service {
  const from = 'nobody here reads it';
  const instances = { count: 1, from };
  return {
    name: `readers-of-${name}`,
    reads: [name],
    sends: [],
    lines: [],
    instances,
    store: null,
    outside: true,
    from,
  };
}

function producerParts({ services, topics }: Graph, names: AllNames): Part[] {
  const kinds: { name: string; topic: string; service: Service | null }[] = [];
  for (const service of services.filter(({ reads }) => reads.length === 0)) {
    for (const topic of service.sends) {
      const name = service.sends.length === 1 ? service.name : `${service.name}-to-${topic}`;
      kinds.push({ name, topic, service });
    }
  }
  for (const { name } of topics) {
    if (services.some(({ sends }) => sends.includes(name))) continue;
    kinds.push({ name: `writers-of-${name}`, topic: name, service: null });
  }
  // Where all is sent on in circles, somebody begins.
  if (kinds.length === 0) kinds.push({ name: 'outside', topic: topics[0].name, service: null });
  return kinds.map(({ name, topic, service }) => {
    const from = service?.from ?? 'nobody here writes to it';
    return part(names.producers.of(name), [
      said(taken('sends', names.topics.of(topic), from), { outside: service === null }),
      missing('rate', RATE, 'no description says how much is written'),
      missing('record_size', SIZE, 'nor how large it is'),
      countLine('count', service?.instances ?? null, from),
      ...(service?.lines ?? []),
    ]);
  });
}

function countLine(key: string, instances: Service['instances'], from: string): Line {
  if (instances === null) return missing(key, '1', `how many there are (${from})`);
  return taken(key, String(instances.count), instances.from);
}

/** What is not described is assumed. */
function said(line: Line, { outside }: Pick<Service, 'outside'>): Line {
  return outside === true ? { ...line, origin: 'assumed' } : line;
}

function groupPart(service: Service, names: AllNames, circles: ReadonlySet<string>): Part {
  const reads = service.reads.map((topic) => names.topics.of(topic));
  return part(names.groups.of(service.name), [
    said(taken('reads', reads.length === 1 ? reads[0] : reads, service.from), service),
    said(countLine('instances', service.instances, service.from), service),
    missing('processing_time', TIME, 'what a record takes'),
    ...(service.store === null ? [] : [taken('store', service.store, service.from)]),
    ...service.lines,
    ...(service.sends.length === 0
      ? []
      : [
          part(
            'sends',
            service.sends.map((topic) =>
              part(names.topics.of(topic), [shareLine(service, topic, circles)]),
            ),
          ),
        ]),
  ]);
}

function shareLine({ name, from }: Service, topic: string, circles: ReadonlySet<string>): Line {
  if (!circles.has(`${name} ${topic}`))
    return assumed('share', '1', `one for each record (${from})`);
  return missing(
    'share',
    '0.1',
    `it closes a circle, which would grow for ever with all (${from})`,
  );
}

/** `service topic` of what is sent back to where it came from: edges that close a circle. */
function closingEdges(services: readonly Service[]): Set<string> {
  const closing = new Set<string>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (topic: string): void => {
    state.set(topic, 'open');
    for (const { name, sends } of services.filter(({ reads }) => reads.includes(topic))) {
      for (const next of sends) {
        if (state.get(next) === 'open') closing.add(`${name} ${next}`);
        else if (state.get(next) === undefined) visit(next);
      }
    }
    state.set(topic, 'done');
  };
  for (const topic of services.flatMap(({ reads }) => reads)) {
    if (state.get(topic) === undefined) visit(topic);
  }
  return closing;
}

function storeParts({ stores, services }: Graph): Part[] {
  const used = stores.filter(({ name }) => services.some(({ store }) => store === name));
  if (used.length === 0) return [];
  const line = (from: string): Line =>
    missing('time_per_request', TIME, `what a write takes (${from})`);
  return [
    part(
      'stores',
      used.map(({ name, from }) => part(name, [line(from)])),
    ),
  ];
}

function notesOf(
  names: AllNames,
  unread: readonly GraphTopic[],
  circles: ReadonlySet<string>,
): string[] {
  const changed = [names.topics, names.groups, names.producers].flatMap((each) => each.changed());
  return [
    // Those made of a topic's name follow it.
    ...changed
      .filter(([was]) => !/^(?:readers|writers)-of-/.test(was))
      .map(([was, is]) => `${was} is ${is} here.`),
    ...(unread.length === 0
      ? []
      : [
          `Nobody here reads ${unread.map(({ name }) => name).join(', ')}: it has a group of its own.`,
        ]),
    ...(circles.size === 0 ? [] : ['Records go in circles: give the shares that do.']),
  ];
}
