/**
 * What `highwater sensitivity` prints and writes: effects of all factors, indices of those that
 * matter.
 */
import type { ResponseSensitivity, Sensitivity } from '../experiments/sensitivity.js';
import { levelsOf, type Factor } from '../model/index.js';
import { lengthOf } from '../statistics/index.js';
import { csvText, type Cell } from './csv.js';
import { seconds, percent, withoutUnit } from './format.js';
import { table } from './table.js';

export function sensitivityText(found: Sensitivity): string {
  const lines: string[] = [];
  for (const each of found.responses) {
    lines.push(
      `${withoutUnit(each.response)}: ${shown(each, each.base)} with the model's own values; chance alone moves a point by ${shown(each, each.noise)} (one standard deviation).`,
      '',
      effectsTable(found, each),
      '',
    );
    if (each.indices !== null) lines.push(indicesTable(found, each), '', sentence(found, each), '');
  }
  lines.push(`${found.points} points simulated on common random numbers.`);
  if (found.overloadedPoints > 0) {
    lines.push(
      `${found.overloadedPoints} of them had no steady state: their latency is that of the trial's window, and would grow with it.`,
    );
  }
  if (found.refused.length > 0) {
    const some = found.refused.slice(0, 5);
    const more = found.refused.length - some.length;
    lines.push(...some, ...(more > 0 ? [`and ${more} more points without a model`] : []));
  }
  return lines.join('\n');
}

/** One sentence, of the first response. */
export function sensitivityFinding(found: Sensitivity): string {
  const [first] = found.responses;
  if (first.indices !== null) return sentence(found, first);
  return `${found.points} points screen ${found.factors.length} numbers of the model; no Sobol indices were asked for.`;
}

/** mu* is the mean size of the effect of moving the factor from its lower end to its upper. */
function effectsTable({ factors }: Sensitivity, each: ResponseSensitivity): string {
  const order = [...each.effects.keys()].sort(
    (a, b) => (each.effects[b].muStar || 0) - (each.effects[a].muStar || 0),
  );
  const rows = order.map((index) => {
    const { mu, muStar, sigma } = each.effects[index];
    const [low, high] = ends(factors[index]);
    return [
      factors[index].path,
      low,
      high,
      shown(each, muStar),
      shown(each, mu),
      shown(each, sigma),
    ];
  });
  return table(['factor', 'from', 'to', 'mu* (size)', 'mu (with sign)', 'sigma'], rows);
}

function indicesTable({ factors, kept }: Sensitivity, { indices }: ResponseSensitivity): string {
  const rows = (indices?.inputs ?? []).map((index, position) => [
    factors[kept[position]].path,
    share(index.first, index.firstInterval),
    share(index.total, index.totalInterval),
  ]);
  return table(['share of the variance', 'alone (first order)', 'in all (total)'], rows);
}

function sentence({ factors, kept }: Sensitivity, each: ResponseSensitivity): string {
  const { indices, noise, response } = each;
  if (indices === null) return '';
  const totals = indices.inputs.map(({ total }) => total);
  const top = totals.indexOf(Math.max(...totals));
  const alone = indices.inputs.reduce((sum, { first }) => sum + first, 0);
  const half = lengthOf(indices.inputs.map(({ firstInterval: [low, high] }) => (high - low) / 2));
  const chance = Math.min(1, (noise * noise) / indices.variance);
  return `${factors[kept[top]].path} matters most for ${withoutUnit(response)}; the factors alone explain about ${percent(Math.min(1, Math.max(0, alone)))} of its variance (within ${percent(half)} or so); what is missing is what they do together, or the error of these estimates. ${indices.rows} rows; chance is at most ${percent(chance)} of the variance.`;
}

function ends({ range }: Factor): [string, string] {
  const levels = levelsOf(range, 2);
  return [levels[0], levels[levels.length - 1]];
}

function share(value: number, [low, high]: readonly [number, number]): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/**
 * Times with their unit, as the name of the response says; anything else as it is; rounding errors
 * as 0.
 */
function shown({ response, base }: ResponseSensitivity, exact: number): string {
  if (!Number.isFinite(exact)) return '-';
  const value = Math.abs(exact) < 1e-9 * Math.abs(base) ? 0 : exact;
  return isTime(response) ? seconds(value) : String(Number(value.toPrecision(3)));
}

function isTime(response: string): boolean {
  return /_m?s$/.test(response) && !response.endsWith('per_s');
}

/** Files hold latencies in ms. */
function inFile(response: string, value: number): number {
  return response.endsWith('_ms') ? 1e3 * value : value;
}

/** File names and their whole contents. */
export function sensitivityFiles(found: Sensitivity): Map<string, string> {
  const effects = found.responses.flatMap(({ response, effects: each }) =>
    each.map(({ mu, muStar, sigma, muHalf, n }, index): Cell[] => [
      response,
      found.factors[index].path,
      ...ends(found.factors[index]),
      inFile(response, muStar),
      inFile(response, mu),
      ...(Number.isFinite(muHalf)
        ? [inFile(response, mu - muHalf), inFile(response, mu + muHalf)]
        : [null, null]),
      inFile(response, sigma),
      n,
    ]),
  );
  const indices = found.responses.flatMap(({ response, indices: each }) =>
    (each?.inputs ?? []).map((index, position): Cell[] => [
      response,
      found.factors[found.kept[position]].path,
      index.first,
      ...index.firstInterval,
      index.total,
      ...index.totalInterval,
      each?.rows ?? 0,
    ]),
  );
  return new Map([
    [
      'effects.csv',
      csvText('response,factor,from,to,mu_star,mu,mu_low,mu_high,sigma,n'.split(','), effects),
    ],
    [
      'indices.csv',
      csvText(
        'response,factor,first,first_low,first_high,total,total_low,total_high,rows'.split(','),
        indices,
      ),
    ],
  ]);
}
