/**
 * Kafka's metrics under the names that the usual exporters give them, as facts.
 *
 * The JMX exporter names a bean
 * `kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec,topic=orders` by its rules: without
 * any `kafka_server_BrokerTopicMetrics_Count{name="MessagesInPerSec"}`, with those of its examples
 * and of Strimzi `kafka_server_brokertopicmetrics_messagesin_total`, with others
 * `kafka_server_brokertopicmetrics_messagesinpersec_oneminuterate`.
 * All are the bean's words in lower case, with the name in the name or in a label; and so they are
 * read here.
 * kafka_exporter: `kafka_topic_partition_current_offset`, `kafka_consumergroup_current_offset`,
 * `kafka_consumergroup_lag` and the like.
 */
import type { Sample } from './samples.js';

/**
 * Stages of a request at a broker, by the names of kafka.network:type=RequestMetrics, and what they
 * are here.
 */
export const REQUEST_TIMES = {
  requestqueuetimems: 'broker_wait',
  localtimems: 'broker_service',
  remotetimems: 'replication',
  responsequeuetimems: 'response queue',
  responsesendtimems: 'response send',
  totaltimems: 'all at the broker',
} as const;
export type RequestTime = keyof typeof REQUEST_TIMES;
export const TIMES = Object.keys(REQUEST_TIMES) as RequestTime[];

export interface Fact {
  readonly kind:
    | 'messages'
    | 'bytes_in'
    | 'bytes_out'
    | 'idle'
    | 'request_time'
    | 'requests'
    | 'brokers'
    | 'partitions'
    | 'replicas'
    | 'end_offset'
    | 'group_offset'
    | 'lag'
    | 'members';
  /** Whose it is; empty where it is nobody's. */
  readonly topic: string;
  readonly partition: string;
  readonly group: string;
  readonly request: string;
  /** Of a request_time: which, and its rank or the mean. */
  readonly time: RequestTime | null;
  readonly of: number | 'mean';
  /** Whether it is per second already; else a counter. */
  readonly rate: boolean;
}

/** What a sample says; null where it is of no use here. */
export function factOf({ name, labels }: Sample): Fact | null {
  const label = (key: string): string => labels[key] ?? '';
  const lower = name.toLowerCase();
  const bean = `${lower}_${label('name').toLowerCase()}`;
  const base: Omit<Fact, 'kind'> = {
    topic: label('topic'),
    partition: label('partition'),
    group: label('consumergroup') || label('group'),
    request: label('request').toLowerCase(),
    time: null,
    of: 'mean',
    rate: false,
  };
  if (bean.includes('brokertopicmetrics')) return topicMetric(bean, base);
  if (/requesthandler.*idle/.test(bean) && !/_count$|_total_?$/.test(lower))
    return { ...base, kind: 'idle' };
  if (bean.includes('requestmetrics')) return requestMetric(bean, labels['quantile'], base);
  switch (lower) {
    case 'kafka_brokers':
      return { ...base, kind: 'brokers' };
    case 'kafka_topic_partitions':
      return { ...base, kind: 'partitions' };
    case 'kafka_topic_partition_replicas':
      return { ...base, kind: 'replicas' };
    case 'kafka_topic_partition_current_offset':
    case 'kafka_partition_latest_offset':
      return { ...base, kind: 'end_offset' };
    case 'kafka_consumergroup_current_offset':
    case 'kafka_consumergroup_group_offset':
      return { ...base, kind: 'group_offset' };
    case 'kafka_consumergroup_lag':
    case 'kafka_consumergroup_group_lag':
      return { ...base, kind: 'lag' };
    case 'kafka_consumergroup_members':
      return { ...base, kind: 'members' };
    default:
      return null;
  }
}

function topicMetric(bean: string, base: Omit<Fact, 'kind'>): Fact | null {
  const kinds = [
    ['messages', /messagesin/],
    ['bytes_in', /(?:^|_)bytesin/],
    ['bytes_out', /(?:^|_)bytesout/],
  ] as const;
  const kind = kinds.find(([, pattern]) => pattern.test(bean))?.[0];
  if (kind === undefined) return null;
  if (/oneminuterate|_rate/.test(bean)) return { ...base, kind, rate: true };
  return /count|total/.test(bean) ? { ...base, kind } : null;
}

function requestMetric(
  bean: string,
  quantile: string | undefined,
  base: Omit<Fact, 'kind'>,
): Fact | null {
  const time = TIMES.find((each) => bean.includes(each)) ?? null;
  if (time === null) {
    if (!/requestspersec|requests_total/.test(bean)) return null;
    if (/oneminuterate/.test(bean)) return { ...base, kind: 'requests', rate: true };
    return /count|total/.test(bean) ? { ...base, kind: 'requests' } : null;
  }
  const told: Fact = { ...base, kind: 'request_time', time };
  const rank = Number(quantile ?? NaN);
  if (rank > 0 && rank < 1) return { ...told, of: rank };
  // 999thPercentile is 99.9%.
  const percentile = /_(\d+)thpercentile/.exec(bean)?.[1];
  if (percentile !== undefined) return { ...told, of: Number(`0.${percentile}`) };
  return bean.includes('_mean') ? told : null;
}
