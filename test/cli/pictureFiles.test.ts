/** Pictures of a result as files. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePictures } from '../../src/cli/pictureFiles.js';

const folder = mkdtempSync(join(tmpdir(), 'highwater-pictures-'));
const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};

test('each picture of a comparison is a file of SVG; where there is none it is said', async () => {
  await expect(writePictures(folder, 'svg')).rejects.toThrow(/no picture|report/);
  const tables = [{ file: 'results', title: 't', labels: 1 }];
  write(
    'manifest.json',
    JSON.stringify({ version: '0', command: 'compare', finding: 'f', tables }),
  );
  const head = 'response,a,b,difference,difference_low,difference_high';
  write('results.csv', `${head}\np99_ms,10,12,2,1.5,2.5\n`);
  const paths = (await writePictures(folder, 'svg')).split('\n');
  const written = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  expect(paths.sort()).toEqual(written.map((name) => join(folder, name)).sort());
  for (const path of paths) expect(readFileSync(path, 'utf8')).toMatch(/^<svg [^]*<\/svg>\s*$/);
});
