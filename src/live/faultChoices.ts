/**
 * Faults that a model's cell can be given by hand: what a button says, what it brings about, and
 * how a model's text has it.
 */
import type { FaultModel, Model } from '../model/model.js';
import type { Injected } from './liveWorld.js';
import { mayGoDown } from '../model/clusters.js';
import { withValues } from '../model/index.js';

export interface FaultChoice {
  readonly label: string;
  readonly fault: FaultModel;
  /** How long it lasts, where nothing else is said. */
  readonly seconds: number;
}

/** Times as slow; times the load. */
const SLOW = 10;
const SURGE = 3;
const SECONDS = 10;
/** Of brokers and instances the first ones are offered. */
const FEW = 6;

/** Of a model with brokers. */
export function faultChoices(model: Model): FaultChoice[] {
  const { clusters, producers, consumers, mirrors, externals } = model;
  const first = (count: number): number[] =>
    Array.from({ length: Math.min(FEW, count) }, (_, index) => index);
  const brokers = clusters.flatMap(({ name, count }, cluster) =>
    first(count).map((index) => ({ cluster, index, of: name === '' ? '' : ` of ${name}` })),
  );
  const mortal = brokers.filter(({ cluster }) => mayGoDown(model, cluster));
  const readers = [...consumers, ...mirrors].map(({ name }) => name);
  const called = externals.filter((_, index) =>
    consumers.some(({ tries }) => tries?.calls.some(({ external }) => external === index) === true),
  );
  return [
    ...mortal.map(({ of, ...where }) =>
      choice('broker_down', `kill broker ${where.index}${of}`, where),
    ),
    ...brokers.map(({ of, ...where }) =>
      choice('slow_disk', `broker ${where.index}${of}: disk ${SLOW}× slower`, {
        ...where,
        factor: SLOW,
      }),
    ),
    ...consumers.flatMap(({ name, instances }, group) => [
      ...first(instances).map((index) =>
        choice('consumer_down', `kill ${name} ${index}`, { group, index }),
      ),
      ...first(instances).map((index) =>
        choice('slow_consumer', `${name} ${index}: ${SLOW}× slower`, {
          group,
          index,
          factor: SLOW,
        }),
      ),
    ]),
    ...called.flatMap(({ name }) => {
      const external = externals.findIndex((each) => each.name === name);
      return [
        choice('external_down', `${name} is down`, { external }),
        choice('slow_external', `${name}: ${SLOW}× slower`, { external, factor: SLOW }),
      ];
    }),
    ...clusters.map(({ name }, cluster) =>
      choice('link_cut', `cut the link of producers${name === '' ? '' : ` to ${name}`}`, {
        cluster,
      }),
    ),
    ...readers.map((link) => choice('link_cut', `cut the link of ${link}`, { link })),
    ...(producers.some(({ arrivals }) => arrivals.kind === 'poisson')
      ? [choice('surge', `surge: ${SURGE}× the load`, { factor: SURGE })]
      : []),
  ];
}

function choice(kind: FaultModel['kind'], label: string, what: Partial<FaultModel>): FaultChoice {
  const when = { kind: 'once', atSeconds: 0, lengthSeconds: SECONDS } as const;
  const fault = {
    name: label,
    kind,
    group: 0,
    cluster: 0,
    external: -1,
    work: 'done' as const,
    index: 0,
    region: null,
    link: 'producers',
    factor: 1,
    when,
  };
  return { label, fault: { ...fault, ...what }, seconds: SECONDS };
}

/**
 * The text with the fault in it, under a name that it does not have yet; other names, comments and
 * order stay.
 */
export function withFault(text: string, model: Model, { fault, at, seconds }: Injected): string {
  const taken = model.faults.map(({ name }) => name);
  let name = fault.kind.replaceAll('_', '-');
  for (let more = 2; taken.includes(name); more++)
    name = `${fault.kind.replaceAll('_', '-')}-${more}`;
  const set = (key: string, value: string): { path: string; value: string } => ({
    path: `faults.${name}.${key}`,
    value,
  });
  return withValues(text, [
    set('kind', fault.kind),
    ...(/consumer/.test(fault.kind) ? [set('group', model.consumers[fault.group].name)] : []),
    ...(/broker|disk|consumer/.test(fault.kind) ? [set('index', String(fault.index))] : []),
    ...((/broker|disk/.test(fault.kind) || fault.link === 'producers') &&
    /broker|disk|link/.test(fault.kind) &&
    model.clusters.length > 1
      ? [set('cluster', model.clusters[fault.cluster].name)]
      : []),
    ...(/external/.test(fault.kind) ? [set('external', model.externals[fault.external].name)] : []),
    ...(/link/.test(fault.kind) ? [set('link', fault.link)] : []),
    ...(/slow|surge/.test(fault.kind) ? [set('factor', String(fault.factor))] : []),
    set('at', `${Number(at.toFixed(3))} s`),
    set('length', `${seconds} s`),
  ]);
}
