/** Sections of the model language: what may be tuned, and what things cost. */
import type { Field, Section } from './fields.js';

export const TUNE: Section = {
  form: 'one',
  fields: {},
  open: true,
  paths: true,
  lists: true,
  about: 'what `highwater tune` may change, path: low..high [by step] or values',
};

const price = (about: string): Field => ({ kind: 'count', preset: '0', minimum: 0, about });

export const PRICES: Section = {
  form: 'one',
  about: 'what the system costs',
  fields: {
    currency: { kind: 'text', preset: 'USD', about: 'printed with every price' },
    source: { kind: 'text', preset: '', about: 'where the prices come from' },
    date: { kind: 'text', preset: '', about: 'when they were valid' },
    broker_hour: price('one broker, an hour'),
    handler_hour: price('each of its handlers besides, an hour'),
    consumer_hour: price('one consumer instance or mirror task, an hour'),
    thread_hour: price('each of its threads besides, an hour'),
    shard_hour: price('one copy of one shard of a store, an hour'),
    gb_month: price('a gigabyte kept in logs and stores, a month'),
    archive_gb_month: price('a gigabyte kept in an archive, a month'),
    gb_between_regions: price('a gigabyte that crosses from region to region'),
    zones: {
      kind: 'whole',
      preset: '1',
      minimum: 1,
      maximum: 100,
      about: 'zones over which a cluster and its clients are spread evenly',
    },
    gb_between_zones: price('a gigabyte that crosses from zone to zone'),
  },
};
