/** What hosts do for those who send and for those who read, as sections of the model language. */
import { whole, type Section } from './fields.js';

interface Words {
  readonly about: string;
  readonly hosts: string;
  readonly threads: string;
  readonly record: string;
  readonly byte: string;
  readonly request: string;
  readonly wakeup: string;
}

function processor({ about, hosts, threads, record, byte, request, wakeup }: Words): Section {
  return {
    form: 'one',
    about,
    fields: {
      hosts: { kind: 'whole', preset: null, minimum: 1, maximum: 100_000, about: hosts },
      threads: whole('1', threads, 1024),
      time_per_record: { kind: 'duration', preset: '0 s', minimum: 0, about: record },
      time_per_byte: { kind: 'duration_per_byte', preset: '0 ns/B', about: byte },
      time_per_request: { kind: 'time_distribution', preset: '0 s', about: request },
      time_per_wakeup: { kind: 'time_distribution', preset: '0 s', about: wakeup },
    },
  };
}

export const SENDERS_PROCESSOR = processor({
  about: "what a record and a request take of the host's processor; without it no time",
  hosts: 'hosts that the producers share, dealt in turn; default one each',
  threads: 'processors of a host that its producers use',
  record: 'before a record is in its batch',
  byte: 'more for each byte of it, before compression',
  request: 'before a request is sent, its answer included',
  wakeup: 'more of a record or request that finds a thread idle',
});

export const READERS_PROCESSOR = processor({
  about:
    "what an answer and its records take of the host's processor before the instance has them (unpacking, decoding, TLS); without it no time",
  hosts: 'hosts that the instances share, dealt in turn; default one each',
  threads: 'processors of a host that work on what comes for its instances',
  record: 'for each record',
  byte: 'for each of their bytes, as they come: compressed',
  request:
    'for each answer to a fetch, asking for it included; of a queue, for what is handed out together',
  wakeup: 'more of an answer that finds a thread idle',
});
