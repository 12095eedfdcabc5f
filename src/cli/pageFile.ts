/** The page beside a result's other files: made of them, loaded only where one is written. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PAGE = 'report.html';

/** The files, and the page that says what they say. */
export async function withPage(files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const { pageText } = await import('../report/page/page.js');
  return new Map([...files, [PAGE, pageText(files, sha256)]]);
}

/** What a command ends with: where its files are, and the page to look at. */
export function reportsLine(out: string, { html }: { readonly html: boolean }): string {
  return `\nReports: ${out}/${html ? `\nTo look at: ${join(out, PAGE)}` : ''}`;
}

/** What a command prints at the end: JSON alone, or its report and where the files are. */
export function shownReport(
  text: string,
  out: string,
  flags: { readonly html: boolean; readonly json?: boolean },
): string {
  return flags.json === true ? text : `${text}\n${reportsLine(out, flags)}`;
}

/** What lies in a folder of results and a page is made of. */
export function resultFiles(folder: string): Map<string, string> {
  const names = readdirSync(folder)
    .filter((name) => /\.csv$|^(?:manifest\.json|report\.txt)$/.test(name))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
