import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FolderError, prepareFolder, writeFiles } from '../../src/execution/files.js';

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-files-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('trying a folder leaves what is in it, whatever its name', () => {
  const folder = folderWith({ probe: 'mine' });
  prepareFolder(folder);
  expect(readdirSync(folder)).toEqual(['probe']);
  expect(readFileSync(join(folder, 'probe'), 'utf8')).toBe('mine');
});

test('where one file cannot be written, none is', () => {
  const folder = folderWith({ 'summary.csv': 'old', 'report.txt': 'old' });
  const files = new Map([
    ['summary.csv', 'new'],
    // A name that no file can have.
    ['x'.repeat(300), 'new'],
    ['report.txt', 'new'],
  ]);
  expect(() => {
    writeFiles(folder, files);
  }).toThrow(FolderError);
  expect(readdirSync(folder).sort()).toEqual(['report.txt', 'summary.csv']);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name), 'utf8')).toBe('old');
  }
});

test('a stop between two files leaves nothing that describes the wrong ones', () => {
  const folder = folderWith({ 'summary.csv': 'old', 'manifest.json': 'old', 'report.txt': 'old' });
  mkdirSync(join(folder, 'stages.csv'));
  // The folder in the way stops it after the first file has its place.
  const files = new Map([
    ['summary.csv', 'new'],
    ['stages.csv', 'new'],
    ['manifest.json', 'new'],
    ['report.txt', 'new'],
  ]);
  expect(() => {
    writeFiles(folder, files);
  }).toThrow(/stages\.csv: cannot be written \(a folder has its name\)/);
  expect(readFileSync(join(folder, 'summary.csv'), 'utf8')).toBe('new');
  expect(readdirSync(folder).sort()).toEqual(['stages.csv', 'summary.csv']);
});
