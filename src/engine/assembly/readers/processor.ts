/**
 * The processors of readers' hosts, where a model gives them.
 *
 * Semantics.
 * - Instances of a group are dealt to its hosts in turn; a host's threads are c servers behind one
 *   FIFO queue, which its instances share.
 * - What has come through an instance's NIC (an answer to a fetch; of a queue, the messages that
 *   were handed out together) takes time_per_request + records * time_per_record + wire bytes *
 *   time_per_byte of it, and time_per_wakeup more where it finds a thread idle. When that is done
 *   the instance has received it. What takes no time is received after whatever else happens at
 *   that moment.
 * - An instance keeps its order: nothing of it is done before what came earlier.
 * - What is begun for an instance that dies, or for a session that is closed, is done all the same,
 *   and forgotten then.
 */
import { checkRow } from '../checks/blocks';
import { checkTime } from '../checks/rules';
import { goes, offer } from '../stations';
import { wakingSeconds } from '../waking';
import { world } from '../world/rows';
import { Reader } from './rows';

/** Something of so many bytes and records comes to a member now; returns when it has it. */
export function unpack(reader: Reader, member: i32, bytes: f64, records: f64): f64 {
  const bank = reader.processor;
  const host = member % reader.hosts;
  const seconds =
    reader.drawUnpacking.next() +
    records * reader.secondsPerRecord +
    bytes * reader.secondsPerByte +
    wakingSeconds(reader.wakes, bank, host, reader.drawWakeup);
  let done = offer(bank, host, world.now, seconds * reader.processorFactor, records);
  if (CHECKED) checkTime('readers', 'done by the processor', done, world.now);
  const cell = reader.unpackedAt + (usize(member) << 3);
  if (CHECKED) checkRow('reader', reader.unpackedAt, member, 8);
  const before = load<f64>(cell);
  if (before > done) done = before;
  store<f64>(cell, done);
  return done;
}

/** A member is no more, nor its host where that is its own. */
export function leaveHost(reader: Reader, member: i32): void {
  if (reader.hostsAreOwn) goes(reader.processor, member, world.now);
}
