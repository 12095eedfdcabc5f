/**
 * Sides of other programs, in processes of their own with a time limit: Python libraries where they
 * can be imported, and Cimba, in C, where the environment's CIMBA_MM1 names its
 * benchmark/MM1_single, built.
 */
import { spawnSync } from 'node:child_process';
import type { Measured } from './side.js';
import { othersFolder } from './sides.js';
import { RHO } from './yardsticks.js';

/** Seconds after which one is given up. */
const MOST_SECONDS = 120;
/** Of a network that others are measured with. */
const STATIONS = 10;

/** What it took for so many units, or why there is nothing. */
export const FOREIGN: Readonly<Partial<Record<string, (units: number) => Measured | string>>> = {
  SimPy: (customers) => python('simpy', 'simpyTandem.py', customers, 1, 1, RHO),
  Cimba: cimba,
  [foreignTandem('SimPy')]: (hops) =>
    python('simpy', 'simpyTandem.py', Math.ceil(hops / STATIONS), STATIONS, 1, RHO),
  [foreignTandem('Ciw')]: (hops) =>
    python('ciw', 'ciwTandem.py', Math.ceil(hops / STATIONS), STATIONS, 1, RHO),
};

export function foreignTandem(library: 'SimPy' | 'Ciw'): string {
  return `${library}, ${STATIONS} in a row, servers: 1`;
}

const PYTHONS = ['python3', '/usr/bin/python3'];
const options = { encoding: 'utf8', timeout: MOST_SECONDS * 1000 } as const;

/** Runs a script of others/ that needs a module. */
function python(module: string, script: string, ...values: readonly number[]): Measured | string {
  const works = (each: string): boolean => {
    return spawnSync(each, ['-c', `import ${module}`], options).status === 0;
  };
  const found = PYTHONS.find(works);
  if (found === undefined) return `python3 -c 'import ${module}' does not work here`;
  const ended = spawnSync(found, [`${othersFolder()}/${script}`, ...values.map(String)], options);
  const why = failure(ended);
  if (why !== null) return why;
  const measured = JSON.parse(ended.stdout) as Omit<Measured, 'peakBytes'>;
  return { ...measured, peakBytes: NaN };
}

/** Customers of MM1_single: a constant of it, as its utilization of 0.9 is. */
const CIMBA_CUSTOMERS = 1e6;

/**
 * It prints no times: the shell's `times` has the CPU time of its children in its second line, as
 * "0m0.19s 0m0.00s".
 */
function cimba(): Measured | string {
  const program = process.env['CIMBA_MM1'];
  if (program === undefined) return 'CIMBA_MM1 does not name its benchmark/MM1_single';
  const wall = performance.now();
  const ended = spawnSync('sh', ['-c', '"$0" > /dev/null && times', program], options);
  const wallSeconds = (performance.now() - wall) / 1e3;
  const why = failure(ended);
  if (why !== null) return why;
  const spent = [...ended.stdout.split('\n')[1].matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuSeconds = spent.reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
  return { units: CIMBA_CUSTOMERS, cpuSeconds, wallSeconds, peakBytes: NaN };
}

/** Why a process has not come to a good end; null = it has. */
export function failure({ status, signal, stderr, error }: Ended): string | null {
  if (status === 0) return null;
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
    return `it took more than ${MOST_SECONDS} s`;
  }
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return said === '' ? (error?.message ?? `exit code ${String(status ?? signal)}`) : said;
}

type Ended = Pick<ReturnType<typeof spawnSync>, 'status' | 'signal' | 'error'> & {
  readonly stderr: string;
};
