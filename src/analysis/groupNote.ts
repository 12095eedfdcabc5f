/**
 * Why a consumer group carries less than its threads could work off, and which settings bring more:
 * by arithmetic.
 */
import type { ConsumerGroupModel, Model } from '../model/model.js';
import { pipelinesOf } from '../model/pipelines.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import { cellFacts } from './cellFacts.js';
import type { OfferedResource } from './offeredLoad.js';
import { saturatedSeconds, slowestAnswer } from './pollArithmetic.js';
import { workSeconds, type Loop } from './pollTime.js';
import { prefetchNote, visibilityNote } from './queueRows.js';
import { queueSharesNote } from './queueShares.js';
import { CellShares } from './shares.js';

/**
 * A setting is named where it brings a tenth more; and a group where its threads could work off a
 * tenth more.
 */
const WORTH_NAMING = 1.1;
const MORE = 4;

/**
 * In words, of the group `consumers.<name>`; empty where nothing but its threads' own work keeps it
 * from more.
 */
export function groupNote(model: Model, resource: string): string {
  const reader = model.consumers.find(({ name }) => `consumers.${name}` === resource);
  if (reader !== undefined && reader.queue !== null) {
    const [placement] = model.placements;
    const events = cellEventsPerSecond(model, 0);
    const notes = [
      prefetchNote(model, reader),
      visibilityNote(model, reader, events),
      queueSharesNote(model, reader, placement, events),
    ];
    return notes.filter((note) => note !== '').join('; ');
  }
  for (const pipeline of pipelinesOf(model)) {
    if ((pipeline.topic?.queue ?? null) !== null) continue;
    const shares = new CellShares(pipeline);
    for (const placement of model.placements) {
      const { groups } = cellFacts(pipeline, shares, placement, 1) ?? { groups: [] };
      const found = groups.find(({ loop }) => `consumers.${loop.settings.name}` === resource);
      if (found !== undefined) return noteOf(found.loop);
    }
  }
  return '';
}

/** From here on a group is called full. */
const FULL = 0.9;

/**
 * In words, of the group `consumers.<name>` that is full at this load and yet carries more: its
 * threads wait for the slowest record of each poll, in fuller polls for a smaller part of the time.
 * Empty where it is not so.
 */
export function pollsNote(
  model: Model,
  { name, utilization, ceilingEventsPerSecond }: OfferedResource,
  eventsPerSecond: number,
): string {
  const reader = model.consumers.find((each) => `consumers.${each.name}` === name);
  const times = ceilingEventsPerSecond / eventsPerSecond;
  if (reader === undefined || reader.queue !== null || !reader.waitsForPoll) return '';
  if (utilization < FULL || times < WORTH_NAMING) return '';
  return `its threads are held ${(100 * utilization).toFixed(0)}% of the time at this load, also while they wait for the slowest record of a poll; fuller polls carry ${times.toFixed(1)} times as much, and make records wait longer; wait_for_poll: false lets each thread go when its record is done`;
}

function noteOf(loop: Loop): string {
  const { settings, shares } = loop;
  const seconds = saturatedSeconds(loop);
  const working = (shares.most * workSeconds(loop)) / settings.threads;
  if (seconds < working * WORTH_NAMING) return '';
  const share = `${(100 * (working / seconds)).toFixed(0)}%`;
  const answer = slowestAnswer(loop);
  const why =
    seconds < answer.secondsPerRecord * WORTH_NAMING
      ? `an answer takes ${(1e3 * answer.seconds).toPrecision(3)} ms to come, of at most ${answer.records.toFixed(0)} records, and the next is asked for when it is there`
      : reasons(loop).join(', ');
  const brings = changes(loop)
    .map(([text, change]) => {
      const changed = { ...loop, settings: { ...settings, ...change } };
      return { text, gain: seconds / saturatedSeconds(changed) };
    })
    .filter(({ gain }) => gain >= WORTH_NAMING)
    .sort((a, b) => b.gain - a.gain)
    .map(({ text, gain }) => `${text} would bring ${gain.toFixed(1)} times as much`);
  return [`its threads work ${share} of the time at that: ${why}`, ...brings].join('; ');
}

function reasons(loop: Loop): string[] {
  const { settings, store, shares } = loop;
  const { threads, waitsForPoll, concurrency, timePerPollSeconds, maxPollRecords } = settings;
  const found: string[] = [];
  if (waitsForPoll && threads > 1 && workSeconds(loop) > 0) {
    found.push(`a poll of ${maxPollRecords} records waits for its slowest on ${threads} threads`);
  }
  if (concurrency === 'partition' && threads > shares.partitions) {
    found.push(
      `${shares.partitions} of ${threads} threads is all that a member's partitions can keep busy`,
    );
  } else if (concurrency !== 'free' && threads > 1) {
    found.push(`records of one ${concurrency} go one at a time`);
    // Of a poll's keys only the most popular one is looked at.
    if (waitsForPoll && concurrency === 'key') found.push('the ceiling is an upper bound');
  }
  if (store !== undefined) found.push(`they wait for ${store.name}`);
  if (timePerPollSeconds > 0) found.push('each poll costs time_per_poll');
  if (settings.pollIntervalSeconds > 0) found.push('it polls once in a poll_interval');
  if (found.length === 0) found.push('they wait for the next answer');
  return found;
}

type Change = Partial<ConsumerGroupModel>;

/** What may be tried, in the words of the language. */
function changes(loop: Loop): (readonly [string, Change])[] {
  const { settings } = loop;
  const { maxPollRecords, maxPartitionFetchBytes, waitsForPoll, concurrency } = settings;
  const oneByOne = { waitsForPoll: false, writesInBulk: false };
  const records = MORE * maxPollRecords;
  const tried: (readonly [string, Change])[] = [
    [`max_poll_records: ${records}`, { maxPollRecords: records }],
  ];
  if (waitsForPoll) tried.push(['wait_for_poll: false', oneByOne]);
  if (waitsForPoll && !settings.writesInBulk) {
    tried.push(['bulk_writes: true', { writesInBulk: true }]);
  }
  if (concurrency !== 'free') tried.push(['concurrency: free', { concurrency: 'free' }]);
  const bytes = MORE * maxPartitionFetchBytes;
  tried.push([`max_partition_fetch_bytes: ${bytes} B`, { maxPartitionFetchBytes: bytes }]);
  if (settings.fetchMinBytes > 1) tried.push(['fetch_min_bytes: 1 B', { fetchMinBytes: 1 }]);
  if (settings.receiveBufferBytes !== null) {
    tried.push(['no receive_buffer', { receiveBufferBytes: null }]);
  }
  return tried;
}
