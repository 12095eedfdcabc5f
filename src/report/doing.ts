/** What a record does in a stage: waits in a queue, is worked on, or travels. */
export type Doing = 'waits' | 'is worked on' | 'travels';

const TRAVELS = /(?:_network|^mirror|^replication|_propagation|distance)$/;
const WORKS = /(?:_service|_work|_processing)$/;

/** By the stage's name. */
export function doingIn(stage: string): Doing {
  if (TRAVELS.test(stage)) return 'travels';
  return WORKS.test(stage) ? 'is worked on' : 'waits';
}
