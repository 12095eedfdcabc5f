/** The checks of `highwater verify`: see verifyCommand.ts. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inlineExecutor, makeExecutor, type Executor } from '../execution/executor.js';
import type { QueueAddress } from '../execution/queue/address.js';
import { queueExecutor } from '../execution/queue/queueExecutor.js';
import { coverage } from '../proof/coverage/coverage.js';
import { COVERAGE_CASES, coverageCase } from '../proof/coverage/coverageCases.js';
import { textModel } from '../proof/textModel.js';
import {
  coverageChecks,
  determinismChecks,
  theoryChecks,
  theoryFindings,
  type Check,
} from '../proof/verify.js';
import { studyFiles } from '../report/studyFiles.js';
import { sayAloud } from './chooseExecutor.js';
import { commandLine } from './commandLine.js';
import { progress, type Progress } from './progress.js';
import { runOf } from './runIdentity.js';
import { openFolder } from './session.js';
import type { Part, VerifyFlags } from './verifyCommand.js';

const SMALL = [
  { ...coverageCase('M/M/1', 0.5), studies: 60 },
  { ...coverageCase('pipeline', 0.5), studies: 60 },
  { ...coverageCase('M/M/1', 0.9, true), studies: 60 },
  { ...coverageCase('pipeline', 0.9, true), studies: 60 },
];
const LONG = COVERAGE_CASES.map((each) => ({ ...each, studies: 2000 }));

export async function verify(seed: string, flags: VerifyFlags): Promise<Check[]> {
  const call = commandLine('verify', [], { seed, only: flags.only ?? null });
  const { close } = openFolder(flags.out, runOf(call, []), { resume: false });
  const show = progress(flags.quiet === true);
  const wants = (part: Part): boolean => flags.only === undefined || flags.only === part;
  const checks: Check[] = [];
  try {
    if (wants('theory')) {
      const findings = theoryFindings(seed, 1, (done, planned) => {
        show.update(done, planned, 'known answers');
      });
      checks.push(...theoryChecks(findings));
    }
    if (wants('coverage')) checks.push(...(await covered(seed, flags, show)));
    if (wants('determinism'))
      checks.push(...(await sameBytes(seed, join(flags.out, '.trials'), flags.queue)));
    return checks;
  } finally {
    show.stop();
    close();
  }
}

async function covered(seed: string, flags: VerifyFlags, show: Progress): Promise<Check[]> {
  const checks: Check[] = [];
  const { queue, workers } = flags;
  const executor =
    queue === undefined ? makeExecutor(workers) : await queueExecutor(queue, null, sayAloud);
  try {
    for (const { studies, ...each } of flags.long === true ? LONG : SMALL) {
      const model = textModel(each.text, each.name);
      const options = { studies, seed, progress: show.update };
      checks.push(...coverageChecks(each, await coverage(model, each.truth, executor, options)));
    }
  } finally {
    await executor.close();
  }
  return checks;
}

const PIPELINE = `users: 20
workload: { events_per_user: 100/s, record_size: 1 KB }
producers: { count: 2, linger: 5 ms }
brokers: { count: 3, time_per_request: exponential(100 us), time_per_record: 20 us }
topic: { partitions: 6, replication_factor: 3, min_insync_replicas: 2 }
consumers: { workers: { instances: 2, threads: 2, processing_time: exponential(200 us) } }
run: { warmup: 0.2 s, duration: 0.2 s }
`;

/**
 * One, two and four workers; last trial first; twice with kept trials, the second time from those;
 * and by a queue.
 */
async function sameBytes(
  seed: string,
  kept: string,
  queue: QueueAddress | undefined,
): Promise<Check[]> {
  rmSync(kept, { recursive: true, force: true });
  const executors = [
    { name: '1 worker', executor: makeExecutor(1) },
    { name: '2 workers', executor: makeExecutor(2) },
    { name: '4 workers', executor: makeExecutor(4) },
    { name: 'last trial first', executor: lastFirst() },
    { name: 'kept', executor: makeExecutor(2, kept) },
    { name: 'resumed', executor: makeExecutor(2, kept) },
    ...(queue === undefined
      ? []
      : [{ name: 'a queue', executor: await queueExecutor(queue, null, sayAloud) }]),
  ];
  try {
    return await determinismChecks(textModel(PIPELINE, 'verify'), seed, executors, (result) =>
      JSON.stringify([...studyFiles([result])]),
    );
  } finally {
    await Promise.all(executors.map(({ executor }) => executor.close()));
    rmSync(kept, { recursive: true, force: true });
  }
}

function lastFirst(): Executor {
  const inner = inlineExecutor();
  return {
    run: async (trials, done) => {
      const results = new Map<number, Parameters<typeof done>[0]>();
      const reversed = [...trials].reverse();
      await inner.run(reversed, (result, index) => {
        results.set(trials.length - 1 - index, result);
      });
      for (const [index, result] of [...results].sort(([a], [b]) => a - b)) done(result, index);
    },
    close: () => inner.close(),
  };
}
