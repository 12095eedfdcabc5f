/** Lays out the processors of the hosts of producers and of readers. */
import type { Presence } from '../../engine/presence.js';
import type { Values } from '../../engine/layout.js';
import type { ProducerSettingsRow, ReaderRow } from '../../engine/rows.js';
import type { ConsumerGroupModel, ProcessorModel, ProducerModel } from '../../model/model.js';
import { processorRecordSeconds } from '../../model/wire.js';
import { mean } from '../../statistics/index.js';
import type { TrialContext } from '../trialContext.js';
import { drawRow } from './randomness.js';

export function sendersProcessor(
  context: TrialContext,
  path: string,
  { processor, recordBytes }: ProducerModel,
): Values<ProducerSettingsRow> {
  if (processor === null) return {};
  const name = `${path}.processor`;
  return {
    ...stationOf(context, name, processor, null),
    recordSeconds: processorRecordSeconds(processor, recordBytes),
    drawMaking: drawRow(context, processor.timePerRequest, name, 'time_per_request'),
  };
}

/** `members`: whom the hosts are dealt to, and when they are there. */
export function readersProcessor(
  context: TrialContext,
  path: string,
  { processor }: Pick<ConsumerGroupModel, 'processor'>,
  { members, presence }: { readonly members: number; readonly presence: Presence | null },
): Values<ReaderRow> {
  if (processor === null) return {};
  const { hosts, timePerRecordSeconds, timePerByteSeconds, timePerRequest } = processor;
  const own = hosts === members;
  const name = `${path}.processor`;
  return {
    ...stationOf(context, name, processor, own ? presence : null),
    hosts,
    hostsAreOwn: Number(own),
    secondsPerRecord: timePerRecordSeconds,
    secondsPerByte: timePerByteSeconds,
    drawUnpacking: drawRow(context, timePerRequest, name, 'time_per_request'),
    unpackedAt: context.arena.allocate(members * 8),
  };
}

function stationOf(
  context: TrialContext,
  name: string,
  { hosts, threads, timePerWakeup }: ProcessorModel,
  presence: Presence | null,
): Pick<ProducerSettingsRow, 'processor' | 'processorFactor' | 'wakes' | 'drawWakeup'> {
  return {
    processor: context.station(name, 'station', hosts, threads, presence).address,
    processorFactor: 1 / context.speed(name),
    wakes: Number(mean(timePerWakeup) > 0),
    drawWakeup: drawRow(context, timePerWakeup, name, 'time_per_wakeup'),
  };
}
