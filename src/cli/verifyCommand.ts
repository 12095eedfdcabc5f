/** `highwater verify`: what a sceptical user runs. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { QueueAddress } from '../execution/queue/address.js';
import type { Check } from '../proof/verify.js';
import { readQueue, readWorkers } from './arguments.js';
import type { Output } from './output.js';
import { DEFAULTS } from './runOptions.js';
import { QUEUE_HELP } from './studyFlags.js';
import { AuditError } from './usageError.js';

export interface VerifyFlags {
  readonly seed?: string;
  readonly workers: number;
  readonly out: string;
  readonly queue?: QueueAddress;
  readonly long?: boolean;
  readonly only?: Part;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const PARTS = ['theory', 'coverage', 'determinism'] as const;
export type Part = (typeof PARTS)[number];

type ChecksOf = (seed: string, flags: VerifyFlags) => Promise<Check[]>;

/** All that they need is loaded when they are run, so that the help need not wait for it. */
const verify: ChecksOf = async (seed, flags) =>
  (await import('./runVerify.js')).verify(seed, flags);

/** `verify`: the checks; others only in tests. Throws AuditError, exit code 3, when one fails. */
export function verifyCommand(output: Output, checksOf: ChecksOf = verify): Command {
  return new Command('verify')
    .option('--seed <text>', 'seed of all random streams; default: a fresh one')
    .option('--workers <n>', 'worker threads', readWorkers, DEFAULTS.workers)
    .option('--out <folder>', 'where the CSV goes', join('results', 'verify'))
    .option('--queue <address>', QUEUE_HELP, readQueue)
    .option('--long', 'coverage: 2,000 studies of each case, hours')
    .addOption(new Option('--only <part>', 'only this part').choices(PARTS))
    .option('--json', 'print the checks as JSON')
    .option('--quiet', 'print nothing')
    .action(async (flags: VerifyFlags) => {
      const seed = flags.seed ?? String(Date.now());
      if (flags.json !== true && flags.quiet !== true) {
        output.error(`verifies ${flags.only ?? PARTS.join(', ')} with seed ${seed}`);
      }
      const checks = await checksOf(seed, flags);
      const { csvText } = await import('../report/csv.js');
      const { writeFiles } = await import('../execution/files.js');
      const columns = ['check', 'count', 'expected', 'measured', 'passed'];
      const rows = checks.map((each) => [
        each.check,
        String(each.count),
        each.expected,
        each.measured,
        each.passed ? 'yes' : 'NO',
      ]);
      writeFiles(flags.out, new Map([['verify.csv', csvText([...columns], rows)]]));
      if (flags.json === true) {
        output.out(JSON.stringify({ format: 'highwater/verify/1', seed, checks }));
      } else if (flags.quiet !== true) {
        output.out(`${checksText(checks)}\n\nSeed ${seed}. Reports: ${flags.out}/`);
      }
      const failed = checks.filter(({ passed }) => !passed);
      if (failed.length > 0) {
        throw new AuditError(`failed: ${failed.map(({ check }) => check).join('; ')}`);
      }
    });
}

/**
 * Two lines a check: whether it is passed and what it is; what was measured, and what is expected.
 */
function checksText(checks: readonly Check[]): string {
  return checks
    .map(
      ({ check, count, expected, measured, passed }) =>
        `${passed ? 'yes' : 'NO '}  ${check} (${count})\n     ${measured}; expected: ${expected}`,
    )
    .join('\n');
}
