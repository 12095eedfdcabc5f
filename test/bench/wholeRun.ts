/** A process that does what `highwater run` does, and prints what it took: node wholeRun.js MODEL FIDELITY OUT. */
import { performance } from 'node:perf_hooks';
import { main } from '../../src/cli/program.js';

const [, , model, fidelity, out] = process.argv;
const wall = performance.now();
const options = ['--fidelity', fidelity, '--out', out, '--quiet'];
const code = await main(['run', model, ...options], {
  out: () => undefined,
  error: () => undefined,
});
const { user, system } = process.cpuUsage();
const measured = {
  code,
  wallSeconds: (performance.now() - wall) / 1e3,
  cpuSeconds: (user + system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
