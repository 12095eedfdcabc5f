/** What has been recorded of real brokers: a file a scenario. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded, Recording } from './scenario.js';

export class Recordings<R extends Recorded> {
  constructor(private readonly folder: string) {}

  /** Of which scenarios there is one. */
  get names(): string[] {
    return readdirSync(this.folder).map((file) => file.replace('.json', ''));
  }

  /** null where a scenario has never been run. */
  read(name: string): R | null {
    const file = this.fileOf(name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as R) : null;
  }

  write(recording: R): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.fileOf(recording.scenario), `${JSON.stringify(recording, null, 2)}\n`);
  }

  private fileOf(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}

/** Of a real Kafka: what the tests hold the simulator to. */
export const RECORDED = new Recordings<Recording>('test/conformance/recorded');
/** And what a second run saw: how far a real one repeats. */
export const RECORDED_AGAIN = new Recordings<Recording>('test/conformance/recorded-again');
