/** The section of the model language that gives journeys names. */
import type { Section } from './fields.js';

export const JOURNEYS: Section = {
  form: 'many',
  about:
    'latencies from an event on that have names of their own, beside those to each group: of the events of one kind of producers, or until all is done that comes of an event. A promise may ask for them: p99(NAME) < 1 s',
  fields: {
    from: {
      kind: 'text',
      preset: null,
      about: 'whose events: a name under producers. Default: all of them',
    },
    to: { kind: 'text', preset: null, about: 'the group where it ends; or give complete' },
    complete: {
      kind: 'text',
      preset: null,
      choices: ['all'],
      about:
        'all: it ends when every group has delivered all that comes of the event, by whatever way; events of which something fails for good, or is lost, never end',
    },
  },
};
