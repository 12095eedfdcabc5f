/**
 * A process that measures one side: node side.js NAME UNITS SEED WARM [CONTROL ANSWER]; prints a
 * line of JSON. WARM is how many CPU seconds it runs before it measures, until its code is
 * compiled. CONTROL and ANSWER are pipes to a `perf stat` that counts while it measures.
 */
import { openSync, readSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { SIDES } from './sides.js';

export interface Measured {
  readonly units: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
}

const [, , name, unitsText, seedText, warmText] = process.argv;
const [control, answer] = [6, 7].map((index) => process.argv.at(index));
const side = SIDES[name];
const units = Number(unitsText);
// Shorter ones first; then for the record.
do await side(units / 2, 1);
while (process.cpuUsage().user / 1e6 < Number(warmText));
tell('enable');
const wall = performance.now();
const cpu = process.cpuUsage();
const result = await side(units, Number(seedText));
const used = process.cpuUsage(cpu);
tell('disable');
const measured: Measured = {
  units: result.units,
  cpuSeconds: (used.user + used.system) / 1e6,
  wallSeconds: (performance.now() - wall) / 1e3,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);

function tell(what: 'enable' | 'disable'): void {
  if (control === undefined || answer === undefined) return;
  writeFileSync(control, `${what}\n`);
  // perf has the pipe open, and answers when it has done so.
  readSync(openSync(answer, 'r'), new Uint8Array(16));
}
