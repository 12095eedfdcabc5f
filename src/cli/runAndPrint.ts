/** What `highwater run` does: simulates models, writes the reports and prints what they say. */
import { TIME_LIMIT } from '../experiments/study.js';
import { studyJson } from '../report/studyFiles.js';
import { ladderTable, studyText } from '../report/studyText.js';
import { changesOf } from './changes.js';
import type { Output } from './output.js';
import { reportsLine } from './pageFile.js';
import { writePictures } from './pictureFiles.js';
import type { RunFlags } from './runFlags.js';
import { runFolder } from './runIdentity.js';
import { runModels } from './runModels.js';
import { DEFAULTS, type RunOptions } from './runOptions.js';
import { sessionOptions } from './session.js';
import { AuditError, TrialsFailed, UnmetPromise } from './usageError.js';

export async function runAndPrint(
  files: readonly string[],
  flags: RunFlags & Pick<RunOptions, 'fidelity'>,
  output: Output,
): Promise<void> {
  const out = runFolder(files, flags);
  const { studies, unfinished } = await runModels(files, out, {
    ...DEFAULTS,
    ...sessionOptions(flags, output),
    seed: flags.seed,
    precision: flags.precision,
    budgetRecords: flags.budget,
    timeLimitSeconds: flags.timeLimit ?? null,
    trials: flags.trials ?? null,
    lengthened: flags.lengthened ?? null,
    transient: flags.transient === true,
    tail: flags.tail ?? [],
    curve: flags.curve === true,
    fidelity: flags.fidelity,
    overrides: changesOf(flags),
    quiet: flags.quiet === true || flags.json === true,
    html: flags.html,
  });
  if (flags.figures !== undefined) await writePictures(out, flags.figures);
  if (flags.json === true) output.out(studyJson(studies));
  else if (flags.quiet !== true) {
    output.out(studies.map(studyText).join('\n\n'));
    if (studies.length > 1) output.out(`\n${ladderTable(studies)}`);
    output.out(reportsLine(out, flags));
  }
  const failed = studies.flatMap((each) => each.audits);
  if (failed.length > 0)
    throw new AuditError(`audit failed: ${failed[0].law} (${failed[0].where})`);
  for (const each of studies.filter((one) => one.stopped === TIME_LIMIT)) {
    output.error(
      `${each.model.name}: stopped by the time limit after ${each.trials} trials; --trials ${each.trials} --lengthened ${each.lengthened} in place of --time-limit repeats it`,
    );
  }
  const failures = studies.flatMap((each) => each.failures);
  if (unfinished !== null) failures.push(unfinished);
  if (failures.length > 0) throw new TrialsFailed(failures.join('\n'));
  const broken = studies.filter(({ promises }) => promises?.answer === 'broken');
  if (broken.length > 0) {
    throw new UnmetPromise(
      `broken promises of ${broken.map(({ model }) => model.name).join(', ')}`,
    );
  }
}
