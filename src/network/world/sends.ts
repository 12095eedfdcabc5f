/** Lays out what groups send on, and where journeys over several hops are counted. */
import { makeRows, readField, writeRow } from '../../engine/layout.js';
import { GROUP, MEMBER, PRODUCER, SEND } from '../../engine/rows.js';
import type { ConsumerGroupModel, Model } from '../../model/model.js';
import { BIN_COUNT } from '../../statistics/index.js';
import { freshExtremes } from '../recording/recording.js';
import type { Workshop } from '../workshop.js';
import { streamRow } from './randomness.js';
import { memberPlaces, type Places } from './readers.js';

/** Whether any group does. */
export function sendsOn({ consumers }: Model): boolean {
  return consumers.some(({ sends }) => sends.length > 0);
}

/** Whether what a group reads comes from other groups, so that its journeys are more than its hop. */
export function hasJourneys({ consumers }: Model, { topic }: ConsumerGroupModel): boolean {
  return consumers.some(({ sends }) => sends.some((send) => send.topic === topic));
}

/** `producers`: where the producers of each group's sends begin, in the order of the groups and their sends. */
export function writeSends(
  workshop: Workshop,
  { groups }: Places,
  producers: readonly number[],
): void {
  const { model, arena } = workshop;
  let next = 0;
  model.consumers.forEach((group, index) => {
    const place = groups + index * GROUP.bytes;
    if (hasJourneys(model, group)) {
      const journeyBins = arena.ints(BIN_COUNT).byteOffset;
      const journeyExtremes = freshExtremes(arena, 1).byteOffset;
      writeRow(arena, GROUP, place, { journeyBins, journeyExtremes });
    }
    const own = producers.slice(next, next + group.sends.length);
    next += group.sends.length;
    if (own.length > 0) writeSendsOf(workshop, group, place, own);
  });
}

function writeSendsOf(
  workshop: Workshop,
  model: ConsumerGroupModel,
  group: number,
  producers: readonly number[],
): void {
  const { arena } = workshop;
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
    for (let place = 0; place < memberPlaces(model); place++) {
      const sender = members + place * MEMBER.bytes;
      writeRow(arena, PRODUCER, first + place * PRODUCER.bytes, { sender });
    }
  }
  const lots = low > 0 ? streamRow(workshop, `consumers.${name}`, 'sends') : 0;
  writeRow(arena, GROUP, group, { sends: rows, sendCount: sends.length, lots });
}
