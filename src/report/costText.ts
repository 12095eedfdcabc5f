/** What a model costs by its prices, a month, item by item, and where the prices come from. */
import { monthlyCost } from '../analysis/cost.js';
import type { Model } from '../model/model.js';
import { counted } from './format.js';
import { table } from './table.js';

/** Nothing where the model has no prices. */
export function costLines(model: Model): string[] {
  const cost = monthlyCost(model);
  if (cost === null) return [];
  const money = (perMonth: number): string =>
    perMonth.toLocaleString('en-US', { maximumFractionDigits: 2 });
  const rows = cost.items.map((item) => [
    item.name,
    `${counted(item.quantity)} ${item.unit}`,
    money(item.perMonth),
  ]);
  const total = ['in all', '', money(cost.perMonth)];
  const source = [model.prices?.source, model.prices?.date].filter(Boolean).join(', ');
  return [
    table(['cost, by arithmetic', 'quantity', `${cost.currency} a month`], [...rows, total]),
    ...(source === '' ? [] : [`Prices: ${source}.`]),
    '',
  ];
}

/** Where what was measured comes from, a line for each source. */
export function measuredSources(model: Model): string[] {
  return model.measured
    .filter(({ source }) => source !== '')
    .map(({ path, source }) => `Measured ${path}: ${source}.`);
}
