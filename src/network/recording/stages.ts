/**
 * The stages of a record's life, which add up to its end-to-end latency: in the order in which it
 * lives them, but that `calls` and `retries` come before its store; they and `acknowledgement` only
 * where a group has any. `calls`: from the end of its processing to the last answer; `retries`:
 * from its first try to the begin of its last; `acknowledgement`: from when it made its instance
 * send to the last acknowledgement of that, where it waits for it.
 */
export const STAGES = [
  'producer_block',
  'producer_linger',
  'producer_in_flight',
  'produce_network',
  'broker_wait',
  'broker_service',
  'replication',
  'mirror',
  'fetch_wait',
  'fetch_network',
  'consumer_wait',
  'consumer_service',
  'store_network',
  'store_wait',
  'store_service',
  'calls',
  'retries',
  'acknowledgement',
] as const;
/** The last of them: those of groups that try. */
export const TRIED_STAGES = 3;
export type Stage = (typeof STAGES)[number];
