/** The section of the model language that says what goes wrong, and when. */
import type { Field, Section } from './fields.js';

export const FAULT_KINDS = [
  'broker_down',
  'broker_stop',
  'consumer_down',
  'slow_disk',
  'slow_consumer',
  'link_cut',
  'link_slow',
  'region_down',
  'surge',
  'slow_external',
  'external_down',
];

const faultFields: Readonly<Record<string, Field>> = {
  kind: {
    kind: 'text',
    choices: FAULT_KINDS,
    about: 'what goes wrong',
  },
  group: {
    kind: 'text',
    preset: '',
    about: 'consumer group of a consumer fault; default the first',
  },
  cluster: {
    kind: 'text',
    preset: null,
    about:
      "cluster of a broker_down, broker_stop or slow_disk, or of the producers' link; default the only one",
  },
  index: {
    kind: 'whole',
    preset: '0',
    minimum: 0,
    maximum: 100_000,
    about: 'which broker or instance of the cell; 0 is the first',
  },
  region: {
    kind: 'text',
    preset: '',
    about: 'only cells whose home is in this region; default all',
  },
  link: {
    kind: 'text',
    preset: 'producers',
    about: 'whose link to the cluster: producers, a consumer group, or a mirror',
  },
  external: {
    kind: 'text',
    preset: '',
    about: 'what is called, of a slow_external or external_down; default the first',
  },
  work: {
    kind: 'text',
    preset: 'done',
    choices: ['done', 'kept', 'lost'],
    about:
      'of an external_down: calls that it has are answered as ever, stand still and go on afterwards (those that come wait: breakdowns of its servers), or end in an error',
  },
  at: {
    kind: 'duration',
    preset: null,
    minimum: 0,
    about: 'from the start of the measured window; or give time_to_failure',
  },
  length: { kind: 'duration', preset: null, minimum: 0, about: 'how long; with at' },
  time_to_failure: {
    kind: 'time_distribution',
    preset: null,
    about: 'random faults: time in order',
  },
  time_to_repair: {
    kind: 'time_distribution',
    preset: null,
    about: 'random faults: time out of order',
  },
  factor: {
    kind: 'count',
    preset: '10',
    minimum: 0,
    maximum: 1e6,
    about: 'slow_*: times as slow; link_slow: times the delay; surge: times the load',
  },
};

export const FAULTS: Section = {
  form: 'many',
  about: 'what goes wrong, and when',
  fields: faultFields,
};
