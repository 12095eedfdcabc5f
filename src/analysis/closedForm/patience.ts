/**
 * M/M/c + G: calls that wait at most for a time of their own (Erlang A: exponential). Baccelli &
 * Hébuterne 1981, "On queues with impatient customers"; Zeltyn & Mandelbaum 2005, "Call centers
 * with impatient customers", section 2: what a call with endless patience would wait has the
 * density v(x) = lambda p(c-1) exp(lambda H(x) - c mu x), H the integral of the patience's tail,
 * and no wait with the probability that fewer than c are there, p(j) = p(0) a^j / j!.
 */
import * as mathematics from '../../mathematics/index.js';

export interface PatienceQueue {
  readonly lambda: number;
  readonly mu: number;
  readonly servers: number;
  readonly patience: { readonly kind: 'exponential' | 'constant'; readonly seconds: number };
}

/** P(patience > x), and its integral from 0 to x. */
function tailOf({ patience: { kind, seconds } }: PatienceQueue, x: number): [number, number] {
  if (kind === 'constant') return [x < seconds ? 1 : 0, Math.min(x, seconds)];
  const left = mathematics.exp(-x / seconds);
  return [left, seconds * (1 - left)];
}

const PANELS = 20_000;

/**
 * Weights: of those that need not wait, of all that would, of those that are served after a wait.
 */
interface Waits {
  readonly none: number;
  readonly all: number;
  /** [panel]: of those served after a wait of at least that many steps. */
  readonly served: Float64Array;
  readonly step: number;
}

function waitsOf(queue: PatienceQueue): Waits {
  const { lambda, mu, servers } = queue;
  let none = 1;
  let weight = 1;
  for (let inside = 1; inside < servers; inside++) {
    weight *= lambda / mu / inside;
    none += weight;
  }
  const rate = servers * mu;
  // Beyond, v has fallen by e^-40 and more, even where it rose at first.
  const reach = (40 + lambda * queue.patience.seconds) / rate + 3 * queue.patience.seconds;
  const step = reach / PANELS;
  const served = new Float64Array(PANELS + 1);
  let all = 0;
  for (let panel = PANELS - 1; panel >= 0; panel--) {
    const x = (panel + 0.5) * step;
    const [left, area] = tailOf(queue, x);
    const density = lambda * weight * mathematics.exp(lambda * area - rate * x) * step;
    all += density;
    served[panel] = served[panel + 1] + density * left;
  }
  return { none, all, served, step };
}

/** Of those that come, the share that is not there when its turn has come. */
export function patienceShareLeft(queue: PatienceQueue): number {
  const { none, all, served } = waitsOf(queue);
  return (all - served[0]) / (none + all);
}

/** Quantile of the wait of those that are served. */
export function patienceWaitQuantile(queue: PatienceQueue, p: number): number {
  const { none, served, step } = waitsOf(queue);
  const beyond = (1 - p) * (none + served[0]);
  if (served[0] <= beyond) return 0;
  const panel = served.findIndex((weight) => weight <= beyond) - 1;
  return (panel + (served[panel] - beyond) / (served[panel] - served[panel + 1])) * step;
}
