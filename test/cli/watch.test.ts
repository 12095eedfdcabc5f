/** `highwater watch` against a small fake of Prometheus' HTTP API on loopback. */
import { createServer, type Server } from 'node:http';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';

const file = join(mkdtempSync(join(tmpdir(), 'highwater-watch-')), 'm.yaml');
// A request a record: handlers are 2,000/s x 1 ms = 2 busy of 8, 25%, with what fetches take
// besides.
writeFileSync(
  file,
  `workload: { rate: 500/s }
producers: { count: 20, linger: 0 ms, propagation: 0.1 ms }
brokers: { count: 1, handlers: 8, time_per_request: 1 ms, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 s/B, time_per_fetch: 0.1 us }
topic: { partitions: 4 }
consumers: { g: {} }
`,
);

let server: Server;
let url = '';
let idle = 0.75;
let messages = 0;
let asked = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    asked = decodeURIComponent(request.url ?? '');
    // 2,000 a second where looks are half a second apart.
    messages += 1000;
    const at = 1_700_000_000;
    const sample = (name: string, value: number, more = {}) => ({
      metric: { __name__: name, ...more },
      value: [at, String(value)],
    });
    const result = [
      sample('kafka_server_brokertopicmetrics_messagesin_total', messages),
      sample('kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent', idle),
      sample('kafka_network_requestmetrics_localtimems', 1, {
        request: 'Produce',
        quantile: '0.50',
      }),
    ];
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function watch(...argv: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const take = (said: string): void => void (text += `${said}\n`);
  return { code: await main(['watch', file, ...argv], { out: take, error: take }), text };
}

test('cli/watchCommand: the load of now is simulated; what agrees does not depart', async () => {
  const { code, text } = await watch('--prometheus', url, '--every', '0.5 s');
  expect(code, text).toBe(0);
  expect(asked).toBe('/api/v1/query?query={__name__=~"kafka_.+"}');
  expect(text).toMatch(/throughput +2K\/s +(?:1\.9|2\.0|2K)/);
  expect(text).toMatch(/brokers\.handlers +25% +2[4-6]%/);
  expect(text).toMatch(/broker_service p50 +1\.00 ms +1\.0/);
  expect(text).toMatch(/Nothing departs from its model\./);
});

test('handlers that are busier than their model depart first', async () => {
  idle = 0.3;
  const { text } = await watch('--prometheus', url, '--every', '0.5 s');
  expect(text).toMatch(/First to depart from its model: brokers\.handlers\./);
});

test('nobody there is one line', async () => {
  const { code, text } = await watch('--prometheus', 'http://127.0.0.1:1', '--every', '1 ms');
  expect([code, text]).toEqual([
    2,
    expect.stringMatching(/nobody answers there; give the address/),
  ]);
});
