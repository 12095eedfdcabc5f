import { existsSync, mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WatchedFolder } from '../../src/cli/watchedFolder.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-watched-'));
const folder = join(root, 'results');
const write = (id: string): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ run_id: id }));
};

test('of a watch only the last results are kept; what others left there is not touched', () => {
  write('another run');
  const watched = new WatchedFolder(folder);
  watched.forget();
  expect(existsSync(folder)).toBe(true);
  write('first');
  watched.note();
  watched.forget();
  expect(existsSync(folder)).toBe(false);
  write('second');
  watched.note();
  // Somebody else runs into it meanwhile.
  write('somebody else');
  watched.forget();
  expect(existsSync(folder)).toBe(true);
});
