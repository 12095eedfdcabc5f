/**
 * When users send, as the language says it.
 *
 * Shapes of the load (ramp, steps, spikes, cron) are pieces of a period, in each of which the rate
 * is constant or changes evenly. Their loads are relative to each other: they are scaled so that
 * the mean over a period is the model's own rate.
 */
import type { Tree } from './document.js';
import type { ArrivalProcess, LoadPiece } from './model.js';
import * as quantities from './quantities.js';
import { within } from './ranges.js';
import { entryText, kindOf, onlyKeys, textOf, type ReadColumn } from './structured.js';

/** Offered to who writes a kind like a call, or one that there is not. */
const FORMS: Readonly<Record<string, string>> = {
  on_off: '{kind: on_off, on: 2 s, off: 8 s}',
  diurnal: '{kind: diurnal, period: 24 h, amplitude: 0.6}',
  wave: '{kind: wave, period: 10 min, amplitude: 0.6}',
  ramp: '{kind: ramp, from: 10%, to: 100%, over: 10 min, hold: 5 min}',
  steps: '{kind: steps, each: 10 min, loads: [1, 2, 4, 1]}',
  spikes: '{kind: spikes, every: 10 min, length: 30 s, times: 5}',
  cron: '{kind: cron, every: 60 s, within: 2 s}',
  batches: '{kind: batches, size: 5}',
  trace: '{kind: trace, file: arrivals.csv}',
};
const KINDS = ['poisson', 'constant', ...Object.keys(FORMS)];

/** Pieces of one period, at the most. */
const MOST_STEPS = 1000;
const MOST_BATCH = 100_000;

/** When users send. */
export function arrivals(tree: Tree, readColumn: ReadColumn): ArrivalProcess {
  const kind = kindOf(tree);
  switch (kind) {
    case 'poisson':
    case 'constant':
      onlyKeys(tree, []);
      return { kind };
    case 'on_off':
      onlyKeys(tree, ['on', 'off']);
      return { kind, onSeconds: time(tree, 'on'), offSeconds: time(tree, 'off') };
    case 'diurnal':
    case 'wave':
      onlyKeys(tree, ['period', 'amplitude']);
      return {
        kind: 'diurnal',
        periodSeconds: time(tree, 'period'),
        amplitude: within({ minimum: 0, maximum: 1 }, load(entryText(tree, 'amplitude'))),
      };
    case 'ramp':
    case 'steps':
    case 'spikes':
    case 'cron':
      return { kind: 'shape', name: kind, pieces: scaled(SHAPES[kind](tree)) };
    case 'batches':
      return batches(tree);
    case 'trace': {
      onlyKeys(tree, ['file']);
      const timesSeconds = readColumn(entryText(tree, 'file'));
      if (timesSeconds[timesSeconds.length - 1] > 0) return { kind, timesSeconds };
      throw new quantities.QuantityError('times of which the last is above 0', 'check the file');
    }
    default: {
      const known = `${KINDS.slice(0, -1).join(', ')} or ${KINDS[KINDS.length - 1]}`;
      const form = FORMS[kind.replace(/\W.*/, '')] ?? 'poisson';
      throw new quantities.QuantityError(
        `${known} (a surge is one of the faults)`,
        `write ${form}`,
      );
    }
  }
}

function batches(tree: Tree): ArrivalProcess {
  onlyKeys(tree, ['size', 'sizes']);
  const range = { minimum: 1, maximum: MOST_BATCH };
  const size = within(range, quantities.count(entryText(tree, 'size')));
  const given = has(tree, 'sizes') ? entryText(tree, 'sizes') : 'alike';
  if (given !== 'alike' && given !== 'geometric') {
    throw new quantities.QuantityError('sizes: alike or geometric', 'write alike');
  }
  if (given === 'alike' && !Number.isInteger(size)) {
    const fix = `write ${Math.round(size)}, or sizes: geometric`;
    throw new quantities.QuantityError('a whole number of records', fix);
  }
  return { kind: 'batches', size, sizes: given };
}

const SHAPES = {
  ramp(tree: Tree): LoadPiece[] {
    onlyKeys(tree, ['from', 'to', 'over', 'hold']);
    const [from, to] = [load(entryText(tree, 'from')), load(entryText(tree, 'to'))];
    const rise = { seconds: time(tree, 'over'), from, to };
    if (!has(tree, 'hold')) return [rise];
    return [rise, { seconds: time(tree, 'hold'), from: to, to }];
  },
  steps(tree: Tree): LoadPiece[] {
    onlyKeys(tree, ['each', 'loads']);
    const seconds = time(tree, 'each');
    const loads = tree.kind === 'map' ? tree.entries.get('loads')?.value : undefined;
    const items = loads?.kind === 'list' ? loads.items : [];
    if (items.length === 0 || items.length > MOST_STEPS) {
      const expected = `1 to ${MOST_STEPS} loads in a list`;
      throw new quantities.QuantityError(expected, 'write for example loads: [1, 2, 4]');
    }
    return items.map((item) => even(seconds, load(textOf(item))));
  },
  spikes(tree: Tree): LoadPiece[] {
    onlyKeys(tree, ['every', 'length', 'times']);
    const [every, length] = [time(tree, 'every'), time(tree, 'length')];
    shorter('length', length, every);
    const times = load(entryText(tree, 'times'));
    return [even(every - length, 1), even(length, times)];
  },
  cron(tree: Tree): LoadPiece[] {
    onlyKeys(tree, ['every', 'within']);
    const [every, within] = [time(tree, 'every'), time(tree, 'within')];
    shorter('within', within, every);
    return [even(within, 1), even(every - within, 0)];
  },
};

function even(seconds: number, factor: number): LoadPiece {
  return { seconds, from: factor, to: factor };
}

function shorter(key: string, seconds: number, every: number): void {
  if (seconds < every) return;
  throw new quantities.QuantityError(`${key} shorter than every`, `write less for ${key}`);
}

/** So that the mean over all of them is 1. */
function scaled(pieces: readonly LoadPiece[]): LoadPiece[] {
  const all = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  const load = pieces.reduce((sum, { seconds, from, to }) => sum + (seconds * (from + to)) / 2, 0);
  if (!(load > 0))
    throw new quantities.QuantityError('some load above 0', 'write 1 for one of them');
  const times = all / load;
  return pieces.map(({ seconds, from, to }) => ({ seconds, from: from * times, to: to * times }));
}

function has(tree: Tree, key: string): boolean {
  return tree.kind === 'map' && tree.entries.has(key);
}

function time(tree: Tree, key: string): number {
  return within({ minimum: 1e-6 }, quantities.duration(entryText(tree, key)), 's');
}

/** 1.5, or 150%. */
function load(text: string): number {
  return within({ minimum: 0, maximum: 1e6 }, quantities.share(text));
}
