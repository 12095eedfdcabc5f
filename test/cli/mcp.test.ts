/** The MCP server, called by the protocol's own client: each tool, and what is refused. */
import { existsSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = 'dist/package/main.js';
const SMALL = `users: 100
workload: { events_per_user: 3/s }
consumers: { server: { instances: 2, processing_time: exponential(1 ms) } }
prices: { consumer_hour: 0.1, currency: EUR }
run: { warmup: 1 s, duration: 4 s }
`;

interface Said {
  readonly text: string;
  readonly isError: boolean;
}

async function connect(...flags: readonly string[]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const args = [PROGRAM, 'mcp', ...flags];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  return client;
}

async function call(client: Client, name: string, given: Record<string, unknown>): Promise<Said> {
  const result = (await client.callTool({ name, arguments: given })) as {
    content: { text: string }[];
    isError?: boolean;
  };
  return { text: result.content[0].text, isError: result.isError === true };
}

describe('a server with the usual bounds', () => {
  let client: Client;
  beforeAll(async () => {
    expect(existsSync(PROGRAM), 'npm run build').toBe(true);
    client = await connect('--time-limit', '60 s', '--budget', '4000000');
  }, 30_000);
  afterAll(async () => {
    await client.close();
  });

  test('cli/mcpTools: has these tools', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(
      ['capacity', 'check', 'compare', 'explain', 'run', 'schema', 'tune'].sort(),
    );
  });

  test('check: 300 events a second on two servers of 1 ms are 15% of 2,000', async () => {
    const { text } = await call(client, 'check', { model: SMALL });
    const said = JSON.parse(text) as Record<string, unknown>;
    expect(said).toMatchObject({ events_per_second: 300, first_to_saturate: 'consumers.server' });
    const resources = said['resources'] as { utilization: number; ceiling_users: number }[];
    expect(resources[0].utilization).toBeCloseTo(0.15, 12);
    expect(resources[0].ceiling_users).toBeCloseTo(100 / 0.15, 6);
  });

  test('run, with a change: its summary says what was asked', async () => {
    const { text } = await call(client, 'run', { model: SMALL, set: ['users=200'], trials: 2 });
    const [{ summary }] = JSON.parse(text) as { summary: Record<string, unknown> }[];
    expect(summary).toMatchObject({ users: 200, offered_records_per_second: 600, replications: 2 });
    // Two trials are too few: null, and why.
    expect(summary['p99_ms']).toBeNull();
    expect(summary['p99_note']).toMatch(/2 replications of at least 30/);
  }, 30_000);

  test.each([
    ['compare', { a: SMALL, changes_of_b: ['users=200'] }, 'compare'],
    ['capacity', { model: SMALL, keep: 'p99 < 20 ms', tolerance: 0.3, trials: 8 }, 'capacity'],
    [
      'tune',
      { model: SMALL, target: 'p99 < 20 ms', vary: ['consumers.server.instances=1,2'], trials: 8 },
      'tune',
    ],
  ])(
    '%s answers with its finding and tables',
    async (name, given, command) => {
      const { text, isError } = await call(client, name, given);
      expect(isError, text).toBe(false);
      const said = JSON.parse(text) as { command: string; finding: string; tables: unknown[] };
      expect(said.command).toBe(command);
      expect(said.finding.length).toBeGreaterThan(20);
      expect(said.tables.length).toBeGreaterThan(0);
    },
    40_000,
  );

  test('explain and schema', async () => {
    const { text } = await call(client, 'explain', { word: 'consumer_wait' });
    expect(JSON.parse(text)).toMatchObject([{ name: 'consumer_wait' }]);
    const schema = await call(client, 'schema', { output: true });
    expect(JSON.parse(schema.text)).toMatchObject({ title: 'What highwater prints with --json' });
  });

  test.each([
    ['a fault, with its place', { model: SMALL.replace('users: 100', 'usrs: 100') }, /usrs/],
    ['a file', { model: '/etc/passwd' }, /there is no "\/etc\/passwd"; give YAML/],
    ['too long', { model: `# ${'x'.repeat(200_000)}\n` }, /100000|too_big|too big|Too big/],
  ])('%s is refused', async (_, given, why) => {
    const said = await call(client, 'check', given).catch((error: unknown) => ({
      text: String(error),
      isError: true,
    }));
    expect(said.isError).toBe(true);
    expect(said.text).toMatch(why);
  });
});

test('a search that would simulate more than its bound is refused, with what would help', async () => {
  const client = await connect('--budget', '20000');
  for (const [name, given] of [
    ['capacity', { model: SMALL, keep: 'p99 < 20 ms', trials: 64 }],
    ['tune', { model: SMALL, target: 'p99 < 20 ms', vary: ['consumers.server.instances=1..8'] }],
  ] as const) {
    const { text, isError } = await call(client, name, given);
    expect(isError, text).toBe(true);
    expect(text).toMatch(/20000 in all may be; ask for fewer trials/);
  }
  await client.close();
}, 30_000);

test('cli/mcpCommand: a call never runs longer than its bound', async () => {
  const client = await connect('--time-limit', '2 s');
  const begin = Date.now();
  const { text, isError } = await call(client, 'run', { model: '100m-users', trials: 200 });
  const took = Date.now() - begin;
  await client.close();
  expect(isError).toBe(true);
  expect(text).toMatch(/ended after 2 s, the bound of a call/);
  expect(took).toBeLessThan(6000);
}, 30_000);
