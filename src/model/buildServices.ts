/** What groups of a Model call, how they try, and what becomes of what fails. */
import { deskCall, deskModel } from './buildDesks.js';
import { isQueue, producerModel, topicNumber } from './buildFlows.js';
import type {
  BreakerModel,
  BulkModel,
  CallModel,
  ExternalModel,
  ProducerSettings,
  SendModel,
  TopicModel,
  TriesModel,
  WindowModel,
} from './model.js';
import type { Reading } from './read.js';
import { credits, distribution, number, optionalNumber, text, rateLimit } from './readingValues.js';

export function externalModels(root: Reading): ExternalModel[] {
  const externals = root.many.get('externals') ?? new Map<string, Reading>();
  const names = [...externals.keys()];
  return [...externals].map(([name, reading]) => externalModel(name, reading, names));
}

function externalModel(
  name: string,
  reading: Reading,
  externals: readonly string[],
): ExternalModel {
  return {
    name,
    role: text(reading, 'region'),
    time: distribution(reading, 'time'),
    concurrency: optionalNumber(reading, 'concurrency'),
    queueCapacity: optionalNumber(reading, 'queue_capacity'),
    fails: number(reading, 'fails'),
    calls: callModels(reading, externals),
    propagation: distribution(reading, 'propagation'),
    ...deskModel(reading),
  };
}

/**
 * Null where a group's records can neither fail nor wait for anything but its store;
 * acknowledgements of what it sends are something.
 */
export function triesModel(group: Reading, externals: readonly string[]): TriesModel | null {
  const limit = group.one.get('rate_limit');
  const failure = group.one.get('on_failure');
  const fails = number(group, 'fails');
  const calls = callModels(group, externals);
  const bulk = bulkModel(group.one.get('bulk'));
  const window = windowModel(group.one.get('window'));
  const sends = [...(group.many.get('sends') ?? [])];
  const awaits = sends.some(([, reading]) => text(reading, 'wait') === 'true');
  const isPlain = limit === undefined && fails === 0 && calls.length === 0 && !awaits;
  if (isPlain && bulk === null && window === null) return null;
  return {
    rateLimit: limit === undefined ? null : rateLimit(limit),
    fails,
    calls,
    bulk,
    window,
    attempts: failure === undefined ? 1 : number(failure, 'attempts'),
    pauseSeconds: failure === undefined ? 0 : number(failure, 'pause'),
  };
}

function bulkModel(reading: Reading | undefined): BulkModel | null {
  if (reading === undefined) return null;
  return {
    records: number(reading, 'records'),
    lingerSeconds: number(reading, 'linger'),
    timePerRecordSeconds: number(reading, 'time_per_record'),
  };
}

function windowModel(reading: Reading | undefined): WindowModel | null {
  if (reading === undefined) return null;
  const lengthSeconds = number(reading, 'length');
  return {
    lengthSeconds,
    everySeconds: optionalNumber(reading, 'every') ?? lengthSeconds,
    graceSeconds: number(reading, 'grace'),
  };
}

function callModels(caller: Reading, externals: readonly string[]): CallModel[] {
  return [...(caller.many.get('calls') ?? [])].map(([name, reading]) =>
    callModel(Math.max(0, externals.indexOf(name)), reading),
  );
}

function callModel(external: number, reading: Reading): CallModel {
  return {
    external,
    share: number(reading, 'share'),
    timeoutSeconds: optionalNumber(reading, 'timeout'),
    retries: number(reading, 'retries'),
    retryBackoffSeconds: number(reading, 'retry_backoff'),
    retryBackoffMaxSeconds: number(reading, 'retry_backoff_max'),
    jitter: number(reading, 'retry_jitter'),
    atMost: optionalNumber(reading, 'at_most'),
    breaker: breakerModel(reading.one.get('breaker')),
    ...deskCall(reading),
  };
}

function breakerModel(reading: Reading | undefined): BreakerModel | null {
  if (reading === undefined) return null;
  return {
    failures: number(reading, 'failures'),
    window: number(reading, 'window'),
    openSeconds: number(reading, 'open_for'),
    probes: number(reading, 'probes'),
    pauses: text(reading, 'pauses') === 'true',
  };
}

/** A group's own producers, one for each instance that it may have. */
function ownProducer(group: Reading, reading: Reading, toQueue: boolean): ProducerSettings {
  const autoscaler = group.one.get('autoscaler');
  const most = autoscaler === undefined ? 0 : number(autoscaler, 'maximum');
  return {
    ...producerModel(reading, toQueue),
    count: Math.max(number(group, 'instances'), most),
    role: text(group, 'region'),
    overflow: 'block',
    maxBlockSeconds: Infinity,
    rateLimit: null,
    nicBytesPerSecond: number(group, 'nic'),
    nicCredits: credits(group, 'nic_credits'),
    propagation: distribution(group, 'propagation'),
  };
}

/** What each record that is done makes it send, then each that failed for good. */
export function sendModels(
  group: Reading,
  topics: readonly TopicModel[],
  recordBytes: number,
): SendModel[] {
  const sent = (topic: string, reading: Reading, ofFailed: boolean): SendModel => ({
    topic: topicNumber(topics, topic),
    share: ofFailed ? 1 : number(reading, 'share'),
    records: ofFailed ? 1 : number(reading, 'records'),
    ofFailed,
    afterSeconds: number(reading, 'after'),
    recordBytes: optionalNumber(reading, 'record_size') ?? recordBytes,
    settings: {
      ...ownProducer(group, reading, isQueue(topics, topicNumber(topics, topic))),
      awaited: !ofFailed && text(reading, 'wait') === 'true',
    },
  });
  const sends = [...(group.many.get('sends') ?? [])];
  const failure = group.one.get('on_failure');
  const to = failure === undefined ? 'none' : text(failure, 'to');
  return [
    ...sends.map(([topic, reading]) => sent(topic, reading, false)),
    ...(failure === undefined || to === 'none' ? [] : [sent(to, failure, true)]),
  ];
}
