/** The README's table: what was measured, what is said, and how far apart they are. */
import { compareAll, type Compared } from './predictions.js';
import { reasonFor } from './off.js';

export const LATENCY_HEADERS = [
  'setup',
  'load',
  'records/s',
  'p50 (ms)',
  'said',
  'p95 (ms)',
  'said',
  'broker busy',
  'said',
  'clients busy',
  'said',
  '',
];

export function latencyRows(name = 'first'): string[][] {
  return compareAll(name).map((each) => {
    const { run, ratios } = each;
    const of = (name: string, real: number | undefined, digits: number): string[] => {
      if (real === undefined || !(name in ratios)) return ['', ''];
      return [real, real * ratios[name]].map((value) => value.toFixed(digits));
    };
    const ms = (name: string): number | undefined => {
      const seconds = run.latency?.[name];
      return seconds === undefined ? undefined : 1e3 * seconds;
    };
    return [
      `\`${each.setup}\``,
      each.what,
      String(Math.round(run.sent)),
      ...of('p50', ms('p50'), 2),
      ...of('p95', ms('p95'), 2),
      ...of('broker', run.broker, 2),
      ...of('clients', run.clients, 2),
      verdict(each),
    ];
  });
}

function verdict(compared: Compared): string {
  if ('ceiling' in compared.ratios) {
    const percent = (100 * (compared.ratios['ceiling'] - 1)).toFixed(0);
    return `${Number(percent) > 0 ? '+' : ''}${percent}%${suffix(compared, 'ceiling')}`;
  }
  if (compared.isFitted) return 'fitted';
  const off = ['p50', 'p95'].map((name) => suffix(compared, name)).join('');
  return off === '' ? '' : off.slice(2);
}

function suffix(compared: Compared, name: string): string {
  const reason = reasonFor(compared, name);
  return reason === null ? '' : `; ${name}: ${reason}`;
}
