/**
 * Every limit of a model file and of a run, in one place: what is above them is refused before any
 * work, with the figure that was found. Ranges of single values stand in the language's tables;
 * their common bounds are here.
 */

/**
 * Text of a model file: characters, levels of nesting, and signs that structure it (brackets,
 * commas, colons, lines).
 */
export const MAXIMUM_CHARACTERS = 1_000_000;
export const MAXIMUM_DEPTH = 64;
/**
 * 25,000 signs take the YAML parser at most about 0.7 s, whatever they are; the largest model here
 * has 700.
 */
export const MAXIMUM_SIGNS = 25_000;
/** Faults that are listed; the rest is counted. */
export const MAXIMUM_FAULTS = 50;
export const MAXIMUM_NAME_CHARACTERS = 64;
/** Bytes of a CSV file beside the model. */
export const MAXIMUM_CSV_BYTES = 64_000_000;

/**
 * Entries of named sections and lists. A record has one bit of an Int32 for each group that has
 * delivered it.
 */
export const MAXIMUM_GROUPS = 31;
export const MAXIMUM_ENTRIES = 200;
export const MAXIMUM_REGIONS = 200;
export const MAXIMUM_PLACEMENTS = 1000;

/**
 * Of one cell: partitions, brokers and hosts of a kind, and queues (a producer has one for each
 * partition).
 */
export const MAXIMUM_PARTITIONS = 100_000;
export const MAXIMUM_QUEUES = 10_000_000;
export const MAXIMUM_CELLS = 1_000_000;

/**
 * Of one trial, and of the memory of a process with one worker, as estimated before the run begins.
 */
export const MAXIMUM_TRIAL_RECORDS = 1e10;
export const MAXIMUM_WORKER_BYTES = 2e9;
