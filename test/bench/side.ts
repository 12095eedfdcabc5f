/** A process that measures one side: node side.js NAME UNITS SEED; prints a line of JSON. */
import { performance } from 'node:perf_hooks';
import { SIDES } from './sides.js';

export interface Measured {
  readonly units: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
}

/** After that the compiler is idle: a trial of the whole pipeline has some 175 functions to optimise. */
const WARM_CPU_SECONDS = 1.5;

const [, , name, unitsText, seedText] = process.argv;
const side = SIDES[name];
const units = Number(unitsText);
// Shorter ones first, until it is compiled; then for the record.
do await side(units / 2, 1);
while (process.cpuUsage().user / 1e6 < WARM_CPU_SECONDS);
const wall = performance.now();
const cpu = process.cpuUsage();
const result = await side(units, Number(seedText));
const used = process.cpuUsage(cpu);
const measured: Measured = {
  units: result.units,
  cpuSeconds: (used.user + used.system) / 1e6,
  wallSeconds: (performance.now() - wall) / 1e3,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
