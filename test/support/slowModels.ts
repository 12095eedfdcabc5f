/**
 * Models of which little happens in a moment: the shortest trial, in seconds, in which what
 * they are about happens.
 */
export const SLOW_MODELS: Readonly<Partial<Record<string, number>>> = {
  'call-centre.yaml': 86_400,
  'rate-limited-workers.yaml': 120,
  'sqs-workers.yaml': 120,
  'weighted-queues.yaml': 600,
};
