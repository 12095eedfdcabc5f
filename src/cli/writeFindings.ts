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
  const files = findingsFiles(findings);
  files.set('report.txt', `${text}\n`);
  files.set('manifest.json', `${JSON.stringify({ version: VERSION, repeat, seed }, null, 2)}\n`);
  writeFiles(out, files);
  return text;
}
