/** Writes what a command found: CSVs, the report as it is printed, and how to repeat it. */
import { writeFiles } from '../execution/files.js';
import { VERSION } from '../execution/version.js';
import type { Findings } from '../experiments/experiment.js';
import type { Run } from '../execution/runFolder.js';
import { findingsFiles, findingsText } from '../report/experimentReport.js';
import { stamped } from './runIdentity.js';

/** What the files of a run say of it. */
export interface Written {
  readonly out: string;
  readonly run: Run;
  /** What --set changed. */
  readonly changes: readonly string[];
}

/** Returns what to print. */
export function writeFindings(
  title: string,
  findings: Findings,
  written: Written,
  seed: string,
): string {
  const text = `${findingsText(title, findings)}\nRepeat: ${written.run.call}`;
  writeReport(written, findingsFiles(findings), text, { seed, missed: findings.missed ?? [] });
  return text;
}

/**
 * Writes the files, the report as it is printed, and the manifest: the version, the call, and what
 * else belongs to it.
 */
export function writeReport(
  { out, run, changes }: Written,
  files: ReadonlyMap<string, string>,
  text: string,
  manifest: Readonly<Record<string, string | number | readonly string[]>>,
): void {
  const all = stamped(files, run, changes);
  all.set('report.txt', `${text}\n`);
  all.set(
    'manifest.json',
    `${JSON.stringify({ version: VERSION, run_id: run.id, repeat: run.call, ...manifest }, null, 2)}\n`,
  );
  writeFiles(out, all);
}
