/**
 * The M/M/1 of yardsticks.ts in js-simulator: an event object for the arrivals, one for the
 * departures, both used again.
 */
import { createRequire } from 'node:module';

const jssim = createRequire(import.meta.url)('js-simulator');
const exponential = (mean) => -Math.log(1 - Math.random()) * mean;

export function run(customers, rho) {
  const scheduler = new jssim.Scheduler();
  const came = [];
  let head = 0;
  let sum = 0;
  let served = 0;
  const arrival = new jssim.SimEvent(2);
  const departure = new jssim.SimEvent(1);
  arrival.update = () => {
    came.push(scheduler.current_time);
    if (came.length - head === 1) scheduler.scheduleOnceIn(departure, exponential(1));
    scheduler.scheduleOnceIn(arrival, exponential(1 / rho));
  };
  departure.update = () => {
    sum += scheduler.current_time - came[head++];
    served++;
    if (came.length > head) scheduler.scheduleOnceIn(departure, exponential(1));
    else {
      came.length = 0;
      head = 0;
    }
  };
  scheduler.scheduleOnceIn(arrival, exponential(1 / rho));
  while (served < customers) scheduler.update();
  return { customers: served, mean: sum / served };
}
