/**
 * Lays out what groups send on, and where journeys over several hops are counted, and reads them
 * off.
 */
import { makeRows, readField, writeRow } from '../../engine/layout.js';
import { GROUP, MEMBER, PRODUCER, SEND } from '../../engine/rows.js';
import type { ConsumerGroupModel, Model } from '../../model/model.js';
import { hasDeadLetters, hopsOf } from '../../model/pipelines.js';
import { BIN_COUNT } from '../../statistics/index.js';
import { COARSE_COUNT, freshExtremes } from '../recording/recording.js';
import { STAGES } from '../recording/stages.js';
import type { JourneyMeasurements } from '../measurements.js';
import type { TrialContext } from '../trialContext.js';
import { streamRow } from './randomness.js';
import { windowsRow } from './windows.js';
import { memberRows, type Addresses } from './readers.js';

/** Whether any group does, or queues do of what they give up. */
export function sendsOn(model: Model): boolean {
  return model.consumers.some(({ sends }) => sends.length > 0) || hasDeadLetters(model);
}

/**
 * Whether what a group reads comes from other groups, so that its journeys are more than its hop.
 */
function hasJourneys({ consumers, topics: all }: Model, { topics }: ConsumerGroupModel): boolean {
  return (
    consumers.some(({ sends }) => sends.some((send) => topics.includes(send.topic))) ||
    all.some(({ queue }) => topics.includes(queue?.deadLetter ?? -1))
  );
}

/**
 * `producers`: where the producers of each group's sends begin, in the order of the groups and
 * their sends.
 */
export function writeSends(
  context: TrialContext,
  { groups }: Addresses,
  producers: readonly number[],
): void {
  const { model, arena } = context;
  let next = 0;
  model.consumers.forEach((group, index) => {
    const address = groups + index * GROUP.bytes;
    if (hasJourneys(model, group)) {
      writeRow(arena, GROUP, address, {
        journeyBins: arena.ints(BIN_COUNT).byteOffset,
        journeyExtremes: freshExtremes(arena, 1).byteOffset,
      });
    }
    writeJourneyRows(context, address, index);
    const own = producers.slice(next, next + group.sends.length);
    next += group.sends.length;
    if (own.length > 0) writeSendsOf(context, group, address, own);
  });
}

/** Room for the sums of a group's journeys. */
function writeJourneyRows({ model, arena }: TrialContext, address: number, index: number): void {
  const hops = hopsOf(model, index);
  const positions = arena.ints(model.consumers.length);
  hops.forEach((group, hop) => {
    positions[group] = hop;
  });
  const columns = journeyColumns(hops.length);
  writeRow(arena, GROUP, address, {
    journeyRows: arena.floats(COARSE_COUNT * columns).byteOffset,
    journeyWidth: 8 * columns,
    journeyPositions: positions.byteOffset,
    journeyScratch: arena.floats(STAGES.length).byteOffset,
  });
}

/** What the groups' journeys came to; none where nothing is sent on. */
export function journeySumsOf(
  { arena, model }: TrialContext,
  groups: number,
): JourneyMeasurements[] {
  if (!sendsOn(model)) return [];
  return model.consumers.map(({ name }, index) => {
    const address = groups + index * GROUP.bytes;
    const hops = hopsOf(model, index);
    const columns = journeyColumns(hops.length);
    const rows = arena.floatsAt(
      readField(arena, GROUP, address, 'journeyRows'),
      COARSE_COUNT * columns,
    );
    const sums: Record<string, readonly number[]> = {};
    for (let bin = 0; bin < COARSE_COUNT; bin++) {
      const row = rows.subarray(bin * columns, (bin + 1) * columns);
      if (row[0] > 0) sums[String(bin)] = [...row];
    }
    return { group: name, hops: hops.map((hop) => model.consumers[hop].name), sums };
  });
}

/** Of a row of sums: how many journeys, their latencies, then a hop's stages after the other's. */
function journeyColumns(hops: number): number {
  return 2 + hops * STAGES.length;
}

function writeSendsOf(
  context: TrialContext,
  model: ConsumerGroupModel,
  group: number,
  producers: readonly number[],
): void {
  const { arena } = context;
  const { name, sends } = model;
  const rows = makeRows(arena, SEND, sends.length);
  let low = 0;
  sends.forEach(({ share, records, afterSeconds, ofFailed }, index) => {
    const [from, to] = share === 1 ? [0, 1] : [low, low + share];
    if (share < 1) low = to;
    writeRow(arena, SEND, rows + index * SEND.bytes, {
      producers: producers[index],
      low: from,
      high: to,
      records,
      ofFailed: Number(ofFailed),
      afterSeconds,
    });
  });
  const members = readField(arena, GROUP, group, 'members');
  for (const first of producers) {
    for (let position = 0; position < memberRows(model); position++) {
      const sender = members + position * MEMBER.bytes;
      writeRow(arena, PRODUCER, first + position * PRODUCER.bytes, { sender });
    }
  }
  const lots = low > 0 ? streamRow(context, `consumers.${name}`, 'sends') : 0;
  const windows = windowsRow(arena, model, group);
  writeRow(arena, GROUP, group, { sends: rows, sendCount: sends.length, lots, windows });
}
