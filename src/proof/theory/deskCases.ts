/**
 * The field's queues in the model language: groups whose records do nothing but call an external,
 * in a cluster that takes no time. A record's path is the time that its call is there.
 */
import { batchMeanWait, batchWaitQuantile } from '../../analysis/closedForm/batchArrivals.js';
import { blockedThroughput } from '../../analysis/closedForm/blocking.js';
import { independentBreakdownsMeanSojourn } from '../../analysis/closedForm/breakdowns.js';
import { forkJoinMeanSojourn } from '../../analysis/closedForm/forkJoin.js';
import { mg1MeanWait } from '../../analysis/closedForm/mg1.js';
import { mm1SojournQuantile, mm1WaitQuantile } from '../../analysis/closedForm/mm1.js';
import { meanValueAnalysis } from '../../analysis/closedForm/mva.js';
import * as patience from '../../analysis/closedForm/patience.js';
import * as preemption from '../../analysis/closedForm/preemption.js';
import { priorityMeanWaits } from '../../analysis/closedForm/priorities.js';
import * as retrials from '../../analysis/closedForm/retrials.js';
import * as unlike from '../../analysis/closedForm/unlikeServers.js';
import * as vacations from '../../analysis/closedForm/vacations.js';
import type { Distribution } from '../../statistics/index.js';
import { callers, deskCase, type DeskModel } from './deskModel.js';
import { inWords, meanOf, quantilesOf, ratioOf, SERVICE_SECONDS } from './loads.js';
import { SHORTEST_OF_TWO, TWO_OF_THREE, type KnownQueue } from './shortestQueues.js';
import type { TheoryCase } from './theoryCase.js';

const DESK_LOADS = [0.5, 0.8, 0.95] as const;
const MU = 1 / SERVICE_SECONDS;
const EXPONENTIAL: Distribution = { kind: 'exponential', mean: SERVICE_SECONDS };
const CONSTANT: Distribution = { kind: 'constant', value: SERVICE_SECONDS };
const H2: Distribution = {
  kind: 'hyperexponential',
  probability: 0.2,
  mean1: 0.003,
  mean2: 0.0005,
};
const LAWS = { M: EXPONENTIAL, D: CONSTANT, H2 } as const;
const ONE = `concurrency: 1`;

export function deskCases(): TheoryCase[] {
  return [
    ...DESK_LOADS.flatMap((load) => [
      priorityCase(load, 'M'),
      priorityCase(load, 'D'),
      preemptiveCase(load, 'M'),
      preemptiveCase(load, 'D'),
      sharingCase(load, 'M'),
      sharingCase(load, 'D'),
      sharingCase(load, 'H2'),
      anyOrderCase(load, 'lifo'),
      anyOrderCase(load, 'random'),
      retrialCase(load),
      joinCase(load),
      pauseCase(load, 'vacation', { kind: 'exponential', mean: 2 * SERVICE_SECONDS }),
      pauseCase(load, 'vacation', { kind: 'uniform', low: 0.001, high: 0.003 }),
      pauseCase(load, 'set_up', { kind: 'exponential', mean: 2 * SERVICE_SECONDS }),
      pauseCase(load, 'set_up', { kind: 'constant', value: 0.003 }),
      batchCase(load),
      geometricCase(load),
      queuesCase(load, 2, 'least_loaded', SHORTEST_OF_TWO[load]),
      queuesCase(load, 3, 'power_of_two', TWO_OF_THREE[load]),
      unlikeCase(load),
      breakdownCase(load),
    ]),
    ...[0.5, 0.8, 0.95, 1.2].flatMap((load) =>
      [1, 5].flatMap((servers) => [
        patienceCase(load, servers, 'exponential'),
        patienceCase(load, servers, 'constant'),
      ]),
    ),
    ...[1, 2, 4].flatMap((places) => [1, 0.7].map((second) => blockedCase(places, second))),
    ...[1, 4, 12].map(closedCase),
  ];
}

/** One class of calls to one station. */
function plain(load: number, service: Distribution, desk: string): DeskModel {
  const time = `time: "${inWords(service)}"`;
  return { classes: [{ perSecond: load * MU }], externals: { desk: `${time}, ${desk}` } };
}

const SHARES = [0.2, 0.3, 0.5];

function classesOf(load: number, law: 'M' | 'D'): { lambda: number; service: Distribution }[] {
  return SHARES.map((share) => ({ lambda: share * load * MU, service: LAWS[law] }));
}

function withPriorities(load: number, law: 'M' | 'D', discipline: string): DeskModel {
  const { externals } = plain(load, LAWS[law], `${ONE}, discipline: ${discipline}`);
  const classes = SHARES.map((share, index) => ({
    perSecond: share * load * MU,
    call: `priority: ${9 - index}`,
  }));
  return { classes, externals };
}

/** Three classes with 20%, 30% and 50% of the load. */
function priorityCase(load: number, law: 'M' | 'D'): TheoryCase {
  const classes = classesOf(load, law);
  return deskCase(
    'priorities',
    `M/${law}/1 priorities`,
    load,
    withPriorities(load, law, 'priority'),
    [
      ...priorityMeanWaits(classes).map((wait, index) =>
        meanOf(`class${index}`, wait + SERVICE_SECONDS),
      ),
      // What is waited for has a step where a service of constant length ends.
      ...(law === 'M'
        ? quantilesOf('class0', (p) => preemption.firstSojournQuantile(classes, p))
        : []),
      ratioOf('externals.desk utilization', load),
    ],
  );
}

/** The first class does not see the others: M/M/1 of its own. */
function preemptiveCase(load: number, law: 'M' | 'D'): TheoryCase {
  const classes = classesOf(load, law);
  const model = withPriorities(load, law, 'preemptive_priority');
  return deskCase('preemptive priorities', `M/${law}/1 preemptive priorities`, load, model, [
    ...preemption
      .preemptiveMeanSojourns(classes)
      .map((time, index) => meanOf(`class${index}`, time)),
    ...(law === 'M'
      ? quantilesOf('class0', (p) => mm1SojournQuantile(classes[0].lambda, MU, p))
      : []),
    ratioOf('externals.desk utilization', load),
  ]);
}

/** Kleinrock 1976, section 4.4: the mean is that of M/M/1, whatever the law of the services. */
function sharingCase(load: number, law: keyof typeof LAWS): TheoryCase {
  const model = plain(load, LAWS[law], `${ONE}, discipline: processor_sharing`);
  return deskCase('processor sharing', `M/${law}/1 processor sharing`, load, model, [
    meanOf('class0', SERVICE_SECONDS / (1 - load)),
    ratioOf('externals.desk utilization', load),
  ]);
}

/** The mean wait does not depend on the order, as long as it looks at no service. */
function anyOrderCase(load: number, discipline: string): TheoryCase {
  const model = plain(load, H2, `${ONE}, discipline: ${discipline}`);
  return deskCase('orders', `M/H2/1 ${discipline}`, load, model, [
    meanOf('class0', mg1MeanWait(load * MU, H2) + SERVICE_SECONDS),
    ratioOf('externals.desk utilization', load),
  ]);
}

function patienceCase(load: number, servers: number, kind: 'exponential' | 'constant'): TheoryCase {
  const queue = {
    lambda: load * servers * MU,
    mu: MU,
    servers,
    patience: { kind, seconds: 0.002 },
  };
  const waits = kind === 'constant' ? '2 ms' : 'exponential(2 ms)';
  const desk = `time: exponential(1 ms), concurrency: ${servers}, patience: ${waits}`;
  const model = { classes: [{ perSecond: queue.lambda }], externals: { desk } };
  const law = kind === 'constant' ? 'D' : 'M';
  const left = patience.patienceShareLeft(queue);
  return deskCase('patience', `M/M/${servers}+${law}`, load, model, [
    // Of a few in ten thousand there are too few for a normal law.
    ...(left < 0.002 ? [] : [ratioOf('class0 to desk left', left)]),
    ratioOf('externals.desk utilization', load * (1 - left)),
    ...quantilesOf(
      'externals.desk wait',
      (p) => patience.patienceWaitQuantile(queue, p),
      [0.8, 0.95],
    ),
  ]);
}

function retrialCase(load: number): TheoryCase {
  const queue = { lambda: load * MU, mu: MU, retriesPerSecond: MU / 2 };
  const { externals } = plain(load, EXPONENTIAL, `${ONE}, queue_capacity: 0`);
  const call = 'retries: 1000, retry_after: exponential(2 ms)';
  return deskCase(
    'retrials',
    'M/M/1 retrials',
    load,
    { classes: [{ perSecond: queue.lambda, call }], externals },
    [
      meanOf('class0', retrials.retrialMeanSojourn(queue)),
      ratioOf('class0 to desk again', retrials.retrialShareAgain(queue)),
      ratioOf('externals.desk utilization', load),
    ],
  );
}

/** Both stations get each call, and it is done when both have answered. */
function joinCase(load: number): TheoryCase {
  const station = `time: exponential(1 ms), ${ONE}`;
  const externals = {
    desk: 'time: 0 s, at_once: true, calls: { a: {}, b: {} }',
    a: station,
    b: station,
  };
  return deskCase('join', 'join of two', load, { classes: [{ perSecond: load * MU }], externals }, [
    meanOf('class0', forkJoinMeanSojourn(load * MU, MU)),
    ...quantilesOf('externals.a wait', (p) => mm1WaitQuantile(load * MU, MU, p), [0.95, 0.99]),
  ]);
}

function pauseCase(load: number, kind: 'vacation' | 'set_up', pause: Distribution): TheoryCase {
  const queue = { lambda: load * MU, service: EXPONENTIAL, pause, kind };
  const name = `M/M/1 ${kind} ${pause.kind}`;
  const model = plain(load, EXPONENTIAL, `${ONE}, ${kind}: "${inWords(pause)}"`);
  return deskCase('vacations and set-up', name, load, model, [
    meanOf('class0', vacations.pausingMeanSojourn(queue)),
    ...quantilesOf('class0', (p) => vacations.pausingSojournQuantile(queue, p)),
  ]);
}

const BATCH = 5;

function batchCase(load: number): TheoryCase {
  const queue = { batchesPerSecond: (load * MU) / BATCH, size: BATCH, service: EXPONENTIAL };
  const arrivals = `{ kind: batches, size: ${BATCH} }`;
  const model = { ...plain(load, EXPONENTIAL, ONE), arrivals };
  return deskCase('batches', `M[${BATCH}]/M/1`, load, model, [
    meanOf('externals.desk wait', batchMeanWait(queue)),
    ...quantilesOf('externals.desk wait', (p) => batchWaitQuantile(queue, p)),
    ratioOf('externals.desk utilization', load),
  ]);
}

/**
 * Batches of a geometric size: the work of one is exponential, its mean so many times as long, and
 * what is before a record of it and its own likewise. So batches are customers of M/M/1, and so is
 * the time of each record.
 */
function geometricCase(load: number): TheoryCase {
  const size = 4;
  const arrivals = `{ kind: batches, size: ${size}, sizes: geometric }`;
  const model = { ...plain(load, EXPONENTIAL, ONE), arrivals };
  const [lambda, mu] = [(load * MU) / size, MU / size];
  return deskCase(
    'batches',
    'M[geometric]/M/1',
    load,
    model,
    [
      meanOf('class0', 1 / (mu - lambda)),
      ...quantilesOf('class0', (p) => mm1SojournQuantile(lambda, mu, p)),
      ratioOf('externals.desk utilization', load),
    ],
    size,
  );
}

/** Queues of one server each, to which calls are routed as they come. */
function queuesCase(
  load: number,
  instances: number,
  route: string,
  { sojourn, wait95, wait99 }: KnownQueue,
): TheoryCase {
  const desk = `time: exponential(1 ms), ${ONE}, instances: ${instances}, route: ${route}`;
  const model = { classes: [{ perSecond: load * instances * MU }], externals: { desk } };
  return deskCase('routing', `${route} of ${instances}`, load, model, [
    meanOf('class0', sojourn * SERVICE_SECONDS),
    ...quantilesOf(
      'externals.desk wait',
      (p) => (p < 0.97 ? wait95 : wait99) * SERVICE_SECONDS,
      [0.95, 0.99],
    ),
  ]);
}

/** One server is four times as fast as the other. */
function unlikeCase(load: number): TheoryCase {
  const servers = { lambda: load * 1.25 * MU, fast: MU, slow: MU / 4 };
  const desk = `time: exponential(1 ms), ${ONE}, instances: 2, speeds: [1, 0.25]`;
  const model = { classes: [{ perSecond: servers.lambda }], externals: { desk } };
  return deskCase(
    'unlike servers',
    'M/M/2 of two speeds',
    load,
    model,
    [
      meanOf('class0', unlike.unlikeMeanSojourn(servers)),
      ...quantilesOf(
        'externals.desk wait',
        (p) => unlike.unlikeWaitQuantile(servers, p),
        [0.95, 0.99],
      ),
    ],
    4,
  );
}

/** Up for 20 services and down for 5, its work kept: the server has 80% of its time. */
function breakdownCase(load: number): TheoryCase {
  const lambda = 0.8 * load * MU;
  const queue = { lambda, mu: MU, failuresPerSecond: MU / 20, repairsPerSecond: MU / 5 };
  const more = `faults:
  stop: { kind: external_down, work: kept, time_to_failure: exponential(20 ms), time_to_repair: exponential(5 ms) }`;
  const model = { ...plain(0.8 * load, EXPONENTIAL, ONE), more };
  return deskCase(
    'breakdowns',
    'M/M/1 breakdowns, work kept',
    load,
    model,
    [
      meanOf('class0', independentBreakdownsMeanSojourn(queue)),
      ratioOf('externals.desk utilization', 0.8 * load),
    ],
    4,
  );
}

/** As many calls as keep the first station at work; `second`: its mean time over the first's. */
function blockedCase(places: number, second: number): TheoryCase {
  const passed = blockedThroughput(MU, MU / second, places);
  const externals = {
    desk: `time: exponential(1 ms), ${ONE}, calls: { next: { until: taken } }`,
    next: `time: exponential(${second} ms), ${ONE}, queue_capacity: ${places - 1}`,
  };
  const name = `blocking, ${places} ${places === 1 ? 'place' : 'places'}, ${second}`;
  return callers('blocking', name, places + 5, '0 s', externals, passed, [
    ratioOf('throughput', passed),
    ratioOf('externals.next utilization', passed * second * SERVICE_SECONDS),
  ]);
}

/** Three stations and a think time; one is shared, one takes the last first: BCMP 1975. */
function closedCase(customers: number): TheoryCase {
  const demandsSeconds = [1, 0.8, 0.5].map((each) => each * SERVICE_SECONDS);
  const think = 2 * SERVICE_SECONDS;
  const { throughputPerSecond, responseSeconds } = meanValueAnalysis({
    customers,
    thinkSeconds: think,
    demandsSeconds,
  });
  const externals = {
    desk: `time: "hyperexponential(0.2, 3 ms, 0.5 ms)", ${ONE}, discipline: processor_sharing`,
    second: `time: exponential(0.8 ms), ${ONE}, discipline: lifo`,
    third: `time: exponential(0.5 ms), ${ONE}, discipline: random`,
  };
  const name = `closed network of ${customers}, three disciplines`;
  return callers(
    'closed network of desks',
    name,
    customers,
    `${think} s`,
    externals,
    throughputPerSecond,
    [
      ratioOf('throughput', throughputPerSecond),
      meanOf(
        'calls',
        responseSeconds.reduce((sum, each) => sum + each, 0),
      ),
      ...Object.keys(externals).map((each, at) =>
        ratioOf(`externals.${each} utilization`, demandsSeconds[at] * throughputPerSecond),
      ),
    ],
  );
}
