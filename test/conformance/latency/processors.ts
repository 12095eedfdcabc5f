/** What processors have done, from /proc: of the machine, and of single processes. */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

export interface Reading {
  /** Seconds of all processors since the machine began: worked, and taken by others (steal). */
  readonly busy: number;
  readonly stolen: number;
  /** Seconds of each process asked for. */
  readonly processes: readonly number[];
  /** Of a minute. */
  readonly load: number;
}

const TICKS_A_SECOND = 100;

export function readProcessors(processes: readonly number[]): Reading {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map((each) => Number(each) / TICKS_A_SECOND);
  return {
    busy: user + nice + system + irq + softirq,
    stolen: steal,
    processes: processes.map(secondsOf),
    load: loadavg()[0],
  };
}

/** User and system time of a process, all its threads, seconds. */
function secondsOf(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
