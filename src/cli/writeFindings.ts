/** Writes what a command found: CSVs, the report as it is printed, and how to repeat it. */
import { writeFiles } from '../execution/files.js';
import { VERSION } from '../execution/version.js';
import type { Findings } from '../experiments/experiment.js';
import type { Run } from '../execution/runFolder.js';
import { findingsFiles, findingsText, tablesFacts } from '../report/experimentReport.js';
import { folderJson } from '../report/folderJson.js';
import { withPage } from './pageFile.js';
import { writePictures } from './pictureFiles.js';
import { stamped } from './runIdentity.js';
import type { WrittenAs } from './studyFlags.js';

/** What the files of a run say of it. */
export interface Written extends WrittenAs {
  readonly out: string;
  readonly run: Run;
  /** What --set changed. */
  readonly changes: readonly string[];
}

/** Returns what to print. */
export async function writeFindings(
  command: string,
  findings: Findings,
  written: Written,
  seed: string,
): Promise<string> {
  const text = `${findingsText(command, findings)}\nRepeat: ${written.run.call}`;
  const manifest = { seed, ...findingsManifest(command, findings) };
  return writeReport(written, findingsFiles(findings), text, manifest);
}

/** What the manifest says of findings; the page is made of it and of their tables. */
export function findingsManifest(
  command: string,
  findings: Findings,
): Readonly<Record<string, unknown>> {
  const { finding, missed = [], facts = {} } = findings;
  return { command, finding, missed, facts, tables: tablesFacts(findings) };
}

/**
 * Writes the files, the report as it is printed, and the manifest: the version, the call, and what
 * else belongs to it. Returns what to print.
 */
export async function writeReport(
  { out, run, changes, html, json, figures }: Written,
  files: ReadonlyMap<string, string>,
  text: string,
  manifest: Readonly<Record<string, unknown>>,
): Promise<string> {
  const all = stamped(files, run, changes);
  all.set('report.txt', `${text}\n`);
  all.set(
    'manifest.json',
    `${JSON.stringify({ version: VERSION, run_id: run.id, repeat: run.call, ...manifest }, null, 2)}\n`,
  );
  writeFiles(out, html ? await withPage(all) : all);
  if (figures !== null) await writePictures(out, figures);
  return json ? folderJson(all) : text;
}
