/** What has been recorded of a real Kafka: a file a scenario. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from './scenario.js';

const FOLDER = 'test/conformance/recorded';

/** null where a scenario has never been run. */
export function readRecording(name: string): Recording | null {
  const file = join(FOLDER, `${name}.json`);
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

export function writeRecording(recording: Recording): void {
  const file = join(FOLDER, `${recording.scenario}.json`);
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
}
