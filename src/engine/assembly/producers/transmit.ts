/** A request goes to its producer's NIC, at once or when the host's processor has made it. */
import { sendRequest } from '../brokers/broker';
import { lasts, offer, startOf } from '../stations';
import { ACKNOWLEDGED } from '../world/kinds';
import { Request } from '../world/records';
import { world } from '../world/rows';
import { atRequest } from '../world/schedule';
import { takeMade } from './processor';
import { forget } from './retry';
import { Producer } from './rows';

/** A host's processor has made a request. */
export function requestMade(producer: Producer): void {
  const request = takeMade(producer);
  if (request.abandoned) forget(request);
  else transmit(request);
}

export function transmit(request: Request): void {
  const connection = request.connection;
  const producer = connection.producer;
  const settings = producer.settings;
  const full = request.bytes / settings.nicBytesPerSecond;
  const transmission = lasts(settings.nicOut, producer.ownIndex, world.now, full);
  const records = f64(request.records);
  const left = offer(settings.nicOut, producer.ownIndex, world.now, transmission, records);
  sendRequest(request, startOf(settings.nicOut), transmission);
  if (connection.acks == 0) atRequest(left, ACKNOWLEDGED, request);
}
