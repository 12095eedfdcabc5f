/** Stages in the order in which a record lives them; each record's stages add up to its end-to-end latency. */
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
] as const;
export type Stage = (typeof STAGES)[number];
