/** What a group has not read: lags of its partitions, or what is in its queues. */
import { rowAt, some } from '../memory/memory';
import { queueOf } from '../queues/queue';
import { Committed, ReaderPartition } from '../readers/rows';
import { Group } from './rows';

/**
 * A group's records under the high watermark that are not yet polled; of a queue, those not
 * settled.
 */
export function lagOf(group: Group): f64 {
  let lag: f64 = 0;
  if (some(group.queue)) {
    for (let place = 0; place < group.queueCount; place++) {
      const queue = queueOf(group, place);
      lag += f64(queue.waiting + queue.unacknowledged);
    }
    return lag;
  }
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(group.reader.partitions, number);
    lag += partition.log.highWatermarkRecords - partition.takenRecords;
    lag -= f64(partition.takenOffset);
  }
  return lag;
}

/** The lag of each partition, or of its queue. */
export function readLags(group: Group, into: usize): i32 {
  if (some(group.queue)) return readQueueLags(group, into);
  const reader = group.reader;
  for (let number = 0; number < reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(reader.partitions, number);
    const lag = partition.log.highWatermarkRecords - partition.takenRecords;
    store<f64>(into + (usize(number) << 3), lag - f64(partition.takenOffset));
  }
  return reader.partitionCount;
}

/** The group's queues in the order of their numbers, which is the topics'. */
function readQueueLags(group: Group, into: usize): i32 {
  const count = group.queueCount;
  for (let place = 0; place < count; place++) {
    const queue = queueOf(group, place);
    const number = numberOfQueue(group, place);
    let before: usize = 0;
    for (let other = 0; other < count; other++)
      before += usize(numberOfQueue(group, other) < number);
    store<f64>(into + (before << 3), f64(queue.waiting + queue.unacknowledged));
  }
  return count;
}

function numberOfQueue(group: Group, place: i32): i32 {
  return load<i32>(group.queues + (usize(place) << 2));
}

/** A group's records under the high watermark that are not yet committed. */
export function committedLag(group: Group): f64 {
  if (some(group.queue)) return lagOf(group);
  const reader = group.reader;
  let lag: f64 = 0;
  for (let number = 0; number < reader.partitionCount; number++) {
    const log = rowAt<ReaderPartition>(reader.partitions, number).log;
    const committed = rowAt<Committed>(reader.committed, number);
    lag += log.highWatermarkRecords - committed.records - f64(committed.offset);
  }
  return lag;
}
