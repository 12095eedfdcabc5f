/**
 * The tools of the MCP server: each is a command of this program with --json, in a process of its
 * own that is killed when its time is over, in a folder of its own that is removed afterwards. What
 * is asked for is bounded before anything runs: the length of a model, the number of changes, the
 * records that may be simulated. Models are texts, or names of those that come with Highwater: no
 * call names a file.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { shippedNames } from '../execution/modelFiles.js';
import { reasonOf } from '../execution/files.js';

export interface Bounds {
  /** Of a call. */
  readonly seconds: number;
  readonly records: number;
  readonly workers: number;
}

const [MOST_CHARACTERS, MOST_CHANGES, MOST_WORDS] = [100_000, 50, 500];
/** Answers of more bytes are refused: an assistant could not read them. */
const MOST_ANSWER = 1_000_000;
/** So many trials of a load or a configuration at most. */
const MOST_TRIALS = 256;

const word = z.string().min(1).max(MOST_WORDS);
const model = z
  .string()
  .min(1)
  .max(MOST_CHARACTERS)
  .describe('a model as YAML, or the name of one that comes with Highwater, such as 10k-users');
const set = z
  .array(word)
  .max(MOST_CHANGES)
  .optional()
  .describe('changes of it, each path=value, such as consumers.workers.instances=6');
const seed = word.optional().describe('of all random streams; 1 where left out');
const trials = z.number().int().min(1).max(MOST_TRIALS).optional();

// A type: the protocol's results may have members beside, which an interface does not allow.
type Answer = { content: { type: 'text'; text: string }[]; isError?: boolean };

export function addTools(server: McpServer, bounds: Bounds): void {
  const bounded = `at most ${bounds.seconds} s and about ${bounds.records} records a call`;
  server.registerTool(
    'check',
    {
      description:
        'Validate a model, and compare its offered load with the capacity of each resource, by arithmetic: what is full first, and at how many users. Immediate. Faults of a model come with their place and the right form.',
      inputSchema: z.object({ model, set }),
    },
    ({ model: text, set: changes }) =>
      withModel(bounds, [text], ([file]) => [
        'check',
        file,
        '--json',
        ...changesOf('set', changes),
      ]),
  );
  server.registerTool(
    'run',
    {
      description: `Simulate a model: latency quantiles with 95% intervals, the stages they come from, utilization, what helps. ${bounded}.`,
      inputSchema: z.object({ model, set, seed, trials }),
    },
    ({ model: text, set: changes, seed: seeded, trials: count }) =>
      withModel(bounds, [text], ([file]) => [
        ...['run', file, ...changesOf('set', changes), ...given('seed', seeded)],
        ...(count === undefined ? ['--budget', String(bounds.records)] : given('trials', count)),
        ...simulated(bounds),
      ]),
  );
  server.registerTool(
    'capacity',
    {
      description: `The highest number of users that keeps a promise, and what gives way above it. ${bounded}.`,
      inputSchema: z.object({
        model,
        set,
        seed,
        keep: word.optional().describe("such as 'p99 < 50 ms'; the model's promises if left out"),
        trials,
        tolerance: z.number().min(0.01).max(0.5).optional().describe('width of the answer; 0.05'),
      }),
    },
    ({ model: text, set: changes, seed: seeded, keep, trials: count, tolerance = 0.05 }) =>
      withModel(bounds, [text], ([file]) => [
        ...['capacity', file, ...changesOf('set', changes), ...given('seed', seeded)],
        ...[...given('keep', keep), ...given('trials', count), ...given('tolerance', tolerance)],
        ...given('most-records', bounds.records),
        ...simulated(bounds),
      ]),
  );
  addSearches(server, bounds, bounded);
  addWords(server, bounds);
}

function addSearches(server: McpServer, bounds: Bounds, bounded: string): void {
  server.registerTool(
    'compare',
    {
      description: `How B differs from A on common random numbers, with intervals: two models, or a model and changes. ${bounded}.`,
      inputSchema: z.object({
        a: model,
        b: model.optional(),
        changes_of_a: set,
        changes_of_b: set,
        seed,
      }),
    },
    ({ a, b, changes_of_a, changes_of_b, seed: seeded }) =>
      withModel(bounds, b === undefined ? [a] : [a, b], (files) => [
        ...['compare', ...files, ...changesOf('a', changes_of_a)],
        ...[...changesOf('b', changes_of_b), ...given('seed', seeded)],
        ...['--budget', String(bounds.records), ...simulated(bounds)],
      ]),
  );
  server.registerTool(
    'tune',
    {
      description: `The cheapest configuration that keeps a promise; the model has prices:, and tune: or vary says what may change. ${bounded}.`,
      inputSchema: z.object({
        model,
        set,
        seed,
        target: word.optional().describe("such as 'p99 < 50 ms'; the model's promises if left out"),
        vary: set.describe('path=low..high, or path=a,b,c, in place of tune: of the model'),
        trials,
      }),
    },
    ({ model: text, set: changes, seed: seeded, target, vary, trials: count }) =>
      withModel(bounds, [text], ([file]) => [
        ...['tune', file, ...changesOf('set', changes), ...changesOf('vary', vary)],
        ...[...given('target', target), ...given('seed', seeded), ...given('trials', count)],
        ...given('most-records', bounds.records),
        ...simulated(bounds),
      ]),
  );
}

function addWords(server: McpServer, bounds: Bounds): void {
  server.registerTool(
    'explain',
    {
      description: 'What a stage, resource, column or key means, and what helps against it.',
      inputSchema: z.object({ word }),
    },
    ({ word: asked }) => withModel(bounds, [], () => ['explain', '--json', '--', asked]),
  );
  server.registerTool(
    'schema',
    {
      description:
        'The JSON Schema of the model language; or with output = true that of what the other tools answer.',
      inputSchema: z.object({ output: z.boolean().optional() }),
    },
    ({ output }) =>
      withModel(bounds, [], () => ['schema', ...(output === true ? ['--output'] : [])]),
  );
}

function changesOf(option: string, changes: readonly string[] = []): string[] {
  return changes.map((each) => `--${option}=${each}`);
}

function given(option: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${option}=${value}`];
}

function simulated({ workers }: Bounds): string[] {
  return ['--json', '--no-html', '--workers', String(workers), '--out', 'out'];
}

/** In a folder of its own, with the models that are given as texts. */
async function withModel(
  bounds: Bounds,
  models: readonly string[],
  argv: (files: readonly string[]) => readonly string[],
): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-mcp-'));
  try {
    const shipped = shippedNames('models');
    const files = models.map((each, index) => {
      if (shipped.includes(each)) return each;
      if (!each.includes('\n') && !each.includes(':')) {
        throw new Error(`model: there is no "${each}"; give YAML, or one of ${shipped.join(', ')}`);
      }
      const name = `model${index === 0 ? '' : index + 1}.yaml`;
      writeFileSync(join(folder, name), each);
      return name;
    });
    return await call(argv(files), folder, bounds);
  } catch (error) {
    return refused(reasonOf(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PROGRAM = fileURLToPath(new URL('main.js', import.meta.url));

/** Killed at the bound. An answer that is too long is none. */
function call(argv: readonly string[], cwd: string, { seconds }: Bounds): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...argv], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, said]: Buffer[][] = [[], []];
    let bytes = 0;
    let why = '';
    const end = (reason: string): void => {
      why = reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => {
      end(
        `ended after ${seconds} s, the bound of a call: ask for less (fewer trials, a shorter run.duration, fewer users or choices)`,
      );
    }, 1000 * seconds);
    const take = (into: Buffer[]) => (data: Buffer) => {
      bytes += data.length;
      if (bytes > MOST_ANSWER) end(`the answer has more than ${MOST_ANSWER} bytes`);
      else into.push(data);
    };
    child.stdout.on('data', take(out));
    child.stderr.on('data', take(said));
    child.on('error', (error) => {
      end(reasonOf(error));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const text = Buffer.concat(out).toString('utf8').trim();
      // Exit code 5, a promise is broken or nothing keeps it, is an answer, too.
      const isAnswer = why === '' && text !== '' && (code === 0 || code === 5);
      const errors = Buffer.concat(said).toString('utf8').trim();
      resolve(
        isAnswer
          ? { content: [{ type: 'text', text }] }
          : refused(why === '' ? errors || `exit code ${code ?? 'none'}` : why),
      );
    });
  });
}

function refused(text: string): Answer {
  return { content: [{ type: 'text', text }], isError: true };
}
