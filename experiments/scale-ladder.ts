/** The main job: the same questions at 100, 10K, 1M and 100M users. `npm start`. */
import { join } from 'node:path';
import { PAGE } from '../src/cli/pageFile.js';
import { runModels } from '../src/cli/runModels.js';
import { DEFAULTS } from '../src/cli/runOptions.js';
import { ladderTable, studyText } from '../src/report/studyText.js';
import { UsageError } from '../src/cli/usageError.js';

const MODELS = ['100-users', '10k-users', '1m-users', '100m-users'];

/** `--workers N`, `--seed S` and `--out DIR` change what the default does. */
function flag(name: string, preset: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? preset : (process.argv[at + 1] ?? preset);
}

const out = flag('out', 'results/scale-ladder');
try {
  const { studies } = await runModels(
    MODELS.map((name) => `models/${name}.yaml`),
    out,
    {
      ...DEFAULTS,
      seed: flag('seed', DEFAULTS.seed),
      workers: Number(flag('workers', String(DEFAULTS.workers))),
    },
  );
  for (const each of studies) process.stdout.write(`${studyText(each)}\n\n`);
  process.stdout.write(
    `${ladderTable(studies)}\n\nReports: ${out}/\nTo look at: ${join(out, PAGE)}\n`,
  );
  if (studies.some((each) => each.audits.length > 0)) process.exitCode = 3;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
