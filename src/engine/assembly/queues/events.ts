/** The events of queues. */
import * as kinds from '../world/kinds';
import { askOver, asked, closed, dataArrives, dataHere, dataUnpacked, joined } from './consuming';
import { lookAtMemory, publisherTold } from './memory';
import {
  copyArrives,
  copyDone,
  copyHere,
  copyWritten,
  publicationAt,
  publicationIn,
} from './publishing';
import { deliveryAt, dispatch, queueAt, sent } from './queue';
import { ackArrives, settled, visible } from './settling';

export { startQueues } from './consuming';
export { endMemory, startMemory } from './memory';

export function dispatchQueue(kind: i32, index: u64): void {
  switch (kind) {
    case kinds.QUEUE_PUBLISHED:
      publicationIn(publicationAt(index));
      break;
    case kinds.QUEUE_WRITTEN:
      copyDone(publicationAt(index));
      break;
    case kinds.QUEUE_COPY:
      copyArrives(index);
      break;
    case kinds.QUEUE_COPY_HERE:
      copyHere(index);
      break;
    case kinds.QUEUE_COPIED:
      copyWritten(index);
      break;
    case kinds.QUEUE_SENT:
      sent(deliveryAt(index));
      break;
    case kinds.QUEUE_DATA:
      dataArrives(deliveryAt(index));
      break;
    case kinds.QUEUE_RECEIVED:
      dataHere(deliveryAt(index));
      break;
    case kinds.QUEUE_UNPACKED:
      dataUnpacked(deliveryAt(index));
      break;
    case kinds.QUEUE_ACK:
      ackArrives(deliveryAt(index));
      break;
    case kinds.QUEUE_SETTLED:
      settled(deliveryAt(index));
      break;
    case kinds.QUEUE_ASK:
      asked(index);
      break;
    case kinds.QUEUE_ASK_OVER:
      askOver(index);
      break;
    case kinds.QUEUE_VISIBLE:
      visible(deliveryAt(index));
      break;
    case kinds.QUEUE_EXPIRES:
      dispatch(queueAt(i32(index)));
      break;
    case kinds.QUEUE_CLOSED:
      closed(index);
      break;
    case kinds.QUEUE_JOINS:
      joined(index);
      break;
    default:
      dispatchMemory(kind, index);
  }
}

function dispatchMemory(kind: i32, index: u64): void {
  if (kind == kinds.QUEUE_MEMORY) lookAtMemory(index);
  else if (kind == kinds.PUBLISHER_TOLD) publisherTold(index);
  else unreachable();
}
