/** Whether a record that does not wait gets a place in a producer's memory: overflow. */
import type { Flow } from './flow.js';
import type { Queue } from './messages.js';

/** `drop`: drops a queue's oldest record, which makes room where the oldest of all does. */
export function hasRoom(
  inMemory: number,
  flow: Flow,
  queues: readonly Queue[],
  drop: (queue: Queue) => void,
): boolean {
  const { bufferRecords, shedFrom, shedStream, model } = flow;
  if (inMemory < bufferRecords) {
    const beyond = inMemory - shedFrom;
    if (model.overflow !== 'shed' || beyond <= 0) return true;
    return shedStream.next() >= beyond / (bufferRecords - shedFrom);
  }
  if (model.overflow !== 'drop_oldest') return false;
  const filled = queues.filter(({ unsent }) => unsent.length > 0);
  if (filled.length === 0) return false;
  drop(
    filled.reduce((best, each) =>
      each.unsent[0].admitted < best.unsent[0].admitted ? each : best,
    ),
  );
  return true;
}
