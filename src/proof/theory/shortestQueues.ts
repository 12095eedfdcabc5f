/**
 * Queues of one exponential server each (mean 1) to which calls of a Poisson stream are routed by
 * the queues' lengths: the stationary law of their lengths, put in order, each difference at most
 * 18 to 22 and the shortest at most 60 to 320, by Gauss-Seidel on the balance equations to 1e-11.
 * Of two queues the shorter (Kingman 1961, "Two similar queues in parallel"); of three, of two
 * drawn without replacement the shorter: the shortest with probability 2/3, else the next.
 * test/analysis/closedForm/desks.test.ts solves the first of them again.
 */
export interface KnownQueue {
  /** Mean time in the system, and quantiles of the wait, in services. */
  readonly sojourn: number;
  readonly wait95: number;
  readonly wait99: number;
}

/** By utilization. */
type Known = Readonly<Record<0.5 | 0.8 | 0.95, KnownQueue>>;

export const SHORTEST_OF_TWO: Known = {
  0.5: { sojourn: 1.42632075117, wait95: 2.48745248561, wait99: 4.64876547711 },
  0.8: { sojourn: 2.95573661766, wait95: 7.37288023613, wait99: 11.8449581972 },
  0.95: { sojourn: 10.4866388169, wait95: 29.9329589147, wait99: 46.4400144516 },
};

export const TWO_OF_THREE: Known = {
  0.5: { sojourn: 1.35200347188, wait95: 2.1387059854, wait99: 4.07796564767 },
  0.8: { sojourn: 2.50999978972, wait95: 5.71378946809, wait99: 9.06420304144 },
  0.95: { sojourn: 7.67160895571, wait95: 20.7348151484, wait99: 32.0192297491 },
};
