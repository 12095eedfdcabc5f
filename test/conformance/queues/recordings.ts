/** What has been recorded of real brokers: a file a scenario. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueRecording } from './scenario.js';

export const RECORDED = 'test/conformance/queues/recorded';

/** null where a scenario has never been run. */
export function readRecording(name: string): QueueRecording | null {
  const file = join(RECORDED, `${name}.json`);
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as QueueRecording;
}

export function writeRecording(recording: QueueRecording): void {
  mkdirSync(RECORDED, { recursive: true });
  const file = join(RECORDED, `${recording.scenario}.json`);
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
}
