/**
 * `highwater theory`: the cases with known answers on fresh seeds, and whether their scores have
 * the law they should.
 */
import { Command } from 'commander';
import type { TheoryFinding } from '../proof/theory/index.js';
import { readCount, readScale } from './arguments.js';
import type { Output } from './output.js';
import { AuditError, UsageError } from './usageError.js';

interface Flags {
  readonly seed?: string;
  readonly seeds: number;
  readonly scale: number;
  readonly only: string;
  readonly json?: boolean;
}

export function theoryCommand(output: Output): Command {
  return new Command('theory')
    .option('--seed <text>', 'first seed; default: the time, so that every call has its own')
    .option('--seeds <n>', 'how many seeds', readCount, 1)
    .option('--scale <factor>', 'length of the runs, 0.2 or more times the usual', readScale, 1)
    .option('--only <text>', 'only cases with this in their name or family', '')
    .option('--json', 'print every finding as JSON')
    .action(async (flags: Flags) => {
      const seed = flags.seed ?? new Date().toISOString();
      if (flags.json !== true) {
        output.out(`seed "${seed}", ${flags.seeds} in all, scale ${flags.scale}\n`);
      }
      const { runTheoryCase, theoryCases } = await import('../proof/theory/index.js');
      const { theoryReport } = await import('../proof/theory/theoryReport.js');
      const cases = theoryCases().filter(
        ({ name, family }) => name.includes(flags.only) || family.includes(flags.only),
      );
      if (cases.length === 0) {
        const families = [...new Set(theoryCases().map(({ family }) => family))];
        throw new UsageError(
          `--only ${flags.only}: no such case; families: ${families.join(', ')}`,
        );
      }
      const runs = Array.from({ length: flags.seeds }, (_, index) =>
        cases.flatMap((one): TheoryFinding[] =>
          runTheoryCase(one, `${seed} ${index}`, flags.scale),
        ),
      );
      const { text, passed } = theoryReport(runs);
      if (flags.json === true) {
        const { seeds, scale } = flags;
        const findings = runs.flat();
        output.out(
          JSON.stringify({ format: 'highwater/theory/1', seed, seeds, scale, passed, findings }),
        );
      } else output.out(text);
      if (!passed) throw new AuditError('theory: something measured is not what it should be');
    });
}
