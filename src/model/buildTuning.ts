/** The sections `tune` and `prices` of a Model. */
import { DesignError, parseRange, type Factor } from './factor.js';
import type { PriceModel } from './model.js';
import type { LanguageReader, Reading } from './read.js';

export function tunedFactors(root: Reading, reader: LanguageReader): Factor[] {
  const tune = root.one.get('tune');
  return [...(tune?.own ?? [])].flatMap(([path, given]) => {
    try {
      return [{ path, range: parseRange(given) }];
    } catch (error) {
      if (!(error instanceof DesignError)) throw error;
      const [what, hint] = error.message.split('; ');
      const place = tune?.places.get(path) ?? root.place;
      reader.fault(place, `tune.${path}`, what, 'low..high, or values', hint);
      return [];
    }
  });
}

export function priceModel(reading: Reading): PriceModel {
  const number = (key: string): number => reading.values.get(key) as number;
  const text = (key: string): string => (reading.values.get(key) as string | null) ?? '';
  return {
    currency: text('currency'),
    source: text('source'),
    date: text('date'),
    brokerHour: number('broker_hour'),
    handlerHour: number('handler_hour'),
    consumerHour: number('consumer_hour'),
    threadHour: number('thread_hour'),
    shardHour: number('shard_hour'),
    gigabyteMonth: number('gb_month'),
    archiveGigabyteMonth: number('archive_gb_month'),
    gigabyteBetweenRegions: number('gb_between_regions'),
    zones: number('zones'),
    gigabyteBetweenZones: number('gb_between_zones'),
  };
}
