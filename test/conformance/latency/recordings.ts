/** What has been recorded of a real broker's latency: one file a recording. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../kafka/cluster.js';
import type { Measured } from './measure.js';

const FOLDER = 'test/conformance/latency/recorded';

export interface Latencies {
  readonly kafka: string;
  readonly java: string;
  readonly date: string;
  readonly processor: string;
  /** Which one the broker ran on, and which the clients. */
  readonly processors: { readonly broker: number; readonly clients: number };
  readonly secondsPerRun: number;
  /** Of Java. */
  readonly options: readonly string[];
  /** The broker's settings. */
  readonly set: Settings;
  readonly measured: readonly Measured[];
}

export function readLatencies(name: string): Latencies {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Latencies;
}

export function writeLatencies(name: string, latencies: Latencies): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(latencies, null, 2)}\n`);
}
