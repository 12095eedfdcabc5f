/**
 * A study in parts, as a batch system runs them: the built command line in processes of their own,
 * and the examples of experiments/machines/ with stand-ins for what submits them. The bytes of the
 * study run alone are what must come out.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const MAIN = resolve('dist/package/main.js');
const MACHINES = resolve('experiments/machines');
/** Pilots find its warm-up: two rounds. */
const MODEL = `users: 10
workload: { events_per_user: 50/s }
consumers: { server: { processing_time: exponential(1 ms), propagation: 0 s } }
run: { duration: 1 s }
`;
const ASKED = ['--trials', '30', '--no-html', '--quiet', '--seed', 'parts'];

interface Ended {
  readonly code: number;
  readonly output: string;
}

const root = mkdtempSync(join(tmpdir(), 'highwater-parts-'));
const whole = join(root, 'whole');
const model = join(root, 'one.yaml');
writeFileSync(model, MODEL);
const STUDY = ['run', model, ...ASKED];

function call(
  command: string,
  argv: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const env = { ...process.env, ...environment };
  return new Promise((done) => {
    execFile(command, argv, { cwd: root, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}

function highwater(
  argv: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  return call(process.execPath, [MAIN, ...argv], environment);
}

function bytesOf(out: string): Record<string, string> {
  const names = readdirSync(out).filter((name) => !name.startsWith('.'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'latin1')]));
}

/** A folder with commands that stand for others; to be put before PATH. */
function standIns(commands: Record<string, string>): string {
  const folder = mkdtempSync(join(root, 'bin-'));
  const npx = `#!/bin/bash\nshift\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  for (const [name, text] of Object.entries({ npx, ...commands })) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  return `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
}

beforeAll(async () => {
  expect(await highwater([...STUDY, '--out', whole])).toMatchObject({ code: 0 });
}, 60_000);

test('cli/trialsCommand: planned, run in two parts at a time, merged, round after round: the same bytes', async () => {
  const out = join(root, 'parts');
  const plan = await highwater(['trials', 'plan', out, ...STUDY]);
  expect(plan.code).toBe(0);
  expect(plan.output).toMatch(/^\d+ trials are planned in /);
  let rounds = 0;
  for (;;) {
    await Promise.all(
      [1, 2].map((part) => highwater(['trials', 'run', out, '--shard', `${part}/2`])),
    );
    rounds++;
    const merged = await highwater([...STUDY, '--resume', out]);
    if (merged.code === 0) break;
    expect(merged.code).toBe(6);
    expect(merged.output).toMatch(/trials are planned/);
  }
  expect(rounds).toBe(2);
  expect(bytesOf(out)).toEqual(bytesOf(whole));
  expect(existsSync(join(out, '.trials'))).toBe(false);
}, 60_000);

test('execution/plannedTrials: a part that was never run, or half of it, is planned again; another version or no plan is refused', async () => {
  const out = join(root, 'lost');
  await highwater(['trials', 'plan', out, ...STUDY]);
  const planned = (): number =>
    (JSON.parse(readFileSync(join(out, '.trials', 'plan.json'), 'utf8')) as { trials: [] }).trials
      .length;
  const all = planned();
  expect((await highwater(['trials', 'run', out, '--shard', '1/2'])).code).toBe(0);
  expect((await highwater([...STUDY, '--resume', out])).code).toBe(6);
  expect(planned()).toBe(Math.floor(all / 2));
  const other = join(root, 'other');
  mkdirSync(join(other, '.trials'), { recursive: true });
  const text = readFileSync(join(out, '.trials', 'plan.json'), 'utf8');
  const changed = text.replace(/"code":"\w{8}/, '"code":"00000000');
  writeFileSync(join(other, '.trials', 'plan.json'), changed);
  const refused = await highwater(['trials', 'run', other, '--shard', '1/2']);
  expect(refused.code).toBe(2);
  expect(refused.output).toMatch(
    /is of Highwater .* \(code 00000000\), this is .*install the same/,
  );
  const none = await highwater(['trials', 'run', whole, '--shard', '1/2']);
  expect(none.code).toBe(2);
  expect(none.output).toMatch(/no trials are planned there; begin with highwater trials plan/);
  // Another study does not go on with these.
  const another = [...STUDY.slice(0, -1), 'another', '--resume', out];
  expect((await highwater(another)).output).toMatch(
    /the trials kept there are of npx highwater run/,
  );
}, 60_000);

test('the Slurm example, with an sbatch that runs the tasks one after the other', async () => {
  const sbatch = `#!/bin/bash
set -e
[ "$1" = --wait ]
range=\${2#--array=}
export SLURM_ARRAY_TASK_MIN=\${range%-*} SLURM_ARRAY_TASK_MAX=\${range#*-} SLURM_CPUS_PER_TASK=1
export SLURM_ARRAY_TASK_COUNT=$((SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN + 1))
for task in $(seq "$SLURM_ARRAY_TASK_MIN" "$SLURM_ARRAY_TASK_MAX"); do
  SLURM_ARRAY_TASK_ID=$task bash "\${@:3}"
done
`;
  const out = join(root, 'slurm');
  const ended = await call('bash', [join(MACHINES, 'slurm.sh'), out, '2', ...STUDY], {
    PATH: standIns({ sbatch }),
  });
  expect(ended.code, ended.output).toBe(0);
  expect(bytesOf(out)).toEqual(bytesOf(whole));
}, 60_000);

test('the example for GNU parallel, with one that runs its lines one after the other', async () => {
  const parallel =
    '#!/bin/bash\nfor last; do :; done\nwhile read -r line; do bash -c "${last//\\{\\}/$line}"; done\n';
  const out = join(root, 'parallel');
  const ended = await call('bash', [join(MACHINES, 'parallel.sh'), out, '2', ...STUDY], {
    PATH: standIns({ parallel }),
  });
  expect(ended.code, ended.output).toBe(0);
  expect(bytesOf(out)).toEqual(bytesOf(whole));
}, 60_000);

/** What the Kubernetes manifest and the AWS Batch call run in each container. */
test('the commands of the Kubernetes and AWS Batch examples run the part that the system names', async () => {
  interface Job {
    spec: { completions: number; template: { spec: { containers: { command: string[] }[] } } };
  }
  const job = parse(readFileSync(join(MACHINES, 'kubernetes.yaml'), 'utf8')) as Job;
  const { command: inPod } = job.spec.template.spec.containers[0];
  expect(inPod).toContain(String(job.spec.completions));
  const batch = JSON.parse(readFileSync(join(MACHINES, 'aws-batch.json'), 'utf8')) as {
    arrayProperties: { size: number };
    containerOverrides: { command: string[] };
  };
  const size = String(batch.arrayProperties.size);
  const out = join(root, 'pods');
  await highwater(['trials', 'plan', out, ...STUDY]);
  const here = (words: readonly string[]): string[] =>
    words.slice(1).map((word) => (word === '/results/big' ? out : word));
  const pod = await highwater(here(inPod), { JOB_COMPLETION_INDEX: '7' });
  expect(pod.code).toBe(0);
  expect(pod.output).toMatch(/^shard 8 of 50: 1 of 1/);
  const task = await highwater(here(batch.containerOverrides.command), {
    AWS_BATCH_JOB_ARRAY_INDEX: '7',
    AWS_BATCH_JOB_ARRAY_SIZE: size,
  });
  expect(task.output).toMatch(/^shard 8 of 50: 1 of 1 trials done, 1 of them before/);
  rmSync(out, { recursive: true });
}, 60_000);
