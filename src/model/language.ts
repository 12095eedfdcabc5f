/**
 * The model language as one table: every key with its kind, default, range and meaning. The parser,
 * the JSON Schema and the hints are read off it.
 */
import { BROKERS, CLUSTERS, MIRRORS, TOPIC, TOPICS } from './clusterLanguage.js';
import { PRODUCERS } from './producerLanguage.js';
import { FAULTS } from './faultLanguage.js';
import type { Field, Section } from './fields.js';
import { JOURNEYS } from './journeyLanguage.js';
import { CONSUMERS, STORES } from './readerLanguage.js';
import { EXTERNALS } from './serviceLanguage.js';
import { PRICES, TUNE } from './tuningLanguage.js';

const measuredTime = (about: string): Field => ({ kind: 'duration', preset: null, about });
const measuredQuantile = measuredTime('a measured quantile');

export const LANGUAGE: Section = {
  form: 'one',
  about: 'A system of users, producers, brokers, consumers and stores',
  fields: {
    name: { kind: 'text', preset: null, about: 'default: the file name' },
    question: { kind: 'text', preset: '', about: 'what the author wants to know' },
    promises: {
      kind: 'texts',
      preset: null,
      example: '[p99 < 50 ms]',
      about:
        'what must hold: p99 < 50 ms, p99(to mail) < 10 s, dropped = 0. run says whether it does; capacity and tune look for what keeps it',
    },
    users: {
      kind: 'count',
      preset: null,
      assumed: 1,
      minimum: 1,
      maximum: 1e12,
      about:
        'users in all, with workload.events_per_user; left out with workload.rate or workload.think_time',
    },
  },
  sections: {
    workload: {
      form: 'one',
      required: true,
      unless: 'topics',
      about: 'what the users do',
      fields: {
        events_per_user: {
          kind: 'rate',
          preset: null,
          assumed: 1,
          minimum: 0,
          about: 'events of one user',
        },
        rate: {
          kind: 'rate',
          preset: null,
          about: 'events of the whole system; in place of users and events_per_user',
        },
        arrivals: {
          kind: 'arrivals',
          preset: 'poisson',
          about:
            'poisson, constant, or {kind: on_off | diurnal | wave | ramp | steps | spikes | cron | batches | trace, ...}',
        },
        record_size: {
          kind: 'size',
          preset: '1 KB',
          minimum: 1,
          maximum: 1e9,
          about: 'size of one record',
        },
        keys: {
          kind: 'keys',
          preset: 'none',
          about: 'none, or {kind: uniform | zipf | hot, count: ..., ...}',
        },
        callers: {
          kind: 'whole',
          preset: null,
          minimum: 1,
          maximum: 100_000,
          about:
            'direct delivery only: so many callers, each waiting for its call; default: nobody waits',
        },
        think_time: {
          kind: 'time_distribution',
          preset: null,
          about:
            'the callers are the users: each thinks, calls, waits for all answers; without users and their events, whose ' +
            'rate is then callers / (think time + time of a call alone), or the least ceiling',
        },
      },
    },
    regions: {
      form: 'one',
      about: 'regions and the distances between them',
      fields: {
        names: { kind: 'names', preset: 'local', about: 'names of regions' },
        delay: {
          kind: 'delays',
          preset: null,
          about: 'one-way delay: {from: {to: 34 ms}}; symmetric unless both are given',
        },
        jitter: {
          kind: 'factor_distribution',
          preset: '1',
          about: 'multiplies each crossing: a distribution of mean 1',
        },
      },
    },
    cells: {
      form: 'list',
      open: true,
      about:
        'how many cells, and which region has which role there (home, and others that you name)',
      fields: {
        count: { kind: 'whole', preset: '1', minimum: 1, maximum: 1_000_000, about: 'alike cells' },
        weight: {
          kind: 'count',
          preset: '1',
          minimum: 0,
          about: 'users of a cell here, relative to others',
        },
      },
    },
    producers: PRODUCERS,
    brokers: BROKERS,
    clusters: CLUSTERS,
    topic: TOPIC,
    topics: TOPICS,
    mirrors: MIRRORS,
    consumers: CONSUMERS,
    stores: STORES,
    externals: EXTERNALS,
    journeys: JOURNEYS,
    faults: FAULTS,
    measured: {
      form: 'many',
      about:
        'measured on the real system, by path (publish, a consumer group, or end_to_end), to be printed beside the simulated',
      fields: {
        p50: measuredQuantile,
        p75: measuredQuantile,
        p90: measuredQuantile,
        p95: measuredQuantile,
        p99: measuredQuantile,
        p999: measuredQuantile,
        p9999: measuredQuantile,
        mean: measuredTime('a measured mean'),
        max: measuredTime('the longest that was measured'),
        throughput: { kind: 'rate', preset: null, about: 'records of the path a second' },
        rounded: measuredTime(
          'the step in which a tool tells times: 1 ms where it has whole milliseconds',
        ),
        source: { kind: 'text', preset: '', about: 'where the figures come from' },
      },
    },
    tune: TUNE,
    prices: PRICES,
    run: {
      form: 'one',
      about: 'how long to simulate; found by Highwater when left out',
      fields: {
        warmup: { kind: 'duration', preset: null, minimum: 0, about: 'simulated and thrown away' },
        duration: {
          kind: 'duration',
          preset: null,
          minimum: 1e-6,
          about: 'measured length of one trial',
        },
      },
    },
  },
};
