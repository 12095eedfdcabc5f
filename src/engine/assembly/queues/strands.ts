/**
 * What waits in a queue; and queues that keep the order of each key.
 *
 * Semantics.
 * - Messages wait in order of coming. One that comes back (settling.ts) stands where it stood
 *   before.
 * - order: none: whatever waits may be handed out.
 * - order: key, as SQS has it for the message groups of its FIFO queues: of each key the first that
 *   waits may be handed out, and only while no message of the key is handed out and not settled. An
 *   answer has as many of its key as it may (those that follow), then those of the next key, by the
 *   message of each that came first. Where messages are pushed it is one of a key at a time.
 * - What may not be handed out does not get too old: a message that is too old when the one before
 *   it has been settled is dropped then.
 */
import { allocate, none, rowBytes, some } from '../memory/memory';
import { newTable } from '../memory/table';
import { checkCount } from '../checks/rules';
import { addReady, firstReady, link, removeReady, unlink } from './ready';
import { Message, ReadyList, Strand, WorkQueue } from './rows';

/** The trial begins. */
export function startStrands(queue: WorkQueue): void {
  if (queue.keepsOrder) queue.strands = newTable();
}

/** A message waits. */
export function insert(queue: WorkQueue, message: Message): void {
  queue.waiting++;
  if (!queue.keepsOrder) {
    addReady(queue, message);
    return;
  }
  const strand = strandOf(queue, message.batch.keyOf(message.record));
  message.strand = strand;
  const head = strand.head;
  if (strand.out > 0 || (some(head) && head.position < message.position)) {
    link(strand.rest, message);
    return;
  }
  if (some(head)) {
    removeReady(queue, head);
    link(strand.rest, head);
  }
  strand.head = message;
  addReady(queue, message);
}

function strandOf(queue: WorkQueue, key: i32): Strand {
  const there = queue.strands.get(i64(key));
  if (there != 0) return changetype<Strand>(there);
  let strand = queue.freeStrands;
  if (some(strand)) queue.freeStrands = strand.next;
  else {
    strand = changetype<Strand>(allocate(rowBytes<Strand>()));
    strand.rest = changetype<ReadyList>(allocate(rowBytes<ReadyList>()));
    strand.sibling = queue.lastStrand;
    queue.lastStrand = strand;
  }
  strand.key = key;
  queue.strands.set(i64(key), changetype<usize>(strand));
  return strand;
}

/** A message that waits does so no more. */
export function remove(queue: WorkQueue, message: Message): void {
  if (!queue.keepsOrder || message.strand.head == message) removeReady(queue, message);
  else unlink(message.strand.rest, message);
  noteGone(queue);
  if (!queue.keepsOrder) return;
  const strand = message.strand;
  if (strand.head == message) strand.head = none<Message>();
  offerNext(queue, strand);
}

function noteGone(queue: WorkQueue): void {
  queue.waiting--;
  if (CHECKED) checkCount('queues', 'messages that wait', queue.waiting);
}

/**
 * The message that is handed out after `before` (none: nothing yet) in one answer; none where there
 * is no such.
 */
export function take(queue: WorkQueue, before: Message): Message {
  if (some(before) && queue.keepsOrder && some(before.strand.rest.first)) {
    const next = before.strand.rest.first;
    unlink(before.strand.rest, next);
    before.strand.out++;
    noteGone(queue);
    return next;
  }
  if (queue.available == 0) return none<Message>();
  const first = firstReady(queue);
  removeReady(queue, first);
  noteGone(queue);
  if (queue.keepsOrder) {
    first.strand.head = none<Message>();
    first.strand.out++;
  }
  return first;
}

/** A message is handed out no more: it is settled, or about to wait again. */
export function release(queue: WorkQueue, message: Message): void {
  if (!queue.keepsOrder) return;
  const strand = message.strand;
  strand.out--;
  if (CHECKED) checkCount('queues', 'messages of a key handed out', strand.out);
  offerNext(queue, strand);
}

/** The next of a key may be handed out, if it is its turn; a key of which there is none is gone. */
function offerNext(queue: WorkQueue, strand: Strand): void {
  if (strand.out > 0 || some(strand.head)) return;
  const next = strand.rest.first;
  if (some(next)) {
    unlink(strand.rest, next);
    strand.head = next;
    addReady(queue, next);
    return;
  }
  queue.strands.remove(i64(strand.key));
  strand.next = queue.freeStrands;
  queue.freeStrands = strand;
}
