/** What scenarios of queues have in common. */
import type { RabbitLab, RabbitWorker } from '../labs/rabbit.js';
import { tasksOf, timesOf, type Note } from '../notes.js';

/** `count` tasks, a moment after each other. */
export function burst(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index / 1000);
}

/** The order and the times in which tasks were done, or came to an end otherwise. */
export function orderOf(notes: readonly Note[], what = 'done'): Record<string, readonly number[]> {
  return { [`${what}, tasks`]: tasksOf(notes), [`${what} at (s)`]: timesOf(notes) };
}

/** So many workers: all are connected, and begin to consume one after the other. */
export async function hire(
  lab: RabbitLab,
  queue: string,
  count: number,
  said: Omit<RabbitWorker, 'worker'>,
): Promise<void> {
  const all = await Promise.all(
    Array.from({ length: count }, (_, worker) => lab.prepare(queue, { ...said, worker })),
  );
  for (const begin of all) await begin();
}
