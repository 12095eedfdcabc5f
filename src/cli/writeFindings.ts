/** Writes what a command found: CSVs, the report as it is printed, and how to repeat it. */
import { writeFiles } from '../execution/files.js';
import { VERSION } from '../execution/version.js';
import type { Findings } from '../experiments/experiment.js';
import { findingsFiles, findingsText } from '../report/experimentReport.js';

/** Returns what to print. */
export function writeFindings(
  title: string,
  findings: Findings,
  out: string,
  repeat: string,
  seed: string,
): string {
  const text = `${findingsText(title, findings)}\nRepeat: ${repeat}`;
  writeReport(out, findingsFiles(findings), text, { repeat, seed });
  return text;
}

/** Writes the files, the report as it is printed, and the manifest: the version, `repeat`, and what else belongs to it. */
export function writeReport(
  out: string,
  files: ReadonlyMap<string, string>,
  text: string,
  manifest: { readonly repeat: string; readonly [key: string]: string | number },
): void {
  const all = new Map(files);
  all.set('report.txt', `${text}\n`);
  all.set('manifest.json', `${JSON.stringify({ version: VERSION, ...manifest }, null, 2)}\n`);
  writeFiles(out, all);
}
