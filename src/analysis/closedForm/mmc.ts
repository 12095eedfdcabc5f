/** M/M/c: Poisson arrivals, exponential service, c servers behind one FIFO queue. Erlang 1917. */
export interface MMc {
  readonly arrivalsPerSecond: number;
  readonly meanServiceSeconds: number;
  readonly servers: number;
}

/** Erlang B, the share lost without a queue: B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)); stable for any c. */
export function erlangB(offered: number, servers: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (offered * blocking) / (k + offered * blocking);
  return blocking;
}

/** Erlang C, the share that waits: C = B / (1 - rho (1 - B)); 1 at or above saturation. */
export function erlangC(offered: number, servers: number): number {
  if (offered >= servers) return 1;
  const blocking = erlangB(offered, servers);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}

/** Mean time in the system, seconds: S + C S / (c (1 - rho)); Infinity at or above saturation. */
export function mmcMeanSojourn({ arrivalsPerSecond, meanServiceSeconds, servers }: MMc): number {
  const offered = arrivalsPerSecond * meanServiceSeconds;
  if (offered >= servers) return Infinity;
  const waits = erlangC(offered, servers);
  return meanServiceSeconds * (1 + waits / (servers - offered));
}
