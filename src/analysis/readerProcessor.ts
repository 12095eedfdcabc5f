/** Arithmetic of the hosts of those who read: what answers take of their processors. */
import type { ProcessorModel } from '../model/model.js';
import { processorRecordSeconds } from '../model/wire.js';
import { mean } from '../statistics/index.js';
import { even, type CellRow } from './cellRow.js';
import { answerRecords, type Loop, type ReaderLoad } from './pollTime.js';
import { withWaking } from './waking.js';

/** Of an answer of so many records, on an idle host that is awake. */
export function unpackSeconds(
  { processor, wireBytesPerRecord }: Pick<ReaderLoad, 'processor' | 'wireBytesPerRecord'>,
  records: number,
): number {
  if (processor === null) return 0;
  const each = processorRecordSeconds(processor, wireBytesPerRecord);
  return mean(processor.timePerRequest) + records * each;
}

/** Of the host with the largest share of the records; `answersPerSecond`: of each session. */
export function readerProcessorRows(
  rate: number,
  name: string,
  loop: Loop,
  answersPerSecond: number,
): CellRow[] {
  const { processor, shares, wireBytesPerRecord } = loop;
  if (processor === null) return [];
  const { hosts, threads, timePerRequest, timePerWakeup } = processor;
  const record = processorRecordSeconds(processor, wireBytesPerRecord);
  const owned = Array.from({ length: hosts }, () => 0);
  const sessions = Array.from({ length: hosts }, () => 0);
  for (const { member, share } of shares.sessions) {
    owned[member % hosts] += share;
    sessions[member % hosts]++;
  }
  const busiest = owned.reduce((a, share, host) => (share > owned[a] ? host : a), 0);
  const answers = answersPerSecond * sessions[busiest];
  const request = mean(timePerRequest);
  const busy = rate * owned[busiest] * record + answers * request;
  const full = shares.sessions
    .filter(({ member }) => member % hosts === busiest)
    .reduce((sum, each) => sum + each.share / answerRecords(loop, each.partitions), 0);
  return [
    {
      name: `${name}.processor`,
      kind: 'station',
      count: hosts,
      unit: 'busy servers',
      capacity: threads,
      offered: withWaking(busy, answers, threads, timePerWakeup),
      atCeiling: owned[busiest] * record + full * request,
      shares: owned,
      ofAll: 1,
      least: owned[busiest] * record,
    },
  ];
}

/**
 * Of instances that read a queue, each of which has `each` messages for every record of the cell,
 * `together` of them in an answer at the most.
 */
export function queueProcessorRows(
  rate: number,
  name: string,
  { processor, instances }: { processor: ProcessorModel | null; instances: number },
  wireBytes: number,
  each: number,
  together: number,
): CellRow[] {
  if (processor === null) return [];
  const { hosts, threads, timePerRequest, timePerWakeup } = processor;
  const share = Math.ceil(instances / hosts) * each;
  const seconds = share * processorRecordSeconds(processor, wireBytes);
  const alone = share * mean(timePerRequest);
  const row = { name: `${name}.processor`, kind: 'station', count: hosts } as const;
  const shares = Array.from({ length: hosts }, (_, host) => Math.ceil((instances - host) / hosts));
  const full = even(
    rate,
    { ...row, unit: 'busy servers', capacity: threads },
    seconds + alone / together,
    shares,
  );
  // As long as there is little to do each comes alone.
  const busy = Math.max(full.offered, Math.min(threads, rate * (seconds + alone)));
  return [{ ...full, offered: withWaking(busy, rate * share, threads, timePerWakeup) }];
}
