/**
 * What was measured, by whatever tool: the result of an OpenMessaging benchmark, what Kafka's perf
 * tests print, metrics of Prometheus. Told apart by what stands in the file.
 */
import type { TextFile } from './imported.js';
import type { Observed } from './observation.js';
import { readResult } from './omb/result.js';
import { readPerfTest } from './perfTest/perfTest.js';
import { readPrometheus } from './prometheus/prometheus.js';

export interface ResultFile {
  readonly observed: readonly Observed[];
  /** Records published a second; null where it is not told. */
  readonly perSecond: number | null;
}

/**
 * Null where the file is of none of these tools: it may be a CSV. `path`: of what is seen end to
 * end, and by a consumer. Throws ImportError where it is of one of them and broken.
 */
export function readAnyResult(file: TextFile, path: string): ResultFile | null {
  const { text } = file;
  if (/^\s*\{/.test(text) && /"(?:aggregated)?[pP]ublish(?:Latency|Rate)/.test(text)) {
    const { observed, publishRate } = readResult(file, path);
    return { observed, perSecond: publishRate };
  }
  if (/records sent, .* records\/sec|nMsg\.sec/.test(text)) {
    const observed = readPerfTest(file).map((each) => ({
      ...each,
      observations: each.observations.map((one) =>
        one.path === 'publish' ? one : { ...one, path },
      ),
    }));
    return { observed, perSecond: throughputOf(observed) };
  }
  if (/^\s*(?:\{|\[)/.test(text) || /^# (?:HELP|TYPE) |^[a-zA-Z_:][\w:]*\{.*\} /m.test(text)) {
    const observed = readPrometheus(file, null, 0);
    return { observed, perSecond: throughputOf(observed) };
  }
  return null;
}

function throughputOf(observed: readonly Observed[]): number | null {
  const all = observed.flatMap(({ observations }) => observations);
  const own = all.find(({ path, measure }) => path === 'publish' && measure === 'throughput');
  return own?.value ?? null;
}
