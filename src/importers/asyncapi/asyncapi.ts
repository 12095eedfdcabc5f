/**
 * AsyncAPI documents to a model: who writes and reads which channel. One document describes one
 * application; several together are a system.
 *
 * Version 3: an operation's action is what the application does (send, receive) with the channel
 * that it refers to.
 * Version 1 and 2: `publish` is what others may publish, so that the application receives it, and
 * `subscribe` is what it sends; the specification says so, and many documents have it the other way
 * round: a note asks to look.
 * Kafka's bindings of a channel name its topic, partitions and replicas.
 */
import { readYaml, type Item } from '../document.js';
import { graphParts, type GraphTopic, type Service } from '../graph.js';
import { assumed, missing, taken, type Imported, type Line, type TextFile } from '../imported.js';
import { asName } from '../names.js';

const WHAT = 'an AsyncAPI document';

/** Throws ImportError. */
export function importAsyncapi(files: readonly TextFile[]): Imported {
  const documents = files.flatMap((file) =>
    readYaml(file, WHAT).map((item) => ({ item, file: file.name, version: versionOf(item) })),
  );
  const topics = new Map<string, GraphTopic>();
  const services = documents.map(({ item, file, version }): Service => {
    const edges = version >= 3 ? operations(item) : channelsOf2(item);
    for (const { channel } of edges) keepTopic(topics, channel, file);
    const of = (does: Edge['does']): string[] => [
      ...new Set(edges.filter((edge) => edge.does === does).map(({ channel }) => channel.topic)),
    ];
    const name = asName(item.at('info.title').text() ?? file.replace(/\.\w+$/, ''));
    const reads = of('receive');
    const sends = of('send');
    const from = `${file}, operations`;
    return { name, reads, sends, lines: [], instances: null, store: null, from };
  });
  const copies = [...topics.values()].flatMap(({ lines }) =>
    lines.filter(({ key }) => key === 'replication_factor').map(({ value }) => Number(value)),
  );
  const names = files.map(({ name }) => name).join(', ');
  const most = copies.reduce((a, b) => Math.max(a, b), 1);
  const graph = graphParts(
    {
      services,
      topics: [...topics.values()],
      brokers: [missing('count', String(most), 'no document says how many brokers there are')],
      stores: [],
    },
    names,
  );
  return {
    name: services.length === 1 ? services[0].name : 'asyncapi',
    question: 'What gives way first in this system, and what latency do people see?',
    lines: graph.lines,
    notes: [...graph.notes, ...(documents.some(({ version }) => version < 3) ? [TURNED] : [])],
  };
}

const TURNED =
  'In AsyncAPI 1 and 2 publish is what the application receives, and subscribe what it sends; look whether your document means it so.';

/** The major version. */
function versionOf(item: Item): number {
  const version = item.get('asyncapi');
  const major = /^(\d+)\./.exec(version.text() ?? '')?.[1];
  if (major === undefined)
    throw version.not('asyncapi: a version such as 3.0.0', 'give an AsyncAPI document');
  return Number(major);
}

interface Channel {
  readonly topic: string;
  readonly bindings: Item;
}

interface Edge {
  readonly does: 'send' | 'receive';
  readonly channel: Channel;
}

function channelOf(key: string, item: Item): Channel {
  const bindings = item.at('bindings.kafka');
  const topic = bindings.get('topic').text() ?? item.get('address').text() ?? key;
  return { topic, bindings };
}

function channelsOf2(root: Item): Edge[] {
  return root
    .get('channels')
    .entries()
    .flatMap(([key, item]): Edge[] => {
      const channel = channelOf(key, item);
      return [
        ...(item.get('publish').there ? [{ does: 'receive' as const, channel }] : []),
        ...(item.get('subscribe').there ? [{ does: 'send' as const, channel }] : []),
      ];
    });
}

function operations(root: Item): Edge[] {
  return root
    .get('operations')
    .entries()
    .map(([, operation]): Edge => {
      const action = operation.get('action').text();
      if (action !== 'send' && action !== 'receive') {
        throw operation.get('action').not('send or receive', 'write what the application does');
      }
      const reference = operation.at('channel.$ref');
      const key = /#\/channels\/(.+)$/.exec(reference.text() ?? '')?.[1];
      if (key === undefined) {
        throw reference.not(
          'a reference such as #/channels/orders',
          'refer to a channel of this document',
        );
      }
      const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
      const channel = root.get('channels').get(name);
      if (!channel.there) throw reference.not(`a channel that is there`, `add channels.${name}`);
      return { does: action, channel: channelOf(name, channel) };
    });
}

/** What a later document says of a topic stands where the first says nothing. */
function keepTopic(
  topics: Map<string, GraphTopic>,
  { topic, bindings }: Channel,
  file: string,
): void {
  const before = topics.get(topic);
  const told = bindings.get('partitions').there || bindings.get('replicas').there;
  if (before !== undefined && !told) return;
  const line = (key: string, name: string, why: string): Line => {
    const given = bindings.get(name).whole(1);
    return given === null
      ? assumed(key, '1', why)
      : taken(key, String(given), `${file}, bindings.kafka.${name} of ${topic}`);
  };
  topics.set(topic, {
    name: topic,
    lines: [
      line('partitions', 'partitions', 'no bindings.kafka.partitions'),
      line('replication_factor', 'replicas', 'no bindings.kafka.replicas'),
    ],
  });
}
