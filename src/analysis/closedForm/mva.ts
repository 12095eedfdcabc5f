/**
 * Closed networks of single-server FIFO stations with exponential service, and a think time. Reiser
 * & Lavenberg 1980, "Mean-value analysis of closed multichain queuing networks": an arrival sees
 * the network with one customer fewer, so R_i(n) = D_i (1 + Q_i(n-1)), X = n / (Z + sum R), Q_i = X
 * R_i. Exact.
 */
export interface ClosedNetwork {
  readonly customers: number;
  /** Any law of this mean, seconds; 0 = none. */
  readonly thinkSeconds: number;
  /** Visits times mean service at each station, seconds. */
  readonly demandsSeconds: readonly number[];
}

export interface ClosedResult {
  readonly throughputPerSecond: number;
  /** Per station: seconds in all its visits of a cycle, and customers there on average. */
  readonly responseSeconds: readonly number[];
  readonly queueLengths: readonly number[];
}

export function meanValueAnalysis(network: ClosedNetwork): ClosedResult {
  const { customers, thinkSeconds, demandsSeconds } = network;
  let queueLengths = demandsSeconds.map(() => 0);
  let responseSeconds = queueLengths;
  let throughputPerSecond = 0;
  for (let n = 1; n <= customers; n++) {
    responseSeconds = demandsSeconds.map((demand, station) => demand * (1 + queueLengths[station]));
    const cycle = responseSeconds.reduce((sum, time) => sum + time, thinkSeconds);
    throughputPerSecond = n / cycle;
    const rate = throughputPerSecond;
    queueLengths = responseSeconds.map((time) => rate * time);
  }
  return { throughputPerSecond, responseSeconds, queueLengths };
}
