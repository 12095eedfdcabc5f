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

/** What is off, by how much, and the word for why. */
function verdict(compared: Compared): string {
  if (compared.isFitted) return 'fitted';
  return ['ceiling', 'p50', 'p95']
    .flatMap((name) => {
      const reason = reasonFor(compared, name);
      if (reason === null && !(name === 'ceiling' && name in compared.ratios)) return [];
      const percent = Math.round(100 * (compared.ratios[name] - 1));
      const by = `${name} ${percent > 0 ? '+' : ''}${percent}%`;
      return reason === null ? by : `${by} (${reason})`;
    })
    .join(', ');
}
