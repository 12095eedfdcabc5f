/** `highwater live`: what it serves, to whom, and how it ends. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenModel, livePage } from '../../src/cli/liveCommand.js';
import { serveLive, type LiveServer } from '../../src/cli/liveServer.js';
import { main } from '../../src/cli/program.js';

let server: LiveServer;
beforeAll(async () => {
  server = await serveLive('<p>the page', 0);
});
afterAll(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

function ask(path: string, method = 'GET', host = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    request({ host: '127.0.0.1', port, path, method, headers: { host } }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => (text += part.toString()));
      answer.on('end', () => {
        resolve({ status: answer.statusCode, text });
      });
    })
      .on('error', reject)
      .end();
  });
}

test('cli/liveServer: it serves one page, on loopback, by this machine’s own names alone', async () => {
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  expect(await ask('/')).toEqual({ status: 200, text: '<p>the page' });
  expect(await ask('/?paused', 'GET', 'localhost:80')).toMatchObject({ status: 200 });
  expect(await ask('/', 'HEAD')).toEqual({ status: 200, text: '' });
  expect((await ask('/', 'GET', 'somebody.example')).status).toBe(403);
  expect((await ask('/', 'POST')).status).toBe(405);
  for (const path of ['/package.json', '/../package.json', '//']) {
    expect((await ask(path)).status).toBe(404);
  }
});

test('the model stands in the page as data, whatever it holds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-live-'));
  const file = join(folder, 'odd.yaml');
  const text = "name: '</script><script>alert(1)</script> $& $1'\nusers: many\n";
  writeFileSync(file, text);
  const page = livePage(givenModel(file));
  const start =
    /<script type="application\/json" id="start">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  const { model, gallery } = JSON.parse(start) as {
    readonly model: unknown;
    readonly gallery: readonly { readonly name: string }[];
  };
  expect(model).toEqual({ name: file, text, files: {} });
  expect(gallery.map(({ name }) => name)).toContain('10k-users');
});

test('a port that is no port, and a model that is not there, are refused', async () => {
  const lines: string[] = [];
  const output = { out: () => undefined, error: (text: string) => lines.push(text) };
  expect(await main(['live', '--port', '70000'], output)).toBe(2);
  expect(await main(['live', 'no-such', '--no-open'], output)).toBe(2);
  expect(lines).toEqual([
    expect.stringContaining('--port 70000: expected a number from 0 to 65535'),
    expect.stringContaining('no-such: there is no no-such.yaml here'),
  ]);
});

test('cli/liveCommand: it says where it is, and ends when it is told to', async () => {
  const child = spawn(process.execPath, ['dist/package/main.js', 'live', '--no-open']);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => {
      resolve(text.toString().split('\n')[0]);
    });
    child.once('exit', reject);
  });
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('Highwater live');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
