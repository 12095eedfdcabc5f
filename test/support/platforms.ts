/** Other engines of JavaScript on this machine, and how a script comes to them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { rolldown } from 'rolldown';

export interface Platform {
  /** With its version. */
  readonly name: string;
  /** The value of an expression after a script: plain data. */
  readonly evaluate: (script: string, expression: string) => unknown;
}

/**
 * Those whose paths are in HIGHWATER_NODES, or node20, node22 and node24 on the PATH; none, aloud,
 * where none is.
 */
export function otherNodes(): Platform[] {
  const named = process.env['HIGHWATER_NODES']?.split(delimiter);
  const paths = named ?? ['node20', 'node22', 'node24'].flatMap(onPath);
  if (paths.length === 0) console.warn('no other Node found: HIGHWATER_NODES may name some');
  return paths.map((path) => ({
    name: `Node ${call(path, ['--version']).trim()}`,
    evaluate: (script, expression): unknown =>
      JSON.parse(
        call(path, ['-'], `${script};process.stdout.write(JSON.stringify(${expression}))`),
      ),
  }));
}

/**
 * The one that CHROME_PATH names, or the first of its usual names on the PATH; none, aloud, where
 * there is none.
 */
export function chromium(): Platform[] {
  const path = chromiumPath();
  if (path === undefined) return [];
  return [
    {
      name: call(path, ['--version']).trim(),
      evaluate: (script, expression) => inPage(path, script, expression),
    },
  ];
}

/** Where the browser is; undefined, aloud, where there is none. */
export function chromiumPath(): string | undefined {
  const usual = ['chromium', 'chromium-browser', 'google-chrome'].flatMap(onPath);
  const path = process.env['CHROME_PATH'] ?? usual.at(0);
  if (path === undefined) console.warn('no Chromium found: CHROME_PATH may name one');
  return path;
}

/** In a page opened from a file; the browser ends by itself, and all that it wrote goes. */
function inPage(path: string, script: string, expression: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-chromium-'));
  try {
    const page = join(folder, 'page.html');
    const value = `encodeURIComponent(JSON.stringify(${expression}))`;
    writeFileSync(
      join(folder, 'script.js'),
      `${script};document.write('<pre>', ${value}, '</pre>')`,
    );
    writeFileSync(page, '<!doctype html><meta charset="utf-8"><script src="script.js"></script>');
    const flags = ['--headless', '--no-first-run', `--user-data-dir=${folder}`, '--dump-dom', page];
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const shown = call(path, [...root, ...flags], '', { HOME: folder });
    const text = /<pre>(.*)<\/pre>/.exec(shown)?.[1];
    if (text === undefined) throw new Error(`${path}: the script failed: ${shown}`);
    return JSON.parse(decodeURIComponent(text));
  } finally {
    // Its last children may still write there.
    rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
  }
}

function call(
  path: string,
  argv: readonly string[],
  input = '',
  more: NodeJS.Dict<string> = {},
): string {
  const env = { ...process.env, ...more };
  const ended = spawnSync(path, argv, {
    input,
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
    timeout: 60_000,
  });
  if (ended.status === 0) return ended.stdout;
  throw new Error(`${path}: ${ended.error?.message ?? ended.stderr}`);
}

function onPath(name: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
}

/**
 * A module and all that it imports as one script, whose exports are fields of the variable `name`.
 * It must need nothing but JavaScript.
 */
export async function scriptOf(module: string, name: string): Promise<string> {
  const bundle = await rolldown({ input: module, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', name });
  await bundle.close();
  const [{ code, imports }] = output;
  if (imports.length > 0) throw new Error(`${module} needs ${imports.join()}`);
  return code;
}
