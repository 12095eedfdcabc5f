/** What --json prints is what the published schema says. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { verifyCommand } from '../../src/cli/verifyCommand.js';
import { main } from '../../src/cli/program.js';
import { OUTPUTS } from '../../src/report/outputSchema.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-json-'));
const model = join(root, 'small.yaml');
writeFileSync(
  model,
  `users: 100
workload: { events_per_user: 3/s }
consumers: { server: { processing_time: exponential(1 ms) } }
prices: { consumer_hour: 0.1 }
run: { warmup: 1 s, duration: 2 s }
`,
);
const out = ['--workers', '1', '--no-html', '--out'];

async function printed(argv: readonly string[]): Promise<string> {
  const [lines, errors]: string[][] = [[], []];
  const output = {
    out: (line: string) => void lines.push(line),
    error: (line: string) => void errors.push(line),
  };
  expect([0, 5], errors.join('\n')).toContain(await main([...argv, '--json'], output));
  return lines.join('\n');
}

test.each([
  ['check', ['check', model]],
  ['explain', ['explain', 'p99']],
  ['explain', ['explain']],
  ['run', ['run', model, '--trials', '2', ...out, join(root, 'run')]],
  [
    'result',
    ['compare', model, '--b', 'users=200', '--replications', '3', ...out, join(root, 'compare')],
  ],
  [
    'result',
    ['capacity', model, '--keep', 'p99 < 20 ms', '--tolerance', '40%', '--trials', '8']
      .concat(out)
      .concat(join(root, 'capacity')),
  ],
  [
    'result',
    ['sweep', model, '--vary', 'users=50,100', '--replications', '2', ...out, join(root, 'sweep')],
  ],
  [
    'result',
    ['sensitivity', model, '--rows', '0', '--trajectories', '2', '--records', '300']
      .concat(out)
      .concat(join(root, 'sensitivity')),
  ],
] as const)('%s: %s', async (kind, argv) => {
  const text = await printed(argv);
  const validate = new Ajv({ strict: false }).compile(OUTPUTS[kind]);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  // A folder says the same once more.
  if (kind === 'result') {
    const folder = argv[argv.length - 1];
    expect(await printed(['show', folder])).toBe(text);
  }
});

const importer = 'models/measured/omb-50k';

test.each([
  ['trace', ['trace', '100-users', '--set', 'run.duration=1 s', '--records', '2']],
  ['theory', ['theory', '--seed', '7', '--only', 'M/M/1 at 0.5', '--scale', '0.2']],
  ['init', ['init', join(root, 'first')]],
  ['completion', ['completion']],
  ['import', ['import', 'omb', `${importer}/workload.yaml`, `${importer}/driver.yaml`]],
] as const)('report/otherOutputs, cli/theoryCommand: %s: %s', async (kind, argv) => {
  const validate = new Ajv({ strict: false }).compile(OUTPUTS[kind]);
  expect(validate(JSON.parse(await printed(argv))), JSON.stringify(validate.errors)).toBe(true);
});

test('verify: each check, and whether it is passed', async () => {
  const lines: string[] = [];
  const check = { check: 'a', count: 1, expected: '2', measured: '2', passed: true };
  const output = { out: (line: string) => void lines.push(line), error: () => undefined };
  const command = verifyCommand(output, () => Promise.resolve([check]));
  await command.parseAsync(['--json', '--seed', '5', '--out', join(root, 'verify')], {
    from: 'user',
  });
  const told: unknown = JSON.parse(lines.join('\n'));
  expect(told).toEqual({ format: 'highwater/verify/1', seed: '5', checks: [check] });
  expect(new Ajv({ strict: false }).validate(OUTPUTS['verify'], told)).toBe(true);
});

test('report/folderJson: what has no value says why', async () => {
  const { tables } = JSON.parse(
    await printed(
      ['sweep', model, '--vary', 'users=50,100', '--responses', 'p99'].concat([
        '--replications',
        '2',
        ...out,
        join(root, 'few'),
      ]),
    ),
  ) as { tables: { rows: Record<string, unknown>[] }[] };
  for (const row of tables[0].rows) {
    expect(row['p99_ms']).toBeNull();
    expect(row['p99_note']).toMatch(/2 replications of at least 30/);
  }
});
