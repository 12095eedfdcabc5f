/**
 * M/M/c/K: Poisson arrivals, exponential service, c servers, at most K >= c in the system; who
 * finds K is lost. Birth and death: p(n) in proportion to a^n / n! up to c, then times a / c each;
 * arrivals see p (PASTA), so the share lost is p(K), and who is accepted sees p(n) / (1 - p(K)), n
 * < K. Gross & Harris 1998, "Fundamentals of queueing theory", section 2.4.
 */
import { incompleteGammaUpper } from '../../statistics/special.js';
import { tailQuantile } from './tailQuantile.js';
import type { MMc } from './mmc.js';

export interface MMcK extends MMc {
  /** Places in all, those of the servers included. */
  readonly places: number;
}

/** P(n in the system), n = 0..K. */
function mmckNumbers(queue: MMcK): number[] {
  const { arrivalsPerSecond, meanServiceSeconds, servers, places } = queue;
  const offered = arrivalsPerSecond * meanServiceSeconds;
  const weights = [1];
  for (let n = 1; n <= places; n++) weights.push((weights[n - 1] * offered) / Math.min(n, servers));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

export function mmckLost(queue: MMcK): number {
  return mmckNumbers(queue)[queue.places];
}

/** Mean time in the system of those accepted, by Little's law: L / (lambda (1 - p(K))). */
export function mmckMeanSojourn(queue: MMcK): number {
  const numbers = mmckNumbers(queue);
  const inside = numbers.reduce((sum, share, n) => sum + n * share, 0);
  return inside / (queue.arrivalsPerSecond * (1 - numbers[queue.places]));
}

/**
 * P(W > t) of those accepted: who finds n >= c waits for n - c + 1 services of rate c mu, an Erlang
 * time.
 */
function mmckWaitTail(queue: MMcK, t: number): number {
  const { meanServiceSeconds, servers, places } = queue;
  const numbers = mmckNumbers(queue);
  let tail = 0;
  for (let n = servers; n < places; n++) {
    const erlang =
      t <= 0 ? 1 : incompleteGammaUpper(n - servers + 1, (servers * t) / meanServiceSeconds);
    tail += (numbers[n] / (1 - numbers[places])) * erlang;
  }
  return tail;
}

export function mmckWaitQuantile(queue: MMcK, p: number): number {
  return tailQuantile((t) => mmckWaitTail(queue, t), p, queue.meanServiceSeconds);
}

/**
 * Quantile of the time in system of those accepted by one server: who finds n stays for n + 1
 * services.
 */
export function mm1kSojournQuantile(queue: MMcK, p: number): number {
  const numbers = mmckNumbers(queue);
  const tail = (t: number): number => {
    let sum = 0;
    for (let n = 0; n < queue.places; n++) {
      sum += numbers[n] * incompleteGammaUpper(n + 1, t / queue.meanServiceSeconds);
    }
    return sum / (1 - numbers[queue.places]);
  };
  return tailQuantile(tail, p, queue.meanServiceSeconds);
}
