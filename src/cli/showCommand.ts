/** `highwater show`: an earlier result again as it was printed, or two of them side by side. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeFiles } from '../execution/files.js';
import { folderJson } from '../report/folderJson.js';
import { writePictures } from './pictureFiles.js';
import { PAGE, resultFiles, withPage } from './pageFile.js';
import type { Output } from './output.js';
import { figuresOption, type PictureKind } from './pictureKind.js';
import { UsageError } from './usageError.js';

export function showCommand(output: Output): Command {
  return new Command('show')
    .argument('<folder>')
    .argument('[other]')
    .addOption(figuresOption())
    .option('--json', 'print what its files say as JSON')
    .option('--html', 'make report.html anew from the files in the folder')
    .action(async (given: string, otherGiven: string | undefined, flags: Flags) => {
      const folder = folderOf(given);
      const other = otherGiven === undefined ? undefined : folderOf(otherGiven);
      const first = reportOf(folder);
      if (flags.json === true) {
        if (other !== undefined) throw new UsageError('show --json: one folder at a time');
        output.out(folderJson(resultFiles(folder)));
        return;
      }
      if (flags.figures !== undefined) {
        if (other !== undefined) throw new UsageError('show --figures: one folder at a time');
        output.out(await writePictures(folder, flags.figures));
        if (flags.html !== true) return;
      }
      if (flags.html === true) {
        if (other !== undefined) throw new UsageError('show --html: a page is of one folder');
        output.out(await makePage(folder));
        return;
      }
      output.out(other === undefined ? first : sideBySide(folder, first, other, reportOf(other)));
    });
}

interface Flags {
  readonly html?: boolean;
  readonly json?: boolean;
  readonly figures?: PictureKind;
}

/** What a run of `shop` wrote into results/shop is shown by `shop`, too. */
function folderOf(given: string): string {
  const usual = join('results', given);
  return !hasReport(given) && hasReport(usual) ? usual : given;
}

function hasReport(folder: string): boolean {
  const file = join(folder, 'report.txt');
  return existsSync(file) && statSync(file).isFile();
}

/** Writes the page and returns its path. */
async function makePage(folder: string): Promise<string> {
  const files = resultFiles(folder);
  const { hasPage } = await import('../report/page/page.js');
  if (!hasPage(files)) {
    throw new UsageError(
      `${folder}: show --html: no command whose results have a page wrote into this folder`,
    );
  }
  const all = await withPage(files);
  writeFiles(folder, new Map([[PAGE, all.get(PAGE) ?? '']]));
  return join(folder, PAGE);
}

function reportOf(folder: string): string {
  if (hasReport(folder)) return readFileSync(join(folder, 'report.txt'), 'utf8').trimEnd();
  throw new UsageError(
    `${folder}: holds no report.txt; give the folder of a result, for example results/10k-users`,
  );
}

/** Line by line; `|` between lines that differ. */
export function sideBySide(a: string, left: string, b: string, right: string): string {
  const lines = [
    [a, ...left.split('\n')],
    [b, ...right.split('\n')],
  ];
  const width = Math.max(...lines[0].map((line) => line.length));
  const rows = Array.from({ length: Math.max(lines[0].length, lines[1].length) }, (_, index) => {
    const [one, two] = lines.map((each) => each.at(index) ?? '');
    return `${one.padEnd(width)} ${one === two ? ' ' : '|'} ${two}`.trimEnd();
  });
  return rows.join('\n');
}
