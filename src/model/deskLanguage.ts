/**
 * Keys of the model language: how what answers calls takes them, who waits how long, which servers
 * there are and when. Semantics: engine/assembly/services/desks.ts and servers.ts.
 */
import { trueOrFalse, whole, type Field, type Section } from './fields.js';
import { PRIORITIES } from './ranges.js';

export const DISCIPLINES = [
  'fifo',
  'lifo',
  'priority',
  'preemptive_priority',
  'processor_sharing',
  'random',
] as const;

export const ROUTES = [
  'one_queue',
  'random',
  'round_robin',
  'least_loaded',
  'power_of_two',
  'fastest',
] as const;

export const DESK_FIELDS: Readonly<Record<string, Field>> = {
  discipline: {
    kind: 'text',
    preset: 'fifo',
    choices: DISCIPLINES,
    means: { ps: 'processor_sharing', fcfs: 'fifo', lcfs: 'lifo', siro: 'random' },
    about:
      'with concurrency: which waiting call is next; preemptive_priority takes the server of a lower one, which goes on later; processor_sharing: all that are there share the servers',
  },
  patience: {
    kind: 'time_distribution',
    preset: null,
    about:
      'with concurrency: a call that has waited so long leaves, and fails. Default: none does. A call may say its own',
  },
  instances: whole('1', 'with concurrency: so many, each with that many servers', 1024),
  speeds: {
    kind: 'texts',
    preset: null,
    example: '[1, 0.5]',
    about:
      'of each instance, in order: it does so many seconds of work in a second. Default: 1 each',
  },
  route: {
    kind: 'text',
    preset: 'one_queue',
    choices: ROUTES,
    means: { jsq: 'least_loaded', least_connections: 'least_loaded', p2c: 'power_of_two' },
    about:
      'with instances: all take from one queue, the fastest free one first; or to which of their queues a call goes when it comes',
  },
  set_up: {
    kind: 'time_distribution',
    preset: null,
    about: 'with concurrency: a call that finds a server free takes so much longer. Default: none',
  },
  vacation: {
    kind: 'time_distribution',
    preset: null,
    about:
      'with concurrency: a server with nobody to take is away for so long, then looks again. Default: it stays',
  },
  shifts_every: {
    kind: 'duration',
    preset: null,
    minimum: 0.001,
    about: 'the shifts begin anew after that. Default: never',
  },
  at_once: {
    ...trueOrFalse,
    preset: 'false',
    about:
      'its calls are made at once: it answers when enough of them are answered (fork and join)',
  },
  enough: {
    kind: 'whole',
    preset: null,
    minimum: 1,
    maximum: 1000,
    about: 'at_once: so many answers. Default: all',
  },
};

export const SHIFTS: Section = {
  form: 'many',
  brief: 'servers',
  about:
    'with concurrency: its servers by the clock, steps by names; before the first, concurrency counts. A server that goes finishes its call',
  fields: {
    at: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about: 'from then on, after the begin of what is measured, as faults',
    },
    servers: {
      kind: 'whole',
      minimum: 0,
      maximum: 1024,
      about: 'of each instance; 0: maintenance, nobody is served',
    },
  },
};

export const DESK_CALL_FIELDS: Readonly<Record<string, Field>> = {
  priority: {
    kind: 'whole',
    preset: '0',
    minimum: 0,
    maximum: PRIORITIES - 1,
    about: 'there, with discipline: priority or preemptive_priority: higher ones go first',
  },
  time: {
    kind: 'time_distribution',
    preset: null,
    about: "time of an answer to these calls. Default: the external's",
  },
  patience: {
    kind: 'time_distribution',
    preset: null,
    about: "of these calls, with concurrency. Default: the external's",
  },
  retry_after: {
    kind: 'time_distribution',
    preset: null,
    about: 'before a call that failed is made again. Default: retry_backoff and its keys',
  },
};

/** Of an external's own calls alone. */
export const INNER_CALL_FIELDS: Readonly<Record<string, Field>> = {
  until: {
    kind: 'text',
    preset: 'answered',
    choices: ['answered', 'taken'],
    about:
      'until when its server is held. taken: until the other has room for the call (blocking between stations); it goes on from there',
  },
};
