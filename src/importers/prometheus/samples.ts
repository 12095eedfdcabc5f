/**
 * Samples of Prometheus: the text that an exporter shows (also as OpenMetrics), or the JSON that a
 * query has answered (vector, matrix, or the result alone). Names and labels as they are; a
 * counter's increase needs two times.
 */
import { ImportError } from '../importError.js';
import type { TextFile } from '../imported.js';
import { readJson, type Item } from '../document.js';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Per second over the time of a matrix, where it has one; else NaN. */
  readonly perSecond: number;
  /** Unix seconds; NaN where it is not told. */
  readonly time: number;
}

const WHAT = 'metrics of Prometheus: its text format, or the JSON of a query';

/** Throws ImportError. Samples without a number (NaN, +Inf) are left out. */
export function readSamples(file: TextFile): Sample[] {
  const samples = /^\s*[[{]/.test(file.text) ? fromJson(file) : fromText(file);
  if (samples.length > 0) return samples;
  const first = JSON.stringify(file.text.trim().split('\n')[0]);
  throw new ImportError(`${file.name}:1:1`, first, WHAT, 'save what /metrics or the query answers');
}

const LINE =
  /^([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s+([-+]?(?:\d[\d.eE+-]*|Inf|NaN))(?:\s+(-?[\d.]+))?(?:\s*#.*)?\s*$/;
const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

function fromText({ name: file, text }: TextFile): Sample[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    const match = LINE.exec(line.trim());
    if (match === null) {
      const fix = 'give the text as the exporter shows it';
      throw new ImportError(
        `${file}:${index + 1}:1`,
        JSON.stringify(line.trim()),
        'NAME{LABELS} VALUE',
        fix,
      );
    }
    const [, name, , value, time] = match;
    return finite({
      name,
      labels: labelsOf(match.at(2) ?? ''),
      value: Number(value),
      perSecond: NaN,
      time: seconds(time),
    });
  });
}

/** Milliseconds in the text format, seconds in OpenMetrics. */
function seconds(text: string | undefined): number {
  const value = Number(text ?? NaN);
  return value > 1e11 ? value / 1000 : value;
}

function labelsOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, key, value] of text.matchAll(LABEL)) {
    found[key] = value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
  }
  return found;
}

function fromJson(file: TextFile): Sample[] {
  const root = readJson(file, WHAT);
  const status = root.get('status').text();
  if (status === 'error') {
    const found = root.get('error').text() ?? 'an error';
    throw new ImportError(file.name, found, 'an answer', 'ask again, and save the answer');
  }
  const list = [root.at('data.result'), root.get('result'), root].find((item) =>
    Array.isArray(item.value),
  );
  return (list?.list() ?? []).flatMap(sampleOf);
}

function sampleOf(item: Item): Sample[] {
  const labels: Record<string, string> = {};
  for (const [key, value] of item.get('metric').entries()) labels[key] = value.text() ?? '';
  const name = labels['__name__'] ?? '';
  const values = item.get('value').there ? [item.get('value')] : item.get('values').list();
  const points = values.map((each) => ({
    time: each.get(0).number() ?? NaN,
    value: numberOf(each.get(1)),
  }));
  const first = points.at(0);
  const last = points.at(-1);
  if (first === undefined || last === undefined) return [];
  const span = last.time - first.time;
  const perSecond = span > 0 ? (last.value - first.value) / span : NaN;
  return finite({ name, labels, value: last.value, perSecond, time: last.time });
}

/** Values are texts, so that NaN and +Inf can be told. */
function numberOf(item: Item): number {
  return Number(item.text() ?? NaN);
}

function finite(sample: Sample): Sample[] {
  return Number.isFinite(sample.value) ? [sample] : [];
}
