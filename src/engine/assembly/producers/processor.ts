/**
 * The processors of producers' hosts, where a model gives them.
 *
 * Semantics.
 * - Producers of a kind are dealt to its hosts in turn; a host's threads are c servers behind one
 *   FIFO queue, which its producers share. A record takes time_per_record + bytes * time_per_byte
 *   of it when it comes (or has waited for memory), and is in its batch when that is done; it holds
 *   its place in memory meanwhile. A request takes time_per_request when it is made, and goes to
 *   the NIC when that is done. Either takes time_per_wakeup more where it finds a thread idle.
 * - A producer keeps its order: nothing of it is done before what came earlier.
 * - What a request is made of is chosen when it is begun; when its connection has been closed
 *   before it is made, it is not sent.
 */
import { checkTime } from '../checks/rules';
import { none, some } from '../memory/memory';
import { offer } from '../stations';
import { wakingSeconds } from '../waking';
import { REQUEST_MADE } from '../world/kinds';
import { Request } from '../world/records';
import { at } from '../world/schedule';
import { world } from '../world/rows';
import { Producer } from './rows';

/** A record comes now; returns when its host has done what it takes. */
export function processRecord(producer: Producer): f64 {
  const settings = producer.settings;
  const done = work(producer, settings.recordSeconds, 1);
  if (done > producer.recordsDoneAt) producer.recordsDoneAt = done;
  return producer.recordsDoneAt;
}

/** A request is begun; when it is made, takeMade gives it. */
export function makeRequest(producer: Producer, request: Request): void {
  const done = work(producer, producer.settings.drawMaking.next(), f64(request.records));
  if (done > producer.requestsMadeAt) producer.requestsMadeAt = done;
  request.next = none<Request>();
  if (some(producer.makingFirst)) producer.makingLast.next = request;
  else producer.makingFirst = request;
  producer.makingLast = request;
  at(producer.requestsMadeAt, REQUEST_MADE, u64(producer.number));
}

/** The producer's request that is made now. */
export function takeMade(producer: Producer): Request {
  const request = producer.makingFirst;
  producer.makingFirst = request.next;
  return request;
}

function work(producer: Producer, seconds: f64, records: f64): f64 {
  const settings = producer.settings;
  const bank = settings.processor;
  const waking = wakingSeconds(settings.wakes, bank, producer.host, settings.drawWakeup);
  const service = (seconds + waking) * settings.processorFactor;
  const done = offer(bank, producer.host, world.now, service, records);
  if (CHECKED) checkTime('producers', 'done by the processor', done, world.now);
  return done;
}
