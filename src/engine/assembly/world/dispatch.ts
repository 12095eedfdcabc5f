/** What is done at an event, by its kind. */
import {
  append,
  produceDone,
  requestArrives,
  requestReceived,
  tokensGranted,
} from '../brokers/broker';
import * as replication from '../brokers/replication';
import { checkWatermarks } from '../brokers/safety';
import { sendAnswered } from '../consumers/awaited';
import { bulkDue } from '../consumers/bulks';
import { pollEnd } from '../consumers/consumer';
import { pollTurn } from '../consumers/turns';
import { recordEnd } from '../consumers/workPool';
import { rowAt } from '../memory/memory';
import { drawArrivals, producerAt, resume } from '../producers/admission';
import { deliveryTimeout } from '../producers/expiry';
import { acknowledged, channelReady } from '../producers/producer';
import { requestRefused, requestTimeout } from '../producers/retry';
import { requestMade } from '../producers/transmit';
import { dispatchQueue } from '../queues/events';
import { mirrorSends } from '../readers/mirror';
import * as reader from '../readers/reader';
import { dispatchCall, isOfCalls } from '../services/calls';
import { storeArrives, storeDone, storeServed } from '../stores/store';
import { dispatchFault } from './faults';
import * as kinds from './kinds';
import { requestAt } from './pools';
import { Connection } from './records';
import { world } from './rows';
import { requestIndex } from './schedule';

/** All but samples, and looks at what waits. */
export function dispatch(kind: i32, index: u64): void {
  switch (kind) {
    case kinds.REQUEST_ARRIVES:
      requestArrives(requestAt(requestIndex(index)));
      break;
    case kinds.REQUEST_RECEIVED:
      requestReceived(requestAt(requestIndex(index)));
      break;
    case kinds.PRODUCE_DONE:
      produceDone(requestAt(requestIndex(index)));
      break;
    case kinds.DISK_DONE:
      append(requestAt(requestIndex(index)));
      break;
    case kinds.REPLICA_DATA:
      replication.replicaData(replication.replicaSessionAt(i32(index)));
      break;
    case kinds.REPLICA_RECEIVED:
      replication.replicaReceived(replication.replicaSessionAt(i32(index)));
      break;
    case kinds.REPLICA_FETCH_ARRIVES:
      replication.replicaFetchArrives(replication.replicaSessionAt(i32(index)));
      break;
    case kinds.REPLICA_FETCH_DONE:
      replication.replicaFetchDone(replication.replicaSessionAt(i32(index)));
      break;
    case kinds.READ_FETCH_ARRIVES:
      reader.readFetchArrives(reader.sessionAt(i32(index)));
      break;
    case kinds.READ_FETCH_DONE:
      reader.readFetchDone(reader.sessionAt(i32(index)));
      break;
    case kinds.READ_TIMEOUT:
      reader.readTimeout(reader.sessionAt(i32(index)));
      break;
    case kinds.READ_DATA:
      reader.readData(reader.sessionAt(i32(index)));
      break;
    case kinds.READ_RECEIVED:
      reader.readReceived(reader.sessionAt(i32(index)));
      break;
    case kinds.READ_UNPACKED:
      reader.readUnpacked(reader.sessionAt(i32(index)));
      break;
    case kinds.POLL_END:
      pollEnd(index);
      break;
    case kinds.RECORD_END:
      recordEnd(index);
      break;
    case kinds.BULK_DUE:
      bulkDue(index);
      break;
    case kinds.STORE_ARRIVES:
      storeArrives(index);
      break;
    case kinds.STORE_SERVED:
      storeServed(index);
      break;
    case kinds.STORE_DONE:
      storeDone(index);
      break;
    case kinds.ACKNOWLEDGED:
      acknowledged(requestAt(requestIndex(index)));
      break;
    case kinds.SEND_ANSWERED:
      sendAnswered(index, false);
      break;
    case kinds.SEND_FAILED:
      sendAnswered(index, true);
      break;
    case kinds.POLL_TURN:
      pollTurn(index);
      break;
    case kinds.ADMIT:
      resume(producerAt(i32(index)));
      break;
    case kinds.CHANNEL_READY:
      channelReady(rowAt<Connection>(world.connections, i32(index)));
      break;
    case kinds.DRAW_ARRIVALS:
      drawArrivals(producerAt(i32(index)));
      break;
    case kinds.MIRROR_SENDS:
      mirrorSends(requestAt(requestIndex(index)));
      break;
    case kinds.REQUEST_TIMEOUT:
      requestTimeout(rowAt<Connection>(world.connections, i32(index)));
      break;
    case kinds.REQUEST_REFUSED:
      requestRefused(requestAt(requestIndex(index)));
      break;
    case kinds.REQUEST_MADE:
      requestMade(producerAt(i32(index)));
      break;
    case kinds.DELIVERY_TIMEOUT:
      deliveryTimeout(producerAt(i32(index)));
      break;
    case kinds.ENTER_HANDLERS:
      tokensGranted(requestAt(requestIndex(index)));
      break;
    default:
      if (isOfCalls(kind)) dispatchCall(kind, index);
      else if (kind >= kinds.QUEUE_PUBLISHED && kind != kinds.LAG_CHECK) dispatchQueue(kind, index);
      else {
        dispatchFault(kind, index);
        checkWatermarks();
      }
  }
}
