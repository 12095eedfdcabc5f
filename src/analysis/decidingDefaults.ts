/**
 * Which of the numbers that decide the first ceiling nobody wrote: those whose double moves it, by
 * arithmetic. What a model leaves out is Kafka's own default, or a guess that stands for a machine
 * which nobody has seen; a ceiling that rests on a guess is one, too.
 */
import { findParameters, writtenParameters, type Model, type Override } from '../model/index.js';
import { written, type Parameter } from '../model/parameter.js';
import { keysOf } from '../model/schema.js';
import { firstToSaturate, offeredLoad } from './offeredLoad.js';

export interface DecidingDefault {
  readonly path: string;
  /** As it would be written. */
  readonly value: string;
  /** Kafka's default; a plausible value, to be measured; or another default of the language. */
  readonly source: 'Kafka' | 'assumed' | '';
  /** A number of things. */
  readonly whole: boolean;
}

/** A ceiling that moves by less is not decided by it. */
const MOVES = 0.01;
/** More are not tried: each is an arithmetic of the whole model. */
const MOST_TRIED = 120;
/** Sections that a model may leave out with all they have, which count all the same. */
const LEFT_OUT = { path: 'disk.bandwidth', value: '500 MB/s', double: '1000 MB/s' } as const;

/** `make`: the model with these changes; null where they make none. */
export function decidingDefaults(
  text: string,
  fileName: string,
  model: Model,
  make: (changes: readonly Override[]) => Model | null,
): DecidingDefault[] {
  const load = offeredLoad(model);
  const first = firstToSaturate(load);
  const owner = ownerOf(first.name);
  const moves = (path: string, value: string): boolean => {
    const changed = make([{ path, value }]);
    if (changed === null) return false;
    const row = offeredLoad(changed).resources.find(({ name }) => name === first.name);
    const ceiling = row?.ceilingEventsPerSecond ?? Infinity;
    return Math.abs(ceiling / first.ceilingEventsPerSecond - 1) > MOVES;
  };
  const said = new Set(writtenParameters(text, fileName).map(({ path }) => path));
  const candidates = findParameters(text, fileName, '*').filter(
    ({ path, number }) => number > 0 && !said.has(path) && isNear(path, owner),
  );
  const found = candidates
    .slice(0, MOST_TRIED)
    .filter((each) => moves(each.path, doubled(each)))
    .map((each) => ({
      path: each.path,
      value: written(each, each.number),
      source: sourceOf(each.path),
      whole: each.whole,
    }))
    // Without a compression, a limit or the like is no guess.
    .filter(({ source, whole }) => source !== '' || whole);
  const disk = `${owner}.${LEFT_OUT.path}`;
  const lacksDisk = /\.disk$/.test(first.name) && !candidates.some(({ path }) => path === disk);
  if (!lacksDisk || said.has(disk) || !moves(disk, LEFT_OUT.double)) return found;
  return [...found, { path: disk, value: LEFT_OUT.value, source: 'assumed', whole: false }];
}

/** The section whose numbers a resource is made of. */
function ownerOf(resource: string): string {
  const parts = resource.split('.');
  return parts.slice(0, /^(?:producers|brokers)$/.test(parts[0]) ? 1 : 2).join('.');
}

/** Of the resource itself, or of what is written and sent. */
function isNear(path: string, owner: string): boolean {
  return path.startsWith(`${owner}.`) || /^(?:producers|topic|topics|workload)\./.test(path);
}

/** Twice as much; half where the language does not allow that. */
function doubled(parameter: Parameter): string {
  const { number, maximum } = parameter;
  return written(parameter, number * 2 <= maximum ? number * 2 : number / 2);
}

/** Names within a path are those of the author: `consumers.NAME.key` is a key of consumers. */
function sourceOf(path: string): DecidingDefault['source'] {
  const parts = path.split('.');
  const key = parts[parts.length - 1];
  for (const section of [parts.slice(0, -1), parts.slice(0, 1)]) {
    const row = keysOf(section.join('.'))?.find((each) => each.key === key);
    if (row !== undefined) return row.source as DecidingDefault['source'];
  }
  return '';
}
