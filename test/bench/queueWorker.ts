/**
 * A worker whose tasks only wait and give so many bytes, for measuring the queue: node
 * queueWorker.js URL CORES MILLISECONDS BYTES; with 0 bytes each gives the same real result of a
 * trial (sampleTrial.ts). Ends when its parent closes its input; prints its CPU seconds and tasks
 * then.
 */
import { randomBytes } from 'node:crypto';
import { serve } from '../../src/execution/queue/serve.js';
import { pack } from '../../src/execution/packing.js';
import { readAddress } from '../../src/execution/queue/address.js';
import { simulate } from '../../src/network/simulate.js';
import { sampleTrial } from './sampleTrial.js';

const [, , url, ...numbers] = process.argv;
const [cores, milliseconds, bytes] = numbers.map(Number);
const result = bytes > 0 ? randomBytes(bytes) : pack(simulate(sampleTrial(1)));
let running = 0;
const waiting: (() => void)[] = [];
let done = 0;

/** As a pool of so many threads: those beyond wait for their turn. */
async function work(): Promise<Uint8Array> {
  if (running >= cores) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  running--;
  waiting.shift()?.();
  done++;
  return result;
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const serving = await serve(readAddress(url, {}), { cores, lockSeconds: 10, work, say });
process.stdout.write('ready\n');
const before = process.cpuUsage();
process.stdin.on('data', () => undefined).on('end', () => void end());

async function end(): Promise<void> {
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6, done })}\n`);
  await serving.close();
  process.exit(0);
}
