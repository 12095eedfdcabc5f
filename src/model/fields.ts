/** What a table of the model language is made of, and the fields that several sections share. */
import { MAXIMUM_PARTITIONS } from './limits.js';

export type FieldKind =
  | 'text'
  | 'names'
  | 'texts'
  | 'count'
  | 'whole'
  | 'fraction'
  | 'duration'
  | 'duration_per_byte'
  | 'size'
  | 'bandwidth'
  | 'rate'
  | 'time_distribution'
  | 'factor_distribution'
  | 'arrivals'
  | 'keys'
  | 'delays';

export interface Field {
  readonly kind: FieldKind;
  /** As it would be written; absent = must be given; null = may be left out. */
  readonly preset?: string | null;
  readonly choices?: readonly string[];
  /** What others write for a choice: `-1` for acks: all. It is answered, not taken. */
  readonly means?: Readonly<Record<string, string>>;
  readonly minimum?: number;
  readonly maximum?: number;
  /**
   * Stands in where the value is wrong, so that the other checks can go on; default: the smallest.
   */
  readonly assumed?: number;
  /** How it may be written: offered to who writes a mapping for a list. */
  readonly example?: string;
  readonly about: string;
}

export interface Section {
  readonly fields: Readonly<Record<string, Field>>;
  /** one: a mapping; many: a mapping from names to such mappings; list: a list of them. */
  readonly form: 'one' | 'many' | 'list';
  readonly sections?: Readonly<Record<string, Section>>;
  readonly required?: boolean;
  /** Beside that section a required one may be left out: then all its values are their presets. */
  readonly unless?: string;
  /** Names that a section of the form `many` may have; default MAXIMUM_ENTRIES. */
  readonly maximum?: number;
  /** Keys that the author chooses (the roles of a cell), with the kind of their values. */
  readonly open?: boolean;
  /** These keys are paths of a model, not names. */
  readonly paths?: boolean;
  /** Their values may be lists too, read as `a, b, c`. */
  readonly lists?: boolean;
  readonly about: string;
  /**
   * How it is read where the author gives each of several such sections a name (shape.ts): of the
   * form `many`.
   */
  readonly named?: Section;
  /**
   * The field that may be given alone: of an entry of the form `many`, where a name alone gives
   * none; or of the section (shape.ts).
   */
  readonly brief?: string;
  /** The field that a whole number above 1 alone is of, in place of `brief`. */
  readonly briefAboveOne?: string;
  /** Of a whole file: what it is; default: model. */
  readonly noun?: string;
}

export const trueOrFalse: Pick<Field, 'kind' | 'choices' | 'means'> = {
  kind: 'text',
  choices: ['true', 'false'],
  means: { yes: 'true', on: 'true', 1: 'true', no: 'false', off: 'false', 0: 'false' },
};

export const nic: Field = {
  kind: 'bandwidth',
  preset: '10 Gbps',
  about: 'network bandwidth of one host, each way',
};
/** Of a link or a disk: see engine/assembly/credits.ts. */
export const creditsSection = (of: string): Section => ({
  form: 'one',
  about: `a burstable instance: ${of} lasts as long as its credits do`,
  fields: {
    baseline: { kind: 'bandwidth', about: 'what it does without credits, and what fills them' },
    bytes: { kind: 'size', minimum: 1, about: 'credits at the most' },
    left: {
      kind: 'fraction',
      preset: '1',
      about: 'share of them that is there when a trial begins: 0 of an instance long at its limit',
    },
  },
});
export const nicCredits = { nic_credits: creditsSection('nic') } as const;
export const localPropagation: Field = {
  kind: 'time_distribution',
  preset: '0.25 ms',
  about: 'one-way delay to hosts in the same region',
};
export const regionRole: Field = {
  kind: 'text',
  preset: 'home',
  about: 'role of the region it is in (see cells)',
};
export const whole = (preset: string, about: string, maximum = MAXIMUM_PARTITIONS): Field => ({
  kind: 'whole',
  preset,
  minimum: 1,
  maximum,
  about,
});
