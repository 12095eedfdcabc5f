/**
 * Links and disks whose full speed lasts as long as their credits (engine/assembly/credits.ts): in
 * the long run they do their baseline, and that is what ceilings are of; how long credits last is
 * said apart.
 */
import { clusterPath } from '../model/clusters.js';
import type { CreditsModel, DiskModel, Host, Model } from '../model/model.js';
import { producersPath } from '../model/pipelines.js';

/** Of an OfferedResource. */
interface Offered {
  readonly name: string;
  readonly unit: string;
  readonly offered: number;
}

/** What a card does in the long run, bytes a second. */
export function nicSpeed({ nicBytesPerSecond, nicCredits }: Host): number {
  return nicCredits?.baselineBytesPerSecond ?? nicBytesPerSecond;
}

/** What a disk does in the long run. */
export function diskSpeed({ bytesPerSecond, credits }: DiskModel): number {
  return credits?.baselineBytesPerSecond ?? bytesPerSecond;
}

/** Something that has credits: as resources are named, and what the model calls them. */
interface Line {
  readonly resource: string;
  readonly path: string;
  readonly full: number;
  readonly credits: CreditsModel;
}

type Known = Pick<Model, 'clusters' | 'mirrors' | 'producers' | 'consumers'>;

export function linesWithCredits(model: Known): Line[] {
  const { clusters, mirrors, consumers, producers } = model;
  const cards = (path: string, host: Host, ways = ['in', 'out']): Line[] => {
    const { nicCredits: credits, nicBytesPerSecond: full } = host;
    if (credits === null) return [];
    return ways.map((way) => ({
      resource: `${path}.nic_${way}`,
      path: `${path}.nic_credits`,
      full,
      credits,
    }));
  };
  const disk = (path: string, { credits, bytesPerSecond: full }: DiskModel): Line[] =>
    credits === null
      ? []
      : [{ resource: `${path}.disk`, path: `${path}.disk.credits`, full, credits }];
  return [
    ...producers.flatMap((kind) => cards(producersPath(kind), kind, ['out'])),
    ...clusters.flatMap((each) => [
      ...cards(clusterPath(each), each),
      ...disk(clusterPath(each), each.disk),
    ]),
    ...mirrors.flatMap((mirror) => {
      const own = `mirrors.${mirror.name}`;
      const brokers = [
        ...cards(`${own}.brokers`, mirror.brokers),
        ...disk(`${own}.brokers`, mirror.brokers.disk),
      ];
      return [...cards(own, mirror), ...brokers];
    }),
    ...consumers.flatMap((group) => cards(`consumers.${group.name}`, group)),
  ];
}

/** By how many its credits fall in a second of such an offer. */
function fallingPerSecond({ full, credits }: Line, offered: number): number {
  return Math.min(full, offered) - credits.baselineBytesPerSecond;
}

/** How long the credits of a trial's begin last something that is offered so much; 0 = none. */
export function creditSeconds(model: Known, { name, unit, offered }: Offered): number {
  const line = linesWithCredits(model).find(({ resource }) => resource === name);
  if (line === undefined || unit !== 'bytes') return 0;
  const { bytes, left } = line.credits;
  const falling = fallingPerSecond(line, offered);
  return falling > 0 ? (left * bytes) / falling : Infinity;
}

/** Those whose credits end at this load, and when: full ones, and those of a trial's begin. */
export function endingCredits(
  model: Model,
  resources: readonly Offered[],
): { path: string; reason: string }[] {
  return linesWithCredits(model).flatMap((line) => {
    const { resource, path } = line;
    const row = resources.find(({ name, unit }) => name === resource && unit === 'bytes');
    const { bytes, left } = line.credits;
    const falling = fallingPerSecond(line, row?.offered ?? 0);
    if (falling <= 0) return [];
    const begins = left < 1 ? `, those of a trial's begin ${span((left * bytes) / falling)}` : '';
    const reason = `${resource} is offered more than its baseline: full credits last ${span(bytes / falling)}${begins}; what comes after them is slower than a shorter trial shows (left: 0%)`;
    return [{ path, reason }];
  });
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

function span(seconds: number): string {
  const [size, unit] = UNITS.find(([each]) => seconds >= 2 * each) ?? ([1, 's'] as const);
  return `${Number((seconds / size).toPrecision(3))} ${unit}`;
}
