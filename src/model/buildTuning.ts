/** The sections `tune` and `prices` of a Model. */
import { DesignError, parseRange, type Factor } from './factor.js';
import type { PriceModel } from './model.js';
import type { LanguageReader, Reading } from './read.js';
import { number, text } from './readingValues.js';

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
  return {
    currency: text(reading, 'currency'),
    source: text(reading, 'source'),
    date: text(reading, 'date'),
    brokerHour: number(reading, 'broker_hour'),
    handlerHour: number(reading, 'handler_hour'),
    consumerHour: number(reading, 'consumer_hour'),
    threadHour: number(reading, 'thread_hour'),
    shardHour: number(reading, 'shard_hour'),
    gigabyteMonth: number(reading, 'gb_month'),
    archiveGigabyteMonth: number(reading, 'archive_gb_month'),
    gigabyteBetweenRegions: number(reading, 'gb_between_regions'),
    zones: number(reading, 'zones'),
    gigabyteBetweenZones: number(reading, 'gb_between_zones'),
  };
}
