/** What has been recorded of a real Kafka: a file a scenario. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from './scenario.js';

/** What the tests hold the simulator to, and what a second run saw: how far a real one repeats. */
export type Which = 'recorded' | 'recorded-again';
const FOLDER = 'test/conformance';

/** null where a scenario has never been run. */
export function readRecording(name: string, which: Which = 'recorded'): Recording | null {
  const file = join(FOLDER, which, `${name}.json`);
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

export function writeRecording(recording: Recording, which: Which): void {
  mkdirSync(join(FOLDER, which), { recursive: true });
  const file = join(FOLDER, which, `${recording.scenario}.json`);
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
}
