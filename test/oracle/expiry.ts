/** What of a producer is older than delivery_timeout: engine/assembly/producers/expiry.ts. */
import type { Flow } from './flow.js';
import type { Batch, Channel, Queue, Request } from './messages.js';
import type { OracleRecord, System } from './system.js';

export interface TooOld {
  readonly underWay: readonly (readonly [Request, Batch])[];
  readonly again: readonly (readonly [Queue, Batch])[];
  /** Of each queue the records, from the oldest on, of all its batches that are too old. */
  readonly unsent: readonly (readonly [Queue, number])[];
}

/** `channels`: those on which something can get too old under way. */
export function tooOld(
  now: number,
  { model, batchRecords }: Flow,
  channels: readonly Channel[],
  queues: readonly Queue[],
): TooOld {
  const isDue = ({ admitted }: OracleRecord): boolean =>
    admitted + model.deliveryTimeoutSeconds <= now;
  const requests = channels.flatMap(({ unanswered }) => unanswered);
  const due = (batches: readonly Batch[]): Batch[] =>
    batches.filter(({ records }) => isDue(records[0]));
  return {
    underWay: requests.flatMap((each) => due(each.batches).map((batch) => [each, batch] as const)),
    again: queues.flatMap((each) => due(each.again).map((batch) => [each, batch] as const)),
    unsent: queues.map((each) => {
      const { unsent } = each;
      let count = 0;
      while (count < unsent.length && isDue(unsent[count])) {
        const batch = unsent.slice(count, count + batchRecords);
        count += batch.filter(({ admitted }) => admitted <= now).length;
      }
      return [each, count] as const;
    }),
  };
}

/** Looks when a record that its producer has, or has again, is too old: now, if it is already. */
export function watchAge(
  { clock, now }: System,
  { model }: Flow,
  producer: number,
  { admitted }: OracleRecord,
  expire: () => void,
): void {
  const due = Math.max(now, admitted + model.deliveryTimeoutSeconds);
  clock.at(due, 'deliveryTimeout', producer, expire);
}
