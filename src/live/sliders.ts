/**
 * Numbers of a model as sliders: how many users first, then what the model's `tune` may change,
 * then those that move the lowest ceiling most, by arithmetic.
 *
 * A slider of a range of real numbers is logarithmic; positions are 0 to POSITIONS.
 */
import { firstToSaturate, offeredLoad } from '../analysis/offeredLoad.js';
import { exp, log } from '../mathematics/index.js';
import {
  parseModel,
  writtenParameters,
  written,
  type Model,
  type Parameter,
} from '../model/index.js';

export const POSITIONS = 1000;
/** Sliders that are shown at first. */
export const MOST_SLIDERS = 8;
/** A number that is written may be made so many times smaller or larger. */
const REACH = 10;
/** So much more of each number is tried, to see what it does. */
const MORE = 1.25;
/** A ceiling that moves by less has not moved. */
const NOTICED = 1e-4;

export interface Slider {
  readonly parameter: Parameter;
  readonly low: number;
  readonly high: number;
}

const LOADS =
  /^(?:users|workload\.(?:rate|events_per_user|callers|think_time)|producers\.[^.]+\.(?:rate|events_per_user)|producers\.(?:rate|events_per_user))$/;
/** Numbers that no one turns: how long is run, what it costs, when faults come. */
const LEFT_OUT = /^(?:run|prices|measured|faults|tune)\./;

/** Of a text that is a model; `most` of them. */
export function slidersOf(text: string, model: Model, most = MOST_SLIDERS): Slider[] {
  const all = writtenParameters(text, 'model.yaml').filter(
    ({ path, number }) => !LEFT_OUT.test(path) && number > 0,
  );
  const tuned = model.tune.map(({ path }) => path);
  const rank = new Map(all.map((parameter) => [parameter.path, rankOf(parameter, tuned)]));
  const moved = movedBy(text, model, all);
  const order = [...all].sort(
    (a, b) =>
      (rank.get(a.path) ?? 0) - (rank.get(b.path) ?? 0) ||
      (moved.get(b.path) ?? 0) - (moved.get(a.path) ?? 0),
  );
  return order.slice(0, most).map((parameter) => ({ parameter, ...reachOf(parameter, model) }));
}

function rankOf({ path }: Parameter, tuned: readonly string[]): number {
  if (path === 'users' || path === 'workload.rate') return 0;
  if (tuned.includes(path)) return 1;
  return LOADS.test(path) ? 2 : 3;
}

/**
 * By path: how far a little more of it moves the lowest ceiling of all, and how far it moves any.
 */
function movedBy(
  text: string,
  model: Model,
  parameters: readonly Parameter[],
): Map<string, number> {
  const lowest = firstToSaturate(offeredLoad(model));
  const before = ceilingsOf(model);
  return new Map(
    parameters.map((parameter) => {
      const value = written(parameter, Math.min(parameter.maximum, moreOf(parameter)));
      const parsed = parseModel(text, {
        fileName: 'model.yaml',
        overrides: [{ path: parameter.path, value }],
      });
      if ('faults' in parsed) return [parameter.path, 0];
      const after = ceilingsOf(parsed.model);
      const moves = [...before].map(([name, ceiling]) => {
        const ratio = (after.get(name) ?? ceiling) / ceiling;
        const moved = Number.isFinite(ratio) ? Math.abs(ratio - 1) : 0;
        return name === lowest.name ? moved * 100 : moved;
      });
      const most = Math.max(0, ...moves);
      return [parameter.path, most < NOTICED ? 0 : most];
    }),
  );
}

function moreOf({ number, whole }: Parameter): number {
  return whole ? Math.max(number + 1, Math.round(number * MORE)) : number * MORE;
}

function ceilingsOf(model: Model): Map<string, number> {
  return new Map(
    offeredLoad(model).resources.map((each) => [each.name, each.ceilingEventsPerSecond]),
  );
}

function reachOf(parameter: Parameter, model: Model): { low: number; high: number } {
  const { path, number, whole, minimum, maximum } = parameter;
  const range = model.tune.find((factor) => factor.path === path)?.range;
  if (range?.kind === 'span' && number >= range.low && number <= range.high) {
    return { low: range.low, high: range.high };
  }
  const low = whole ? Math.max(1, Math.floor(number / REACH)) : number / REACH;
  const high = whole ? Math.max(4, number * REACH) : number * REACH;
  return { low: Math.max(minimum, low), high: Math.min(maximum, high) };
}

/** Where a number stands on its slider. */
export function positionOf({ low, high }: Slider, number: number): number {
  const share = low > 0 ? log(number / low) / log(high / low) : (number - low) / (high - low);
  return Math.round(POSITIONS * Math.min(1, Math.max(0, share)));
}

/** The number at a position, as the model's text has it: `1.2 ms`. */
export function valueAt({ parameter, low, high }: Slider, position: number): string {
  const share = position / POSITIONS;
  const number = low > 0 ? low * exp(share * log(high / low)) : low + share * (high - low);
  return written(parameter, Math.min(high, Math.max(low, number)), 3);
}
