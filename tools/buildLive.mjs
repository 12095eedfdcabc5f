/**
 * dist/live.html: the live page as one file, which needs no network and no server. Its one script
 * is the page's and its workers', with the engine in it; its policy lets in nothing but that script
 * and its own style.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { stderr } from 'node:process';
import { rolldown } from 'rolldown';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = await rolldown({
  input: 'src/live/page/main.ts',
  platform: 'browser',
  tsconfig: 'src/live/page/tsconfig.json',
  // CSV as Node reads and writes it, and the same for browsers.
  resolve: {
    alias: {
      'csv-parse/sync': 'csv-parse/browser/esm/sync',
      'csv-stringify/sync': 'csv-stringify/browser/esm/sync',
    },
  },
  onLog: (level, log) => {
    if (level === 'warn') stderr.write(`${log.message}\n`);
  },
});
const { output } = await bundle.generate({ format: 'iife', minify: true, comments: false });
await bundle.close();
const [{ code, imports }] = output;
if (imports.length > 0) throw new Error(`the live page needs ${imports.join()}`);

const script = code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--').trim();
const style = readFileSync('src/live/page/style.css', 'utf8').trim();
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const gallery = readdirSync('models')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({
    name: name.slice(0, -'.yaml'.length),
    text: readFileSync(`models/${name}`, 'utf8'),
    files: {},
  }));
// Within a script element nothing ends it but </script.
const start = JSON.stringify({ version, gallery }).replaceAll('<', '\\u003c');

const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  // The editor makes styles of its own, by this nonce.
  `style-src ${hash(style)} 'nonce-live'`,
  'worker-src blob:',
  'img-src blob: data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

writeFileSync(
  'dist/live.html',
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Highwater live</title>
<style>${style}</style>
</head>
<body>
<div id="page"><p>This page needs JavaScript: the simulator runs in it.</p></div>
<script type="application/json" id="start">${start}</script>
<script>${script}</script>
</body>
</html>
`,
);
