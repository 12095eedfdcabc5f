/**
 * Queues that the model language says with direct delivery: M/M/1, M/M/c, M/G/1, losses, G/M/1,
 * crashes, callers.
 */
import * as mathematics from '../../mathematics/index.js';
import { clearingLost, clearingSojournRate } from '../../analysis/closedForm/clearing.js';
import * as gim1 from '../../analysis/closedForm/gim1.js';
import * as mg1 from '../../analysis/closedForm/mg1.js';
import * as mm1 from '../../analysis/closedForm/mm1.js';
import * as mmc from '../../analysis/closedForm/mmc.js';
import * as mmck from '../../analysis/closedForm/mmck.js';
import { md1WaitQuantile } from '../../analysis/closedForm/md1.js';
import { meanValueAnalysis } from '../../analysis/closedForm/mva.js';
import { mean, variance, type Distribution } from '../../statistics/index.js';
import {
  customersAt,
  directModel,
  LOADS,
  meanOf,
  quantilesOf,
  ratioOf,
  SERVICE_SECONDS,
  warmUp,
  type DirectModel,
} from './loads.js';
import { REPLICATIONS, type Claim, type TheoryCase } from './theoryCase.js';

const EXPONENTIAL: Distribution = { kind: 'exponential', mean: SERVICE_SECONDS };
const MU = 1 / SERVICE_SECONDS;
const WAIT = 'consumers.server wait';

export function directCases(): TheoryCase[] {
  return [
    ...LOADS.map(mm1Case),
    ...[2, 8].flatMap((servers) => LOADS.map((load) => mmcCase(load, servers))),
    ...LOADS.map(md1Case),
    ...GENERAL.flatMap(([family, service]) => LOADS.map((load) => mg1Case(family, service, load))),
    ...LOADS.map(dm1Case),
    ...LOADS.map(onOffCase),
    ...lossCases(),
    ...LOADS.map(mm1kCase),
    ...[2, 20, 200].map(clearingCase),
    ...[1, 2, 5, 20].map(callersCase),
  ];
}

/** A case of direct delivery with the usual length at its load. */
function direct(
  family: string,
  name: string,
  load: number,
  model: DirectModel,
  variability: number,
  claims: readonly Claim[],
): TheoryCase {
  return {
    family,
    name,
    recipe: { kind: 'model', text: directModel(model) },
    warmupSeconds: warmUp(Math.min(load, 0.95), mean(model.service), variability),
    windowSeconds: customersAt(load, variability) / REPLICATIONS / model.callsPerSecond,
    claims,
  };
}

function mm1Case(load: number): TheoryCase {
  const lambda = load * MU;
  const model = { callsPerSecond: lambda, servers: 1, service: EXPONENTIAL };
  return direct('M/M/1', `M/M/1 at ${load}`, load, model, 1, [
    meanOf(WAIT, mm1.mm1MeanWait(lambda, MU), mm1.mm1WaitAsymptoticVariance(lambda, MU)),
    meanOf('sojourn', mm1.mm1MeanSojourn(lambda, MU)),
    ratioOf(
      'consumers.server number',
      load / (1 - load),
      mm1.mm1NumberAsymptoticVariance(lambda, MU),
    ),
    ratioOf('consumers.server utilization', load),
    ...quantilesOf('sojourn', (p) => mm1.mm1SojournQuantile(lambda, MU, p)),
    ...quantilesOf(WAIT, (p) => mm1.mm1WaitQuantile(lambda, MU, p)),
  ]);
}

function mmcCase(load: number, servers: number): TheoryCase {
  const lambda = load * servers * MU;
  const queue = { arrivalsPerSecond: lambda, meanServiceSeconds: SERVICE_SECONDS, servers };
  const model = { callsPerSecond: lambda, servers, service: EXPONENTIAL };
  return direct('M/M/c', `M/M/${servers} at ${load}`, load, model, 1, [
    meanOf('sojourn', mmc.mmcMeanSojourn(queue)),
    ...quantilesOf('sojourn', (p) => mmc.mmcSojournQuantile(queue, p)),
    ...quantilesOf(WAIT, (p) => mmc.mmcWaitQuantile(queue, p), [0.95, 0.99]),
  ]);
}

function md1Case(load: number): TheoryCase {
  const lambda = load * MU;
  const service: Distribution = { kind: 'constant', value: SERVICE_SECONDS };
  const model = { callsPerSecond: lambda, servers: 1, service };
  return direct('M/D/1', `M/D/1 at ${load}`, load, model, 0.5, [
    meanOf(WAIT, mg1.mg1MeanWait(lambda, service)),
    ...quantilesOf(WAIT, (p) => md1WaitQuantile(lambda, SERVICE_SECONDS, p)),
  ]);
}

const GENERAL: readonly (readonly [string, Distribution])[] = [
  ['M/E4/1', { kind: 'erlang', shape: 4, mean: SERVICE_SECONDS }],
  ['M/H2/1', { kind: 'hyperexponential', probability: 0.2, mean1: 0.003, mean2: 0.0005 }],
  ['M/G/1 (gamma 0.5)', { kind: 'gamma', shape: 0.5, mean: SERVICE_SECONDS }],
  ['M/G/1 (uniform)', { kind: 'uniform', low: 0.0005, high: 0.0015 }],
  ['M/G/1 (lognormal)', { kind: 'lognormal', mean: SERVICE_SECONDS, cv: 0.8 }],
];

function mg1Case(family: string, service: Distribution, load: number): TheoryCase {
  const lambda = load / mean(service);
  const variability = (1 + variance(service) / (mean(service) * mean(service))) / 2;
  const model = { callsPerSecond: lambda, servers: 1, service };
  return direct(family, `${family} at ${load}`, load, model, variability, [
    meanOf(WAIT, mg1.mg1MeanWait(lambda, service)),
    ...quantilesOf(WAIT, (p) => mg1.mg1WaitQuantile(lambda, service, p)),
    ...quantilesOf('sojourn', (p) => mg1.mg1SojournQuantile(lambda, service, p), [0.5, 0.99]),
  ]);
}

function dm1Case(load: number): TheoryCase {
  const lambda = load * MU;
  const model = { callsPerSecond: lambda, servers: 1, service: EXPONENTIAL };
  const arrivals = { ...model, workload: ', arrivals: constant' };
  const queue = { arrivals: gim1.constantGaps(lambda), mu: MU };
  return direct('D/M/1', `D/M/1 at ${load}`, load, arrivals, 0.5, gim1Claims(queue));
}

/** An interrupted Poisson process: on for 5 ms and off for 5 ms on average. */
function onOffCase(load: number): TheoryCase {
  const lambda = load * MU;
  const phase = 5 * SERVICE_SECONDS;
  const workload = `, arrivals: { kind: on_off, on: ${phase} s, off: ${phase} s }`;
  const model = { callsPerSecond: lambda, servers: 1, service: EXPONENTIAL, workload };
  const queue = { arrivals: gim1.onOffGaps(lambda, phase, phase), mu: MU };
  return direct('IPP/M/1', `IPP/M/1 at ${load}`, load, model, 4, gim1Claims(queue));
}

export function gim1Claims(queue: gim1.GIM1, wait = WAIT): Claim[] {
  return [
    meanOf('sojourn', gim1.gim1MeanSojourn(queue)),
    ...quantilesOf('sojourn', (p) => gim1.gim1SojournQuantile(queue, p)),
    ...quantilesOf(wait, (p) => gim1.gim1WaitQuantile(queue, p), [0.95, 0.99]),
  ];
}

/** M/G/c/c: the share lost does not depend on the service law (Sevast'yanov 1957). */
function lossCases(): TheoryCase[] {
  const laws: readonly (readonly [string, Distribution])[] = [
    ['M', EXPONENTIAL],
    ['D', { kind: 'constant', value: SERVICE_SECONDS }],
    ['H2', GENERAL[1][1]],
  ];
  return [1, 5].flatMap((servers) =>
    laws.map(([law, service]) => {
      const offered = 0.8 * servers;
      const model = {
        callsPerSecond: offered * MU,
        servers,
        service,
        group: ', queue_capacity: 0',
      };
      const lost = mmc.erlangB(offered, servers);
      const name = `M/${law}/${servers}/${servers} at 0.8`;
      return direct('M/G/c/c', name, 0.5, model, 1, [
        ratioOf('lost', lost),
        ratioOf('consumers.server utilization', 0.8 * (1 - lost)),
      ]);
    }),
  );
}

function mm1kCase(load: number): TheoryCase {
  const places = 10;
  const lambda = load * MU;
  const queue = {
    arrivalsPerSecond: lambda,
    meanServiceSeconds: SERVICE_SECONDS,
    servers: 1,
    places,
  };
  const group = `, queue_capacity: ${places - 1}`;
  const model = { callsPerSecond: lambda, servers: 1, service: EXPONENTIAL, group };
  return direct('M/M/1/K', `M/M/1/${places} at ${load}`, load, model, 1, [
    // At 0.3 a handful of records in a million are lost: too few for a normal law.
    ...(load < 0.5 ? [] : [ratioOf('lost', mmck.mmckLost(queue))]),
    meanOf('sojourn', mmck.mmckMeanSojourn(queue)),
    ...quantilesOf('sojourn', (p) => mmck.mm1kSojournQuantile(queue, p)),
    ...quantilesOf(WAIT, (p) => mmck.mmckWaitQuantile(queue, p), [0.95, 0.99]),
  ]);
}

/** The server is up for `services` mean services and down for a fifth of that, on average. */
function clearingCase(services: number): TheoryCase {
  const upSeconds = services * SERVICE_SECONDS;
  const downSeconds = upSeconds / 5;
  const queue = {
    lambda: 0.8 * MU,
    mu: MU,
    failuresPerSecond: 1 / upSeconds,
    repairsPerSecond: 1 / downSeconds,
  };
  const more = [
    'faults:',
    `  crash: { kind: consumer_down, time_to_failure: exponential(${upSeconds} s), time_to_repair: exponential(${downSeconds} s) }`,
  ].join('\n');
  const model = { callsPerSecond: queue.lambda, servers: 1, service: EXPONENTIAL, more };
  const rate = clearingSojournRate(queue);
  return direct('M/M/1 crashes', `M/M/1 crashing every ${services} services`, 0.8, model, 1, [
    ratioOf('lost', clearingLost(queue)),
    meanOf('sojourn', 1 / rate),
    ...quantilesOf('sojourn', (p) => -mathematics.log1p(-p) / rate),
  ]);
}

/** More calls than can be served: the callers go round, so that their number is all that counts. */
function callersCase(callers: number): TheoryCase {
  const delay = 0.002;
  const service = EXPONENTIAL;
  const { throughputPerSecond, responseSeconds } = meanValueAnalysis({
    customers: callers,
    thinkSeconds: 2 * delay,
    demandsSeconds: [SERVICE_SECONDS],
  });
  const calls = { callsPerSecond: 2 * MU, servers: 1, service, workload: `, callers: ${callers}` };
  const text = directModel(calls).replace('propagation: 0 s', `propagation: ${delay} s`);
  return {
    family: 'closed network',
    name: `${callers} callers`,
    recipe: { kind: 'model', text },
    warmupSeconds: 100 * callers * SERVICE_SECONDS,
    windowSeconds: 25,
    claims: [
      ratioOf('throughput', throughputPerSecond),
      // Many callers never leave the server idle: a share of 1 without spread.
      ...(callers < 10
        ? [ratioOf('consumers.server utilization', throughputPerSecond * SERVICE_SECONDS)]
        : []),
      // One caller never waits.
      ...(callers > 1 ? [meanOf(WAIT, responseSeconds[0] - SERVICE_SECONDS)] : []),
    ],
  };
}
